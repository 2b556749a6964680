/** A JSON document for programs of one's own, with the headers of Standard Webhooks. */
import { createHmac } from 'node:crypto'
import type { ChannelOf } from '../channel.js'
import type { Message } from '../message.js'
import { isoTime } from '../../../lib/iso-time.js'
import { jsonRequest, type WebRequest } from './web-request.js'

/** Of a digest; `more` counts what is left out. */
const NOTICES_MAX = 200

/** `nowMs`: a receiver refuses a signature that is minutes old. */
export const webhookRequest = (channel: ChannelOf<'webhook'>, message: Message, nowMs: number): WebRequest => {
  const { id, account, severity, title, tsMs, notices, about } = message
  const request = jsonRequest(channel.url, {
    version: 1,
    id,
    account,
    severity,
    title,
    time: isoTime(tsMs),
    about: about ?? null,
    notices: notices.slice(0, NOTICES_MAX).map((notice) => ({
      id: notice.id,
      kind: notice.kind,
      severity: notice.severity,
      time: isoTime(notice.tsMs),
      title: notice.title,
      text: notice.text,
      about: notice.about ?? null,
    })),
    more: Math.max(0, notices.length - NOTICES_MAX),
  })
  const seconds = String(Math.floor(nowMs / 1000))
  const signed =
    channel.secret === undefined ? {} : { 'webhook-signature': signature(channel.secret, id, seconds, request.body) }
  const bearer = channel.token === undefined ? {} : { authorization: `Bearer ${channel.token}` }
  return {
    ...request,
    headers: { ...request.headers, 'webhook-id': id, 'webhook-timestamp': seconds, ...signed, ...bearer },
  }
}

const signature = (secret: string, id: string, seconds: string, body: string): string => {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`
}
