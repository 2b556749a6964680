/** A durable source of events, read from where a channel has come. */
import type { Notice } from '../../../sinks/notify/notice.js'

export interface FeedItem {
  /** Of the entry. */
  readonly id: string
  /** Null: nothing to hear of. */
  readonly notice: Notice | null
}
export interface FeedPage {
  /** Oldest first; a page may end before the end of the feed. */
  readonly items: readonly FeedItem[]
  /** The newest entry of the page, or of the feed where it has begun again; that asked for where there is nothing newer. */
  readonly last: string
}
export interface Feed {
  readonly name: string
  read(after: string): Promise<FeedPage>
  /** The newest entry: where a new channel begins. */
  end(): Promise<string>
}
