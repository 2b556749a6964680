/** Delivery to web services: a real HTTP server answers as the services do. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../../lib/clock.js'
import { senderOf } from '../../../sinks/notify/sender-of.js'
import {
  type Answer,
  json,
  reset,
  type ScriptedServer,
  scriptedServer,
  silence,
} from '../../support/scripted-server.js'
import { channelOf, madeMessage } from './made-notices.js'

const text =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, headers)
    response.end(body)
  }

describe('answers of a web service', () => {
  let server: ScriptedServer
  beforeAll(async () => {
    server = await scriptedServer()
  })
  afterAll(() => server.close())

  const PATH = '/services/T0/B0/hidden'
  const kinds = {
    slack: () => channelOf({ kind: 'slack', url: `${server.url}${PATH}` }),
    discord: () => channelOf({ kind: 'discord', url: `${server.url}${PATH}` }),
    telegram: () => channelOf({ kind: 'telegram', url: server.url, token: '1:hidden-token', chatId: 5 }),
    ntfy: () => channelOf({ kind: 'ntfy', url: server.url, topic: 'hidden-topic' }),
  }
  const send = async (kind: keyof typeof kinds, answer: Answer, answerMs = answer === silence ? 100 : 20_000) => {
    server.script.splice(0, server.script.length, answer)
    const sender = senderOf(kinds[kind](), { clock: systemClock, answerMs })
    return sender(madeMessage(), new AbortController().signal)
  }
  const failed = (why: string, lasting: boolean) => ({ state: 'failed', why, lasting })

  test.each<[keyof typeof kinds, string, Answer, unknown]>([
    ['slack', 'ok', text(200, 'ok'), { state: 'sent' }],
    ['slack', 'webhook revoked', text(404, 'no_service'), failed('HTTP 404: no_service', true)],
    ['slack', 'too many', text(429, '', { 'Retry-After': '7' }), { state: 'busy', afterMs: 7000, why: 'HTTP 429' }],
    ['slack', 'too many, no time given', text(429, ''), { state: 'busy', afterMs: 30_000, why: 'HTTP 429' }],
    ['slack', 'out of order', text(503, ''), failed('HTTP 503', false)],
    ['slack', 'a redirect', text(302, '', { Location: 'http://127.0.0.1:1/' }), failed('HTTP 302', true)],
    ['slack', 'no answer', silence, failed('no answer within 100 ms', false)],
    ['slack', 'a closed connection', reset, failed('ECONNRESET', false)],
    [
      'slack',
      'its own address in the answer',
      text(403, `invalid_token for ${PATH}`),
      failed('HTTP 403: invalid_token for ***', true),
    ],
    ['discord', 'stored', json(200, { id: '1' }), { state: 'sent' }],
    ['discord', 'no content', text(204, ''), { state: 'sent' }],
    [
      'discord',
      'too many, to the millisecond',
      json(429, { message: 'You are being rate limited.', retry_after: 0.3, global: false }, { 'Retry-After': '1' }),
      { state: 'busy', afterMs: 1000, why: 'HTTP 429: You are being rate limited.' },
    ],
    [
      'discord',
      'too long',
      json(400, { message: 'Invalid Form Body', code: 50_035 }),
      failed('HTTP 400: Invalid Form Body', true),
    ],
    ['telegram', 'ok', json(200, { ok: true, result: {} }), { state: 'sent' }],
    [
      'telegram',
      'too many',
      json(429, { ok: false, error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 35 } }),
      { state: 'busy', afterMs: 35_000, why: 'HTTP 429: Too Many Requests' },
    ],
    [
      'telegram',
      'a chat that the bot is not in',
      json(400, { ok: false, error_code: 400, description: 'Bad Request: chat not found' }),
      failed('HTTP 400: Bad Request: chat not found', true),
    ],
    ['telegram', 'a portal that takes every request', text(200, '<html>'), failed('HTTP 200', true)],
    ['ntfy', 'ok', json(200, { id: 'x' }), { state: 'sent' }],
    [
      'ntfy',
      'too many, a wait beyond reason',
      json(429, { code: 42_901, http: 429, error: 'limit reached' }, { 'Retry-After': '999999999' }),
      { state: 'busy', afterMs: 3_600_000, why: 'HTTP 429: limit reached' },
    ],
    [
      'ntfy',
      'a topic of others',
      json(403, { code: 40_301, error: 'forbidden: hidden-topic' }),
      failed('HTTP 403: forbidden: ***', true),
    ],
  ])('%s: %s', async (kind, _, answer, expected) => {
    expect(await send(kind, answer)).toEqual(expected)
  })

  test('nothing listens there; the process stops', async () => {
    const closed = await scriptedServer()
    await closed.close()
    const gone = channelOf({ kind: 'slack', url: `${closed.url}/hidden-path` })
    const sender = senderOf(gone, { clock: systemClock })
    expect(await sender(madeMessage(), new AbortController().signal)).toEqual(failed('ECONNREFUSED', false))
    const silent = senderOf(kinds.slack(), { clock: systemClock })
    server.script.push(silence)
    const stop = new AbortController()
    const sending = silent(madeMessage(), stop.signal)
    stop.abort()
    expect(await sending).toEqual(failed('aborted', false))
  })

  test('an answer without an end is not read to its end', async () => {
    const endless: Answer = (response) => {
      response.writeHead(200)
      const more = () => {
        while (response.write('x'.repeat(65_536)));
        response.once('drain', more)
      }
      more()
    }
    expect(await send('slack', endless)).toEqual({ state: 'sent' })
  })
})
