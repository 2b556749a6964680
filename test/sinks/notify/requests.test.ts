/** What each service gets: the payload a trader would see, and the limits of the service for any text. */
import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Message } from '../../../sinks/notify/message.js'
import { webRequestOf, type WebChannel } from '../../../sinks/notify/requests/web-request-of.js'
import { ACCOUNT, channelOf, madeMessage, NOTICE_MS, noticeOf } from './made-notices.js'

const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes....').toString('base64')}`
const slack = channelOf({ kind: 'slack', url: 'https://hooks.slack.com/services/T0/B0/xyz' })
const discord = channelOf({ kind: 'discord', url: 'https://discord.com/api/webhooks/1/abc?thread_id=7' })
const telegram = channelOf({ kind: 'telegram', token: '123:abc', chatId: -100123, threadId: 9 })
const ntfy = channelOf({ kind: 'ntfy', topic: 'sep-alarms', token: 'tk_secret' })
const webhook = channelOf({ kind: 'webhook', url: 'https://ops.example.com/sep', secret: SECRET, token: 'bearer-1' })

const sent = (channel: WebChannel, message: Message) => {
  const { url, headers, body } = webRequestOf(channel, message, NOTICE_MS + 1500)
  return { url, headers, document: JSON.parse(body) as Readonly<Record<string, unknown>> }
}
const BODY = 'the broker <does> not answer & retries\nsince 14:05:01Z\n2026-03-03T14:05:06Z'

describe('one alarm', () => {
  test('slack: a bold title, its three characters escaped, no previews', () => {
    expect(sent(slack, madeMessage())).toMatchObject({
      url: 'https://hooks.slack.com/services/T0/B0/xyz',
      document: {
        text:
          `:rotating_light: *SEP ${ACCOUNT}: ALARM broker*\n` +
          'the broker &lt;does&gt; not answer &amp; retries\nsince 14:05:01Z\n2026-03-03T14:05:06Z',
        unfurl_links: false,
      },
    })
  })

  test('discord: an embed that calls nobody and waits until it is stored', () => {
    expect(sent(discord, madeMessage(noticeOf({ text: 'EUR_USD @everyone' })))).toMatchObject({
      url: 'https://discord.com/api/webhooks/1/abc?thread_id=7&wait=true',
      document: {
        embeds: [
          {
            title: `SEP ${ACCOUNT}: ALARM broker`,
            description: String.raw`EUR\_USD @everyone` + '\n2026-03-03T14:05:06Z',
            color: 0xd32f2f,
            timestamp: '2026-03-03T14:05:06.000Z',
          },
        ],
        allowed_mentions: { parse: [] },
      },
    })
  })

  test('telegram: plain text to a chat and its topic; only an alarm rings', () => {
    expect(sent(telegram, madeMessage())).toMatchObject({
      url: 'https://api.telegram.org/bot123:abc/sendMessage',
      document: {
        chat_id: -100123,
        message_thread_id: 9,
        text: `🔴 SEP ${ACCOUNT}: ALARM broker\n${BODY}`,
        disable_notification: false,
      },
    })
    const quiet = madeMessage(noticeOf({ severity: 'info' }))
    expect(sent(telegram, quiet).document).toMatchObject({ disable_notification: true })
  })

  test('ntfy: JSON to the server, with priority, tags and token', () => {
    expect(sent(ntfy, madeMessage())).toMatchObject({
      url: 'https://ntfy.sh',
      headers: { authorization: 'Bearer tk_secret' },
      document: {
        topic: 'sep-alarms',
        title: `SEP ${ACCOUNT}: ALARM broker`,
        message: BODY,
        priority: 5,
        tags: ['rotating_light'],
      },
    })
  })

  test('webhook: the notice as data, signed as Standard Webhooks do', () => {
    const { headers, document } = sent(webhook, madeMessage())
    expect(document).toEqual({
      version: 1,
      id: '1772546706000-0',
      account: ACCOUNT,
      severity: 'critical',
      title: `SEP ${ACCOUNT}: ALARM broker`,
      time: '2026-03-03T14:05:06.000Z',
      about: null,
      more: 0,
      notices: [
        {
          id: '1772546706000-0',
          kind: 'alarms',
          severity: 'critical',
          time: '2026-03-03T14:05:06.000Z',
          title: 'ALARM broker',
          text: noticeOf().text,
          about: null,
        },
      ],
    })
    expect(headers).toMatchObject({ 'webhook-id': '1772546706000-0', 'webhook-timestamp': '1772546707' })
    const { body } = webRequestOf(webhook, madeMessage(), NOTICE_MS + 1500)
    const key = Buffer.from(SECRET.slice(6), 'base64')
    const mac = createHmac('sha256', key).update(`1772546706000-0.1772546707.${body}`).digest('base64')
    expect(headers['webhook-signature']).toBe(`v1,${mac}`)
    expect(headers['authorization']).toBe('Bearer bearer-1')
  })
})

