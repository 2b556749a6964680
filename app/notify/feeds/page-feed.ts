/** A feed over pages of a ledger that is kept in memory, newest first. */
import type { PageOf, PageWanted } from '../../../api/model/ledger/ledger-reads.js'
import type { Notice } from '../../../sinks/notify/notice.js'
import { isNewer } from '../../../store/stream-id.js'
import type { Feed, FeedItem } from './feed.js'

/** Of the newest, more than a slice can have. */
const PAGE = 300

export interface PageFeedInputs<T extends { readonly tsMs: number }> {
  readonly name: string
  readonly pages: (wanted: PageWanted) => Promise<PageOf<T>>
  readonly noticeOf: (item: T, id: string) => Notice
}

/** Items of one slice come at once, so their place in it is part of their id. */
export const pageFeed = <T extends { readonly tsMs: number }>(inputs: PageFeedInputs<T>): Feed => {
  const { name, pages, noticeOf } = inputs
  const newest = async (): Promise<readonly (FeedItem & { readonly item: T })[]> => {
    const { items } = await pages({ limit: PAGE })
    const places = new Map<number, number>()
    return items.toReversed().map((item) => {
      const place = places.get(item.tsMs) ?? 0
      places.set(item.tsMs, place + 1)
      return { id: `${Math.floor(item.tsMs)}-${place}`, notice: null, item }
    })
  }
  const end = async () => (await newest()).at(-1)?.id ?? '0-0'
  return {
    name,
    end,
    read: async (after) => {
      const items = (await newest())
        .filter(({ id }) => isNewer(id, after))
        .map(({ id, item }) => ({ id, notice: noticeOf(item, id) }))
      return { items, last: items.at(-1)?.id ?? after }
    },
  }
}
