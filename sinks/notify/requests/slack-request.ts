/** Incoming webhook of Slack. */
import type { ChannelOf } from '../channel.js'
import { clipped, clippedLines } from '../clipped.js'
import type { Message } from '../message.js'
import { jsonRequest, type WebRequest } from './web-request.js'

/** Slack cuts beyond 40,000 and advises 4,000. */
const TEXT_MAX = 4000
const TITLE_MAX = 250
const SIGNS = { critical: ':rotating_light:', warning: ':warning:', info: '' } as const

/** The three characters that have a meaning in its text; entities count as they are sent. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const escapedLength = (text: string): number => escaped(text).length

export const slackRequest = (channel: ChannelOf<'slack'>, { title, lines, severity }: Message): WebRequest => {
  const head = clipped(title, TITLE_MAX, escapedLength)
  // An asterisk in the title would end the bold early.
  const bold = `${SIGNS[severity]} *${escaped(head).replaceAll('*', '∗')}*`.trim()
  const body = clippedLines(lines, TEXT_MAX - bold.length - 1, escapedLength)
  return jsonRequest(channel.url, {
    text: body === '' ? bold : `${bold}\n${escaped(body)}`,
    unfurl_links: false,
    unfurl_media: false,
  })
}
