/** The request of a message for each web service. */
import type { NotifyChannel, ChannelOf } from '../channel.js'
import type { Message } from '../message.js'
import { discordRequest } from './discord-request.js'
import { ntfyRequest } from './ntfy-request.js'
import { slackRequest } from './slack-request.js'
import { telegramRequest } from './telegram-request.js'
import type { WebRequest } from './web-request.js'
import { webhookRequest } from './webhook-request.js'

export type WebChannel = Exclude<NotifyChannel, ChannelOf<'smtp'>>

export const webRequestOf = (channel: WebChannel, message: Message, nowMs: number): WebRequest => {
  switch (channel.kind) {
    case 'slack':
      return slackRequest(channel, message)
    case 'discord':
      return discordRequest(channel, message)
    case 'telegram':
      return telegramRequest(channel, message)
    case 'ntfy':
      return ntfyRequest(channel, message)
    case 'webhook':
      return webhookRequest(channel, message, nowMs)
  }
}
