/** Webhook of Discord. */
import type { ChannelOf } from '../channel.js'
import { clipped, clippedLines } from '../clipped.js'
import type { Message } from '../message.js'
import { isoTime } from '../../../lib/iso-time.js'
import { jsonRequest, type WebRequest } from './web-request.js'

const TITLE_MAX = 256
const DESCRIPTION_MAX = 4096
const COLOURS = { critical: 0xd32f2f, warning: 0xf9a825, info: 0x546e7a } as const

/** Marks that change how text looks; a name with underscores would lose them. */
const escaped = (text: string): string => text.replace(/[\\*_~`|<>[\]#]/g, String.raw`\$&`)
const escapedLength = (text: string): number => escaped(text).length

export const discordRequest = (channel: ChannelOf<'discord'>, message: Message): WebRequest => {
  const { title, lines, severity, tsMs } = message
  const url = new URL(channel.url)
  // Else it answers before the message is stored.
  url.searchParams.set('wait', 'true')
  return jsonRequest(url.href, {
    embeds: [
      {
        title: escaped(clipped(title, TITLE_MAX, escapedLength)),
        description: escaped(clippedLines(lines, DESCRIPTION_MAX, escapedLength)),
        color: COLOURS[severity],
        timestamp: isoTime(tsMs),
      },
    ],
    // Text of a broker calls nobody.
    allowed_mentions: { parse: [] },
  })
}
