/** Channels and notices for tests. */
import { type NotifyChannel, notifyChannelSchema } from '../../../sinks/notify/channel.js'
import { type Message, messageOf } from '../../../sinks/notify/message.js'
import type { Notice } from '../../../sinks/notify/notice.js'

export const NOTICE_MS = Date.UTC(2026, 2, 3, 14, 5, 6)
export const ACCOUNT = '101-001-1-001'

export const noticeOf = (more: Partial<Notice> = {}): Notice => ({
  id: '1772546706000-0',
  kind: 'alarms',
  severity: 'critical',
  tsMs: NOTICE_MS,
  title: 'ALARM broker',
  text: 'the broker <does> not answer & retries\nsince 14:05:01Z',
  ...more,
})

export const madeMessage = (...notices: readonly Notice[]): Message =>
  messageOf(ACCOUNT, notices.length === 0 ? [noticeOf()] : notices)

/** As the operator's file would have it. */
export const channelOf = <K extends NotifyChannel['kind']>(
  document: Readonly<Record<string, unknown>> & { readonly kind: K },
): Extract<NotifyChannel, { readonly kind: K }> =>
  notifyChannelSchema.parse({ name: 'ops', ...document }) as Extract<NotifyChannel, { readonly kind: K }>
