/** The end of a slice in the part that makes it: its edge, its decisions, and once an hour what may be trimmed. */
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import { HOUR_MS } from '../../../lib/time-units.js'
import { bestEffort, retryStore } from '../../../store/store-fault.js'
import { edgeKeys } from '../../../streams/edge/keys.js'
import type { ExecutionReader } from '../../../streams/execution/reader.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import type { LiveContext } from '../context.js'
import { finishWrites } from '../finish-writes.js'
import { journalRetention, trimByOwnTime } from '../retention.js'
import type { HeadStart } from './head-start.js'

export const sliceSink = (
  context: LiveContext,
  part: string,
  { edge, decisions, journal }: HeadStart,
  executions: ExecutionReader,
): FrameSink => {
  const { store, account, ready, log, signal, machineClock } = context
  const keepJournal = journalRetention({ store, account: account.id, place: journal.place, log })
  const keys = journalKeys(account.id)
  const waiting = (error: Error) => ready.set('journal', `the slices wait for the store: ${error.message}`)
  let hour = Number.NaN
  const trim = async (executionOffset: string): Promise<void> => {
    await edge.trim()
    if (executionOffset !== '0') await store.trim(keys.execution, executionOffset)
    await trimByOwnTime(store, journalKeys(edgeKeys(account.id, part).name).decision)
    // A restart begins at a start record; the oldest entry that is kept is one.
    await keepJournal(Number.POSITIVE_INFINITY)
  }
  return finishWrites({
    write: async (frame) => {
      const executionOffset = executions.executionOffset()
      const retry = { clock: machineClock, signal, onWaiting: waiting }
      await retryStore(async () => edge.write(frame, executionOffset), retry)
      ready.set('journal', null)
      const now = Math.floor((frame.time.tsMs[0] as number) / HOUR_MS)
      const isNewHour = now > hour
      hour = now
      const record = async () => {
        await decisions.write(frame, 0, journal.place())
        if (isNewHour) await trim(executionOffset)
      }
      await bestEffort(record, (error) => log(`after the slice: ${error.message}`, 'warn'))
    },
  })
}
