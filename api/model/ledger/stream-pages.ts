/** Pages of a stream from its newest entry back. New entries move no page: a cursor is the id of the last entry that was looked at. */
import type { StoreReads, StreamEntry } from '../../../store/store.js'
import type { PageOf, PageWanted } from './ledger-reads.js'

/** Entries read at once. */
const CHUNK = 1000
/** Entries looked at for one page: a filter that nothing passes must not read a whole stream. */
const MOST = 20_000

/** `take`: what an entry shows, newest first; an entry is never split over two pages. */
export const streamPage = async <T>(
  store: Pick<StoreReads, 'rangeBack'>,
  stream: string,
  { limit, cursor }: PageWanted,
  take: (entry: StreamEntry) => readonly T[],
): Promise<PageOf<T>> => {
  const items: T[] = []
  let before = cursor ?? '+'
  for (let looked = 0; looked < MOST; ) {
    const entries = await store.rangeBack(stream, before, CHUNK)
    for (const entry of entries) {
      const found = take(entry)
      if (found.length > 0 && items.length >= limit) return { items, cursor: before }
      items.push(...found)
      before = entry.id
    }
    if (entries.length < CHUNK) return { items, cursor: null }
    looked += entries.length
  }
  return { items, cursor: before }
}
