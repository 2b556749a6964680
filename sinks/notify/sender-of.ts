/** The way out of a channel. */
import type { NotifyChannel } from './channel.js'
import type { Sender, Sending } from './delivery.js'
import { mailSender } from './send-mail.js'
import { webSender } from './send-web.js'

export const senderOf = (channel: NotifyChannel, sending: Sending): Sender =>
  channel.kind === 'smtp' ? mailSender(channel, sending) : webSender(channel, sending)
