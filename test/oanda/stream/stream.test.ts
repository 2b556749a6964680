import { Readable } from 'node:stream'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testClock } from '../../support/test-clock.js'
import { createOandaClient, type OandaClient } from '../../../oanda/client/client.js'
import { lineSplitter } from '../../../oanda/stream/line-splitter.js'
import { pricingStream } from '../../../oanda/stream/pricing-stream.js'
import { reopeningStream, type StreamEvent } from '../../../oanda/stream/stream.js'
import { oandaTarget } from '../../../oanda/client/target.js'
import { transactionStream } from '../../../oanda/stream/transaction-stream.js'
import * as recorded from '../../support/recorded-broker.js'
import {
  html,
  json,
  reset,
  scriptedServer,
  type ScriptedServer,
  silence,
  streaming,
} from '../../support/scripted-server.js'
import { settle } from '../../support/settle.js'

const ACCOUNT = '101-001-1234567-001'
let server: ScriptedServer
let clock: ReturnType<typeof testClock>
let client: OandaClient
let leaving: AbortController

beforeEach(async () => {
  server = await scriptedServer()
  clock = testClock(Date.UTC(2026, 0, 5))
  leaving = new AbortController()
  client = createOandaClient({
    target: oandaTarget({ environment: 'paper', accountId: ACCOUNT, restUrl: server.url }),
    token: 'canary-8f2a6c/+secret',
    clock,
    random: () => 1,
  })
})
afterEach(async () => {
  leaving.abort()
  client.close()
  await server.close()
})

/** The first events up to the one that ends the test. */
const until = <T extends { kind: string }>(
  events: AsyncGenerator<T, void>,
  last: (event: T) => boolean,
): Promise<T[]> =>
  settle(
    clock,
    (async () => {
      const all: T[] = []
      for await (const event of events) {
        all.push(event)
        if (last(event)) break
      }
      return all
    })(),
  )
const open = () =>
  reopeningStream({
    open: (signal) => client.openStream('pricing', ['EUR_USD'], signal),
    clock: client.clock,
    random: () => 1,
    signal: leaving.signal,
  })
const said = (events: readonly StreamEvent[]) =>
  events.map((event) =>
    event.kind === 'line' ? event.value['n'] : event.kind === 'gap' ? `${event.why}, ${event.waitMs}` : 'open',
  )
const gaps = (count: number) => {
  let seen = 0
  return (event: { kind: string }) => event.kind === 'gap' && ++seen === count
}

describe('lines', () => {
  test('come out the same however the bytes are chunked', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.array(fc.nat(20)), (texts, cuts) => {
        const lines = texts.map((text) => text.replaceAll('\n', '').trim()).filter((text) => text !== '')
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
        const split = lineSplitter()
        const out: string[] = []
        let from = 0
        for (const cut of [...cuts, bytes.length]) {
          out.push(...split(bytes.subarray(from, from + cut))!)
          from += cut
        }
        expect(out).toEqual(lines)
      }),
    )
  })
  test('half a line at the end is no line, and an endless one is refused', () => {
    const split = lineSplitter()
    expect(split(Buffer.from('{"a":1}\r\n\n{"b"'))).toEqual(['{"a":1}'])
    expect(split(Buffer.alloc(300_000, 0x61))).toBeNull()
  })
})

