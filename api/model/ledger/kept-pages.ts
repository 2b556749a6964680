/** The newest items of a list in memory, page by page. Items that came in one slice differ in their place in it. */
import { isNewer } from '../../../store/stream-id.js'
import type { PageOf, PageWanted } from './ledger-reads.js'

/** Items that are kept. */
const MOST = 10_000

export interface KeptPages<T> {
  /** In rising order of `tsMs`. */
  readonly add: (tsMs: number, make: (id: string) => T) => void
  readonly page: (wanted: PageWanted) => Promise<PageOf<T>>
}

export const keptPages = <T>(): KeptPages<T> => {
  const kept: { readonly id: string; readonly tsMs: number; readonly item: T }[] = []
  let place = 0
  return {
    add: (tsMs, make) => {
      place = kept.at(-1)?.tsMs === tsMs ? place + 1 : 0
      const id = `${tsMs}-${place}`
      kept.push({ id, tsMs, item: make(id) })
      // Not one by one: shifting a long list at each order costs more than the order.
      if (kept.length > MOST + MOST / 10) kept.splice(0, kept.length - MOST)
    },
    page: ({ limit, cursor, instrument }) => {
      const items: T[] = []
      let last: string | null = null
      for (let at = kept.length - 1; at >= 0; at--) {
        const { id, item } = kept[at]!
        if (cursor !== undefined && !isNewer(cursor, id)) continue
        if (instrument !== undefined && (item as { instrument?: string }).instrument !== instrument) continue
        if (items.length === limit) return Promise.resolve({ items, cursor: last })
        items.push(item)
        last = id
      }
      return Promise.resolve({ items, cursor: null })
    },
  }
}
