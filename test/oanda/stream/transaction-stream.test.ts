import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { OandaClient } from '../../../oanda/client/client.js'
import { transactionStream } from '../../../oanda/stream/transaction-stream.js'
import * as recorded from '../../support/recorded-broker.js'
import { html, json, streaming } from '../../support/scripted-server.js'
import { settleSockets } from '../../support/settle.js'
import { streamBench } from './stream-bench.js'

const bench = streamBench()
const tx = (id: number) => ({ id: `${id}`, time: '1514852381.353432710', type: 'X' })
const beat = (last: number) => ({ type: 'HEARTBEAT', time: '1514852381.353432710', lastTransactionID: `${last}` })

/** What REST returns for ids after `after`; `opening`: first request of stream `n`. */
type Known = (after: number, n: number, opening: boolean) => number

/** A client without a network: streams are lists of lines. */
const fakeClient = (streams: readonly (readonly unknown[])[], known: Known) => {
  const { client, clock } = bench.parts()
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
  transactionStream(fake as unknown as OandaClient, afterId, { random: () => 1, signal: bench.parts().leaving.signal })

describe('transaction stream', () => {
  test('gaps, repeats, jumps back and lost lines: each id comes once and in order', async () => {
    const { clock } = bench.parts()
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
          await settleSockets(clock, work, 500)
          expect(ids).toEqual(Array.from({ length: last - 100 }, (_, n) => 101 + n))
        },
      ),
      { numRuns: 60 },
    )
  })

  test('REST that lags behind the stream is asked again until it has what was skipped', async () => {
    const { clock } = bench.parts()
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
    await settleSockets(clock, work)
    expect(seen).toEqual(['open', 'backfill', '101', 'backfill', 'gap', '102', '103', '104'])
  })

  test('ids that the broker lacks are reported as missing', async () => {
    const events = await bench.until(
      follow(
        fakeClient([[tx(105)]], () => 102),
        102,
      ),
      (event) => event.kind === 'transaction',
    )
    expect(events.filter(({ kind }) => kind === 'missing')).toEqual([{ kind: 'missing', afterId: 102, toId: 104 }])
  })

  test('over a real connection, with REST failing first', async () => {
    const { server, client, leaving } = bench.parts()
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
    const events = await bench.until(
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
