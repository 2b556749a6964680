/** Entries of a journal as they come, for as long as a process runs; a store that is away is asked again. */
import type { Clock } from '../../lib/clock.js'
import { pause } from '../../lib/pause.js'
import { SepError } from '../../model/error-codes.js'
import { isStoreFault } from '../../store/store-fault.js'
import type { Store } from '../../store/store.js'
import { journalKeys } from '../../streams/journal/keys.js'
import { type JournalEntry, readJournal } from '../../streams/journal/reader.js'
import type { JournalPlace } from '../../streams/snapshot/stored.js'
import type { FollowState } from './follow-state.js'

export interface TailJournalInputs {
  readonly store: Store
  readonly account: string
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly onState: (state: FollowState) => void
}

const TAIL_MS = 1_000
const RETRY_MS = 250

/** What follows `after`. A journal that was cut off behind the reader, or written over, is a `bad-journal` error: begin again. */
export const tailJournal = async function* (
  inputs: TailJournalInputs,
  after: JournalPlace,
): AsyncGenerator<JournalEntry> {
  const { store, account, clock, signal, onState } = inputs
  const { slice } = journalKeys(account)
  let place = after
  while (!signal.aborted) {
    try {
      for await (const entry of readJournal(store, account, place)) {
        place = entry.place
        yield entry
        if (signal.aborted) return
      }
      onState({ phase: 'following', text: '' })
      const news = await store.tail(slice, place.lastId ?? '0', TAIL_MS, signal)
      if (news.length === 0 && !signal.aborted) await checkEnd(store, account, place)
    } catch (error) {
      if (!isStoreFault(error)) throw error
      onState({ phase: 'away', text: error.message })
      await pause(clock, RETRY_MS, signal)
    }
  }
}

/** A store that lost entries, or was emptied, would be waited for until it has grown past the reader. */
const checkEnd = async (store: Store, account: string, { lastId }: JournalPlace): Promise<void> => {
  const { slice } = journalKeys(account)
  const newest = await store.lastId(slice)
  if (newest === lastId || (newest !== null && (await store.range(slice, lastId ?? '0', '+', 1)).length > 0)) return
  throw new SepError(
    'bad-journal',
    `journal ${account}: it ends at ${newest ?? 'nothing'}, but entry ${lastId} has been read: the store lost it`,
  )
}
