/** Publishing as JSON to ntfy, whose address is the server and not the topic. */
import type { ChannelOf } from '../channel.js'
import { lengthInBytes, clipped, clippedLines } from '../clipped.js'
import type { Message } from '../message.js'
import { jsonRequest, type WebRequest } from './web-request.js'

/** A longer message would arrive as a file. */
const MESSAGE_BYTES_MAX = 4096
const TITLE_BYTES_MAX = 250
const PRIORITIES = { critical: 5, warning: 4, info: 3 } as const
const TAGS = { critical: ['rotating_light'], warning: ['warning'], info: [] } as const

export const ntfyRequest = (channel: ChannelOf<'ntfy'>, message: Message): WebRequest => {
  const { title, lines, severity } = message
  return jsonRequest(
    channel.url,
    {
      topic: channel.topic,
      title: clipped(title, TITLE_BYTES_MAX, lengthInBytes),
      // Without a text it shows one of its own.
      message: clippedLines(lines, MESSAGE_BYTES_MAX, lengthInBytes) || title,
      priority: PRIORITIES[severity],
      tags: TAGS[severity],
    },
    channel.token === undefined ? {} : { authorization: `Bearer ${channel.token}` },
  )
}