describe('stream', () => {
  test('lines split and joined by the network', async () => {
    server.script.push(
      streaming(['{"n":', '1}\n{"n":2}\n{"n"', ':3}', '\n', '\n{"n":4}\n{"half'], (response) => response.end()),
    )
    expect(said(await until(open(), gaps(1)))).toEqual(['open', 1, 2, 3, 4, 'ended by the broker, 1000'])
  })

  test('dead after ten silent seconds; alive with a heartbeat every five', async () => {
    const beat = () => client.clock.sleep(5000)
    server.script.push(
      streaming(['{"n":1}\n'], (response) => {
        void (async () => {
          for (let n = 2; n < 8; n++) {
            await beat()
            response.write(`{"n":${n}}\n`)
          }
        })()
      }),
    )
    const fromMs = clock.nowMs()
    expect(said(await until(open(), gaps(1)))).toEqual(['open', 1, 2, 3, 4, 5, 6, 7, 'silent for 10000 ms, 1000'])
    expect(clock.nowMs() - fromMs).toBeGreaterThanOrEqual(40_000)
    expect(clock.nowMs() - fromMs).toBeLessThan(42_000)
  })

  test('whatever goes wrong, it is reopened, later each time', async () => {
    server.script.push(
      reset,
      json(401, {}),
      html(502),
      streaming(['no json\n']),
      streaming(['[1]\n']),
      silence,
      streaming(['{"n":1}\n'], (response) => response.destroy()),
    )
    expect(said(await until(open(), gaps(7)))).toEqual([
      'ECONNRESET, 1000',
      // A refused token is not tried again soon, whatever the turn.
      'HTTP 401, 60000',
      'HTTP 502, 4000',
      'open',
      'an unreadable line, 8000',
      'open',
      'an unreadable line, 16000',
      'no answer within 10000 ms, 32000',
      'open',
      1,
      'ECONNRESET, 64000',
    ])
  })

  test('waits grow to five minutes; a healthy minute resets them', async () => {
    server.script.push(...Array.from({ length: 11 }, () => html(503)))
    server.script.push(
      streaming(['{"n":1}\n'], (response) => {
        void (async () => {
          for (let n = 2; n < 14; n++) {
            await client.clock.sleep(5500)
            response.write(`{"n":${n}}\n`)
          }
          response.end()
        })()
      }),
    )
    const waits = (await until(open(), gaps(12))).flatMap((event) =>
      event.kind === 'gap' ? [event.waitMs / 1000] : [],
    )
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 1])
  })

  test('after the end there are no more attempts and no connections', async () => {
    let closed = false
    server.otherwise = streaming(['{"n":1}\n'], (response) => response.on('close', () => (closed = true)))
    const events = until(open(), () => false)
    await server.asked(1)
    for (let turn = 0; turn < 50; turn++) await clock.yield()
    leaving.abort()
    expect(said(await events)).toEqual(['open', 1])
    for (let turn = 0; turn < 50 && !closed; turn++) await clock.yield()
    expect(closed).toBe(true)
    expect(server.seen).toHaveLength(1)
  })

  test('a slow reader loses nothing', async () => {
    const count = 20_000
    server.script.push(
      streaming(
        [Array.from({ length: count }, (_, n) => `{"n":${n},"pad":"${'x'.repeat(100)}"}\n`).join('')],
        (response) => response.end(),
      ),
    )
    const seen: unknown[] = []
    const work = (async () => {
      for await (const event of open()) {
        if (event.kind === 'gap') break
        if (event.kind === 'line') seen.push(event.value['n'])
        if (seen.length % 500 === 0) await clock.yield()
      }
    })()
    await settle(clock, work, 1)
    expect(seen).toEqual(Array.from({ length: count }, (_, n) => n))
  })
})

describe('pricing stream', () => {
  const line = (value: object) => `${JSON.stringify(value)}\n`
  test('after each opening there is a snapshot, and bad lines are logged and skipped', async () => {
    const price = recorded.streamPrice
    let opened = 0
    server.otherwise = (response, seen) => {
      if (!seen.path.includes('/stream')) return json(200, recorded.pricing)(response, seen)
      const lines = [
        line(price),
        line({ ...price, bids: [{ price: 'NaN', liquidity: 1 }] }),
        line(recorded.priceHeartbeat),
      ]
      streaming(opened++ === 0 ? lines : [line(price)], (stream) => stream.end())(response, seen)
    }
    const events = await until(
      pricingStream(client, ['EUR_USD', 'ZAR_JPY'], { random: () => 1, signal: leaving.signal }),
      gaps(3),
    )
    const words = events.map((event) => (event.kind === 'price' ? event.price.instrument : event.kind))
    const own = ['open', 'EUR_USD', 'fault', 'heartbeat', 'gap', 'open', 'EUR_USD', 'gap']
    expect(words.filter((word) => word !== 'ZAR_JPY')).toEqual([...own, 'open', 'EUR_USD', 'gap'])
    // The snapshots come when they come, the last one perhaps too late for this test.
    expect(words.filter((word) => word === 'ZAR_JPY').length).toBeGreaterThanOrEqual(2)
    expect(server.seen.map(({ path }) => path.split('?')[0]?.split('/').slice(4).join('/')).slice(0, 2)).toEqual([
      'pricing/stream',
      'pricing',
    ])
  })
})

const tx = (id: number) => ({ id: `${id}`, time: '1514852381.353432710', type: 'X' })
const beat = (last: number) => ({ type: 'HEARTBEAT', time: '1514852381.353432710', lastTransactionID: `${last}` })

/** What REST returns for ids after `after`; `opening`: first request of stream `n`. */
type Known = (after: number, n: number, opening: boolean) => number

