/** `sendMessage` of the Bot API, as plain text: nothing in it has to be escaped. */
import type { ChannelOf } from '../channel.js'
import { clippedLines } from '../clipped.js'
import type { Message } from '../message.js'
import { jsonRequest, type WebRequest } from './web-request.js'

const TEXT_MAX = 4096
const SIGNS = { critical: '🔴 ', warning: '🟠 ', info: '' } as const

export const telegramRequest = (channel: ChannelOf<'telegram'>, message: Message): WebRequest => {
  const { title, lines, severity } = message
  return jsonRequest(`${channel.url.replace(/\/+$/, '')}/bot${channel.token}/sendMessage`, {
    chat_id: channel.chatId,
    ...(channel.threadId === undefined ? {} : { message_thread_id: channel.threadId }),
    text: clippedLines([`${SIGNS[severity]}${title}`, ...lines], TEXT_MAX),
    disable_notification: severity === 'info',
    link_preview_options: { is_disabled: true },
  })
}
