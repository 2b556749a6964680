/** The relay on real sockets: order and memory with many clients, slow ones, who is let in, malformed frames. */
import { afterEach, describe, expect, test } from 'vitest'
import type { ServerMessage } from '../../../api/contract/stream.js'
import type { RelayMessage } from '../../../api/relay/core/relay-message.js'
import { relayServer, type RelayServerOptions } from '../../../api/relay/ws/relay-server.js'
import { ApiError } from '../../../api/routes/api-error.js'
import { systemClock } from '../../../lib/clock.js'
import { type HttpListener, listen } from '../../../lib/listen.js'
import { testClock } from '../../support/test-clock.js'
import { until } from '../../support/until.js'
import { openSocket, tryUpgrade } from './socket-client.js'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

const valid = { now: true }
const startRelay = async (options: Partial<RelayServerOptions> = {}) => {
  valid.now = true
  const relay = relayServer({
    clock: systemClock,
    isInstrument: () => true,
    admit: async ({ headers }) => {
      if (headers.authorization === 'Bearer wrong') throw new ApiError('bad-token', 'unknown')
      if (headers.origin === 'http://evil.example') throw new ApiError('foreign-origin', 'another site')
      return { key: headers.authorization ?? '', isValid: async () => headers.authorization === undefined || valid.now }
    },
    ...options,
  })
  const server: HttpListener = await listen((_request, response) => response.end(), {
    port: 0,
    host: '127.0.0.1',
    onUpgrade: relay.upgrade,
    connectionsMax: 1_000,
  })
  ends.push(async () => {
    await relay.close()
    await server.close()
  })
  return { relay, url: `ws://127.0.0.1:${server.port}/ws` }
}

const slice = (n: number, size = 10): RelayMessage[] =>
  ['EUR_USD', 'USD_JPY'].map((inst, k) => ({
    ch: 'market',
    id: `${n}-${k}`,
    ts: n,
    inst,
    data: { instrument: inst, n, pad: 'x'.repeat(size) },
  }))

describe('many clients', () => {
  test('200 clients get each message once, in order, and leave no memory behind', async () => {
    const { relay, url } = await startRelay()
    relay.publish(slice(1))
    const clients = await Promise.all(Array.from({ length: 200 }, () => openSocket(url)))
    for (const client of clients) client.send({ op: 'subscribe', channels: ['market'] })
    await until('snapshots', 60_000, () => clients.every(({ texts }) => texts.length === 1))
    for (let n = 2; n <= 51; n++) {
      relay.publish(slice(n))
      await systemClock.yield()
    }
    await until('all messages', 60_000, () => clients.every(({ texts }) => texts.length === 101))
    const wanted = Array.from({ length: 100 }, (_, k) => [k + 2, `${2 + Math.floor(k / 2)}-${k % 2}`])
    for (const { texts } of clients) {
      const messages = texts.slice(1).map((text) => JSON.parse(text) as ServerMessage)
      expect(messages.map(({ seq, id }) => [seq, id])).toEqual(wanted)
    }
    expect(relay.counts()).toMatchObject({ clients: 200, sent: 200 * 101, published: 102, tooSlow: 0 })
    for (const { socket } of clients) socket.terminate()
    await until('clients are forgotten', 60_000, () => relay.counts().clients === 0)
  })
})

