/** Where the follower of a journal begins: so far before its end that what is shown of the past is there. */
import type { Store } from '../../store/store.js'
import { idBeforeMs, msOf } from '../../store/stream-id.js'
import { isSlice, type JournalEntry, journalEnd, readJournal } from '../../streams/journal/reader.js'
import { findStart, type StartingPoint } from '../../streams/journal/starting-point.js'

export interface LeadIn {
  /** 0 = none: from the newest snapshot. */
  readonly leadInMs: number
  /** Only slices of the newest graph: an older one cannot be built, or its start is gone. */
  readonly newestSegment: boolean
}

/**
 * Null = there is no journal yet. With slices within `leadInMs` of the end, the state is that before the first of them: of a snapshot that
 * is old enough, or else of the start record, so at most a week.
 */
export const beginning = async (
  store: Store,
  account: string,
  { leadInMs, newestSegment }: LeadIn,
): Promise<StartingPoint | null> => {
  const { entry } = await journalEnd(store, account)
  if (!entry) return null
  const first = leadInMs > 0 ? await firstOf(store, account, entry, { leadInMs, newestSegment }) : null
  return first ? findStart(store, account, first, true) : findStart(store, account, entry)
}

/** The first slice of the lead-in. */
const firstOf = async (
  store: Store,
  account: string,
  { place }: JournalEntry,
  { leadInMs, newestSegment }: LeadIn,
): Promise<JournalEntry | null> => {
  if (place.lastId === null || place.base === null) return null
  const fromMs = Math.max(msOf(place.lastId) - leadInMs, 0)
  for await (const entry of readJournal(store, account, idBeforeMs(fromMs), place.lastId))
    if (isSlice(entry) && (!newestSegment || entry.record.base === place.base)) return entry
  return null
}
