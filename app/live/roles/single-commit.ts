/** The end of a slice where one process does all: orders, recorded outputs, observers, and when due a snapshot and what may be trimmed. */
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import { causeOf, flattenAsked, orderRows } from '../../../sinks/execution/order-rows.js'
import type { OrderRunner } from '../../../sinks/execution/runner.js'
import type { LeaseKeeper } from '../../../store/lease-keeper.js'
import { commitSink } from '../../../streams/journal/commit.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import type { LiveResumed } from '../resume-live.js'
import type { JournalWriter } from '../../../streams/journal/writer.js'
import { type SnapshotWriter, snapshotWriter } from '../../../streams/snapshot/writer.js'
import type { LiveContext } from '../context.js'
import type { LiveControl } from '../control/control.js'
import { orderEvents } from '../events/live-events.js'
import { journalRetention, ordersRetention } from '../retention.js'
import { flattenedBy } from '../trading.js'

export interface SingleParts {
  readonly context: LiveContext
  readonly account: LeaseKeeper
  readonly resumed: LiveResumed
  readonly runner: OrderRunner
  readonly journal: JournalWriter
  readonly control: LiveControl
}

/** `drain`: the runner's, for the next slice; the sink reaches a crash point after the slice that carries its rows. */
export const singleCommit = (
  parts: SingleParts,
  observers: readonly FrameSink[],
): { readonly sink: FrameSink; readonly drain: OrderRunner['drain'] } => {
  const { context, resumed, runner, journal, control } = parts
  const { clock, crash, log, onEvent = () => {} } = context
  let isFolding = false
  const drain = () => {
    const rows = runner.drain()
    isFolding ||= rows.length > 0
    return rows
  }
  const folded: FrameSink = {
    write: async () => {
      if (isFolding) await crash.at('position.folded')
      isFolding = false
    },
  }
  const sink = commitSink({
    compiled: resumed.compiled,
    place: journal.place,
    sendOrders: (frame) => {
      const [rows, flatten] = [orderRows(frame), flattenAsked(frame)]
      for (const event of orderEvents(frame, context.world)) onEvent(event)
      if (rows.length + flatten.length > 0)
        runner.submit(frame.time.tsMs[0] as number, rows, causeOf(frame), flatten, control.closesForeign())
    },
    decisions: resumed.decisions,
    snapshots: snapshots(parts),
    mirrors: [operation(parts), folded, ...observers],
    clock,
    crash,
    onError: (error) => log(`after the orders: ${String(error)}`, 'warn'),
  })
  return { sink, drain }
}

const snapshots = ({ context, account, resumed, runner, journal }: SingleParts): SnapshotWriter => {
  const { store, clock, crash, log } = context
  const streams = { store, account: context.account.id, log }
  const keepJournal = journalRetention({ ...streams, place: journal.place })
  const keepOrders = ordersRetention({ ...streams, lease: account.lease, runner, clock })
  return snapshotWriter({
    store,
    slots: journalKeys(context.account.id).snapshots,
    ...resumed.slots,
    onSaved: async (olderTsMs) => {
      await keepJournal(olderTsMs)
      await keepOrders()
    },
    crash,
  })
}

/** The journal was writable, and a requested flatten may be complete. */
const operation = ({ context, runner, control }: SingleParts): FrameSink => {
  const flattened = flattenedBy(context, runner, control.closesForeign)
  return {
    write: async (frame) => {
      context.ready.set('journal', null)
      await control.carried(frame)
      const done = flattened(frame)
      if (done) control.flattenDone(done)
    },
  }
}