describe('a client that does not read', () => {
  test('gets the newest of each instrument once it reads again', async () => {
    const clock = testClock()
    const { relay, url } = await startRelay({ clock, log: { bytes: 100_000_000 } })
    const client = await openSocket(url)
    client.send({ op: 'subscribe', channels: ['market'] })
    await client.next('the snapshot')
    client.socket.pause()
    const last = 40
    for (let n = 1; n <= last; n++) {
      // More than the machine takes into its own buffers.
      relay.publish(slice(n, 300_000))
      await systemClock.yield()
    }
    expect(relay.counts().sent).toBeLessThan(2 * last)
    await clock.advance(2_000)
    client.socket.resume()
    const replaced = { count: 0, messages: 0 }
    await client.next('the newest', (message) => {
      replaced.count += message.replaced ?? 0
      replaced.messages++
      return message.id === `${last}-1`
    })
    expect(replaced.count).toBeGreaterThan(0)
    expect(replaced.count + replaced.messages).toBe(2 * last)
  })

  test('is closed with 4008 when it takes nothing for 30 s, and does not hinder the others', async () => {
    const clock = testClock()
    const { relay, url } = await startRelay({ clock })
    const [stalled, reader] = [await openSocket(url), await openSocket(url)]
    for (const client of [stalled, reader]) {
      client.send({ op: 'subscribe', channels: ['market'] })
      await client.next('the snapshot')
    }
    stalled.socket.pause()
    for (let n = 1; n <= 40; n++) {
      relay.publish(slice(n, 300_000))
      await reader.next(`slice ${n}`, ({ id }) => id === `${n}-1`)
    }
    await until('30 s', 60_000, async () => {
      await clock.advance(1_000)
      return relay.counts().tooSlow === 1
    })
    stalled.socket.resume()
    await until('the end', 60_000, () => stalled.ended() !== null)
    expect([stalled.ended(), reader.ended()]).toEqual([4008, null])
  })

  test('pings go out each 15 s, and who does not answer is closed', async () => {
    const clock = testClock()
    const { relay, url } = await startRelay({ clock, log: { bytes: 100_000_000 } })
    const client = await openSocket(url)
    const pings = { count: 0 }
    client.socket.on('ping', () => pings.count++)
    const tick = (seconds: number) => clock.advance(seconds * 1_000)
    await tick(14)
    await systemClock.yield()
    expect(pings.count).toBe(0)
    await tick(2)
    await until('a ping', 60_000, () => pings.count === 1)
    await tick(15)
    await until('another ping', 60_000, () => pings.count === 2)
    expect(relay.counts().clients).toBe(1)
    client.socket.pause()
    for (let n = 0; n < 4; n++) await tick(15)
    client.socket.resume()
    await until('the end', 60_000, () => client.ended() !== null)
    expect(client.ended()).toBe(4008)
  })
})

describe('who is let in', () => {
  test('refusals are problems with a code', async () => {
    const { url } = await startRelay({ clientsMax: 1 })
    expect(await tryUpgrade(url, { Authorization: 'Bearer wrong' })).toEqual({ status: 401, code: 'bad-token' })
    expect(await tryUpgrade(url, { Origin: 'http://evil.example' })).toEqual({ status: 403, code: 'foreign-origin' })
    expect(await tryUpgrade(url, { Host: 'evil.example' })).toEqual({ status: 421, code: null })
    expect(await tryUpgrade(url.replace('/ws', '/other'))).toEqual({ status: 404, code: 'not-found' })
    await openSocket(`${url}?ticket=abc`)
    expect(await tryUpgrade(url)).toEqual({ status: 503, code: 'unavailable' })
  })

  test('a revoked token closes its connections with 4001, and no others', async () => {
    const { url } = await startRelay()
    const [mine, open] = [await openSocket(url, { Authorization: 'Bearer mine' }), await openSocket(url)]
    valid.now = false
    await until('revoked', 60_000, () => mine.ended() !== null)
    expect([mine.ended(), open.ended()]).toEqual([4001, null])
  })

  test('a relay that stops closes with 1012', async () => {
    const { relay, url } = await startRelay()
    const client = await openSocket(url)
    await relay.close()
    await until('the end', 60_000, () => client.ended() !== null)
    expect(client.ended()).toBe(1012)
  })
})

describe('what a client sends', () => {
  test('a malformed frame is answered; many, and one that is too large, end the connection', async () => {
    const { url } = await startRelay()
    const [wrong, large] = [await openSocket(url), await openSocket(url)]
    wrong.send('{"op":"subscribe","channels":["x"]}')
    expect(await wrong.next('an error')).toMatchObject({ op: 'error', code: 'bad-request' })
    wrong.socket.send(Buffer.from([1, 2, 3]))
    expect(await wrong.next('an error')).toMatchObject({ op: 'error', code: 'bad-request' })
    for (let n = 0; n < 8; n++) wrong.send('x')
    large.send('x'.repeat(65_537))
    await until('both ends', 60_000, () => wrong.ended() !== null && large.ended() !== null)
    expect([wrong.ended(), large.ended()]).toEqual([1008, 1009])
  })

  test('compression is not offered', async () => {
    const { url } = await startRelay()
    const client = await openSocket(url)
    expect(client.socket.extensions).toBe('')
  })
})