test('a digest: counts in the title, the gravest first, then by time', () => {
  const message = madeMessage(
    noticeOf({ id: 'a', kind: 'fills', severity: 'info', tsMs: NOTICE_MS - 2000, title: 'fill EUR_USD', text: '' }),
    noticeOf({ id: 'b', severity: 'warning', title: 'ALARM candles', text: 'late' }),
    noticeOf({ id: 'c', tsMs: NOTICE_MS + 1000, text: 'down' }),
  )
  expect(message).toMatchObject({
    title: `SEP ${ACCOUNT}: 3 messages (1 critical, 1 warning)`,
    severity: 'critical',
    lines: [
      '2026-03-03T14:05:07Z ALARM broker: down',
      '2026-03-03T14:05:06Z ALARM candles: late',
      '2026-03-03T14:05:04Z fill EUR_USD',
    ],
  })
  expect(message.id).toMatch(/^digest-[0-9a-f]{24}$/)
})

const notices = fc.array(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 20 }),
    severity: fc.constantFrom('info', 'warning', 'critical'),
    tsMs: fc.integer({ min: 0, max: 4e12 }),
    title: fc.string({ unit: 'binary', minLength: 1, maxLength: 400 }),
    text: fc.string({ unit: fc.constantFrom('a', '&', '*', '_', '\n', '€', '😀', '<'), maxLength: 9000 }),
  }),
  { minLength: 1, maxLength: 40 },
)
const utf8 = (text: string) => Buffer.byteLength(text)

describe('limits of the services, for any text', () => {
  test('no message is longer than its service takes, and none has half a character', () => {
    fc.assert(
      fc.property(notices, (made) => {
        const message = madeMessage(...made.map((one) => noticeOf(one as never)))
        const [text, embeds, body, push] = [
          sent(slack, message).document['text'] as string,
          sent(discord, message).document['embeds'] as { title: string; description: string }[],
          sent(telegram, message).document['text'] as string,
          sent(ntfy, message).document as { title: string; message: string },
        ]
        expect(text.length).toBeLessThanOrEqual(4000)
        expect(embeds[0]!.title.length).toBeLessThanOrEqual(256)
        expect(embeds[0]!.description.length).toBeLessThanOrEqual(4096)
        expect(body.length).toBeLessThanOrEqual(4096)
        expect(utf8(push.message)).toBeLessThanOrEqual(4096)
        expect(utf8(push.title)).toBeLessThanOrEqual(250)
        for (const one of [text, embeds[0]!.description, body, push.message]) {
          expect(one.length).toBeGreaterThan(0)
          expect(one).not.toMatch(/\p{Cs}/u)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('what does not fit is counted', () => {
    const many = Array.from({ length: 400 }, (_, n) => noticeOf({ id: `n${n}`, text: `number ${n}` }))
    const text = sent(telegram, madeMessage(...many)).document['text'] as string
    const shown = text.split('\n').length - 2
    expect(text.endsWith(`… and ${400 - shown} more`)).toBe(true)
    expect(sent(webhook, madeMessage(...many)).document).toMatchObject({ more: 200 })
  })
})
