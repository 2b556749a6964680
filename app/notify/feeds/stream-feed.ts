/** A feed over a stream of the store. */
import type { Store, StreamEntry } from '../../../store/store.js'
import { isNewer } from '../../../store/stream-id.js'
import type { Notice } from '../../../sinks/notify/notice.js'
import type { Feed } from './feed.js'

/** Entries of a page: what has waited longer goes into the next digest. */
const PAGE = 300
const NONE = '0-0'

type Reads = Pick<Store, 'range' | 'lastId'>

export interface StreamFeedInputs {
  readonly store: Reads
  readonly name: string
  readonly stream: string
  /** Null also for an entry that cannot be read: `sep store repair` finds it. */
  readonly noticeIn: (entry: StreamEntry) => Notice | null | Promise<Notice | null>
}

export const streamFeed = ({ store, name, stream, noticeIn }: StreamFeedInputs): Feed => {
  const end = async () => (await store.lastId(stream)) ?? NONE
  return {
    name,
    end,
    read: async (after) => {
      const last = await end()
      // A stream that was put aside begins with smaller ids.
      if (!isNewer(last, after)) return { items: [], last }
      const entries = await store.range(stream, after, '+', PAGE)
      const items = entries.map(async (entry) => ({ id: entry.id, notice: await noticeIn(entry) }))
      return { items: await Promise.all(items), last: entries.at(-1)?.id ?? last }
    },
  }
}
