/** What a client sent, or why it cannot be read. */
import { streamId } from '../../../store/stream-id.js'
import { clientMessageSchema, type ClientMessage } from '../../contract/stream.js'
import type { SubscriptionRequest } from './subscription.js'

export const readClientMessage = (text: string): ClientMessage | string => {
  try {
    const parsed = clientMessageSchema.safeParse(JSON.parse(text))
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    return `${issue?.path.join('.') || 'message'}: ${issue?.message ?? 'not understood'}`
  } catch {
    return 'the message is no JSON'
  }
}

type Subscribe = Extract<ClientMessage, { op: 'subscribe' }>

/** One id stands for all channels; by channel, one without an id begins with a snapshot. */
export const requestOf = ({ channels, instruments, from, sub }: Subscribe): SubscriptionRequest => ({
  channels: [...new Set(channels)],
  ...(sub === undefined ? {} : { sub }),
  ...(instruments === undefined ? {} : { instruments }),
  from: (ch) => {
    const id = typeof from === 'object' ? from[ch] : from
    return id === undefined ? null : streamId(id, 0)
  },
})
