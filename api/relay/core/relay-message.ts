/** What a publisher hands to the relay. */
import type { Channel } from '../../contract/stream.js'

export interface RelayMessage {
  readonly ch: Channel
  /** `<ms>-<n>`; grows within the channels of one log. */
  readonly id: string
  /** Event time. */
  readonly ts: number
  readonly inst: string | null
  /** What the message replaces in the state of its channel: by default the instrument. An event has a name of its own. */
  readonly key?: string
  readonly data: unknown
}