/** A client without a network: streams are lists of lines. */
const fakeClient = (streams: readonly (readonly unknown[])[], known: Known) => {
  let n = -1
  let opening = false
  return {
    clock: client.clock,
    openStream: async () => {
      await clock.yield()
      const lines = streams[++n]
      if (!lines) return { ok: false, sent: true, why: 'no more' } as const
      opening = true
      const body = Readable.from(lines.map((value) => Buffer.from(`${JSON.stringify(value)}\n`)))
      return { ok: true, status: 200, headers: {}, body } as const
    },
    transactionsSince: async (after: number) => {
      await clock.yield()
      const last = known(after, n, opening)
      opening = false
      const ids = Array.from({ length: Math.max(0, last - after) }, (_, i) => after + 1 + i)
      return ids.map((id) => ({ id, tsMs: 0, type: 'X', raw: tx(id) }))
    },
  }
}
const follow = (fake: ReturnType<typeof fakeClient>, afterId: number) =>
  transactionStream(fake as unknown as OandaClient, afterId, { random: () => 1, signal: leaving.signal })

describe('transaction stream', () => {
  test('gaps, repeats, jumps back and lost lines: each id comes once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.array(fc.record({ kind: fc.constantFrom('next', 'lost', 'again', 'beat', 'bad'), skip: fc.nat(3) }), {
            maxLength: 12,
          }),
          { minLength: 1, maxLength: 4 },
        ),
        async (plan) => {
          let last = 100
          /** The account's last id at the opening of each stream and after each of its lines. */
          const levels: number[][] = []
          const streams = [...plan, [{ kind: 'beat', skip: 2 }]].map((steps) => {
            const level = [last]
            levels.push(level)
            return steps.map(({ kind, skip }) => {
              if (kind === 'lost') last += 1 + skip
              if (kind === 'beat') last += skip
              const line = kind === 'beat' ? beat(last) : kind === 'again' ? tx(Math.max(1, last - skip)) : tx(++last)
              level.push(last)
              return kind === 'bad' ? { ...line, pl: 'NaN' } : line
            })
          })
          // REST knows no more than what has happened up to the first line that is later than what it is asked for.
          const known: Known = (after, n, opening) =>
            opening ? levels[n]![0]! : (levels[n]!.find((level) => level > after) ?? levels[n]!.at(-1)!)
          const ids: number[] = []
          const work = (async () => {
            for await (const event of follow(fakeClient(streams, known), 100)) {
              if (event.kind === 'transaction') ids.push(event.transaction.id)
              if (event.kind === 'heartbeat') expect(ids.at(-1) ?? 100).toBe(event.lastTransactionId)
              expect(event.kind).not.toBe('missing')
              if (event.kind === 'gap' && event.why === 'no more') break
            }
          })()
          await settle(clock, work, 500)
          expect(ids).toEqual(Array.from({ length: last - 100 }, (_, n) => 101 + n))
        },
      ),
      { numRuns: 60 },
    )
  })

  test('REST that lags behind the stream is asked again until it has what was skipped', async () => {
    let known = 100
    const events = follow(
      fakeClient([[tx(101), tx(104)]], () => known),
      100,
    )
    const seen: string[] = []
    const work = (async () => {
      for await (const event of events) {
        seen.push(event.kind === 'transaction' ? `${event.transaction.id}` : event.kind)
        if (seen.length === 5) known = 104
        if (event.kind === 'transaction' && event.transaction.id === 104) break
      }
    })()
    await settle(clock, work)
    expect(seen).toEqual(['open', 'backfill', '101', 'backfill', 'gap', '102', '103', '104'])
  })

  test('ids that the broker lacks are reported as missing', async () => {
    const events = await until(
      follow(
        fakeClient([[tx(105)]], () => 102),
        102,
      ),
      (event) => event.kind === 'transaction',
    )
    expect(events.filter(({ kind }) => kind === 'missing')).toEqual([{ kind: 'missing', afterId: 102, toId: 104 }])
  })

  test('over a real connection, with REST failing first', async () => {
    let answers = 0
    server.otherwise = (response, seen) => {
      if (seen.path.endsWith('/transactions/stream'))
        return streaming([
          JSON.stringify(recorded.transactionHeartbeat),
          '\n',
          `${JSON.stringify(recorded.streamTransaction)}\n`,
        ])(response, seen)
      if (answers++ < 4) return html(502)(response, seen)
      const id = Number(/id=(\d+)/.exec(seen.path)?.[1])
      json(200, { transactions: id < 16388 ? [tx(16388)] : [], lastTransactionID: '16388' })(response, seen)
    }
    const events = await until(
      transactionStream(client, 16387, { random: () => 1, signal: leaving.signal }),
      (event) => event.kind === 'transaction' && event.transaction.id === 16389,
    )
    expect(events.map((event) => (event.kind === 'transaction' ? event.transaction.id : event.kind))).toEqual([
      'open',
      'backfill',
      'gap',
      16388,
      'heartbeat',
      16389,
    ])
  })
})
