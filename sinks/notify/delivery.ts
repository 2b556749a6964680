/** What became of one attempt to deliver a message. `why` holds no secret. */
import type { Clock } from '../../lib/clock.js'
import type { Message } from './message.js'

export type Delivery =
  /** `why`: not to all of its recipients. */
  | { readonly state: 'sent'; readonly why?: string }
  /** The service asks to wait. */
  | { readonly state: 'busy'; readonly afterMs: number; readonly why: string }
  /** `lasting`: the next attempt fails likewise until the operator mends something. */
  | { readonly state: 'failed'; readonly why: string; readonly lasting: boolean }

/** Resolves in bounded time; never rejects. */
export type Sender = (message: Message, signal: AbortSignal) => Promise<Delivery>

export interface Sending {
  /** The machine's. */
  readonly clock: Clock
  /** Longest wait for an answer; default ten seconds. */
  readonly answerMs?: number
}
