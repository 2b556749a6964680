import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { systemClock as clock } from '../../../lib/clock.js'
import { DAY_MS } from '../../../lib/time-units.js'
import { trialLineOf, trialRunOf } from '../../../sinks/trials/trial-run.js'
import { trialWrites } from '../../../sinks/trials/trial-writes.js'
import { KEYS } from '../../../store/keys.js'
import { memoryStore } from '../../../store/memory/store.js'
import { pack, unpack } from '../../../store/pack.js'
import type { Store } from '../../../store/store.js'
import { testServer, type TestServer } from '../../support/store-server.js'
import { anyLine, type MadeRun, madeRun, PARAMS } from '../../support/trials/made-run.js'

const context = { ts: 1_775_000_000_000, family: 'sep-0123', dataHash: 'd'.repeat(64) }
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

test('a line comes back from its document as it went in', () =>
  fc.assert(
    fc.property(anyLine, (line) => {
      const packed = pack(KEYS.trialRun, trialRunOf(line, context)) as string
      const back = trialLineOf(unpack(KEYS.trialRun, new TextEncoder().encode(packed)))
      expect(JSON.stringify(back)).toBe(JSON.stringify(line))
    }),
  ))

const losing = ({ line, trades }: MadeRun): MadeRun => ({ line: { ...line, pnlBps: -500 }, trades })

const contract = (name: string, open: () => Promise<Store>) =>
  describe(`runs in the store: ${name}`, () => {
    let store: Store
    beforeAll(async () => {
      store = await open()
    })
    beforeEach(async () => store.write((await store.keys('*')).map((key) => ({ op: 'delete', key }))))
    afterAll(() => store.close())

    test('a run is written with its trades and all of its indices, each for 30 days', async () => {
      const { line, trades } = madeRun({ days: 30, exits: [10, 20, 30] })
      await store.write(trialWrites(line, trades, context))
      const id = line.resultHash
      const names = [
        'bt:trial:index',
        'bt:trial:index:EUR_USD:720',
        'bt:trial:index:EUR_USD:720:c0.5:l12:t2:ec60:xc60',
        `bt:trial:run:${id}`,
        `bt:trial:trades:${id}`,
      ]
      expect(await store.keys('*')).toEqual(names)
      for (const key of names) {
        const left = (await store.ttlMs(key)) ?? 0
        expect(left, key).toBeGreaterThan(30 * DAY_MS - 60_000)
        expect(left, key).toBeLessThanOrEqual(30 * DAY_MS)
      }
      for (const key of names.slice(0, 3)) {
        const members = await store.sortedRange(key, 0, Number.POSITIVE_INFINITY)
        expect(members.map(([score, member]) => [score, text(member)])).toEqual([[context.ts, id]])
      }
      const stored = unpack(KEYS.trialTrades, (await store.get(`bt:trial:trades:${id}`))!)
      expect(stored.map(({ exit_ts, pnl_bps }) => [exit_ts, pnl_bps])).toEqual(trades.map((t) => [t.exitMs, t.netBps]))
    })

    test.each([
      ['without a trade', madeRun({ days: 14, exits: [] })],
      ['of a locked hold-out', madeRun({ days: 14, exits: [1], part: 'holdout' })],
      ['that loses', losing(madeRun({ days: 14, exits: [1] }))],
    ])('a run %s is stored like any other', async (_, { line, trades }) => {
      await store.write(trialWrites(line, trades, context))
      expect(await store.keys('*')).toHaveLength(5)
    })

    test('another graph has no parameter key and no index of it; a portfolio is a run per instrument', async () => {
      const { line, trades } = madeRun({ days: 14, exits: [1] })
      await store.write(trialWrites({ ...line, paramKey: null, kind: 'portfolio' }, trades, context))
      expect(await store.keys('bt:trial:index*')).toEqual(['bt:trial:index', 'bt:trial:index:EUR_USD:336'])
      expect(await store.keys('bt:trial:run:*')).toEqual([`bt:trial:run:${line.resultHash}.EUR_USD`])
    })

    test('writing drops what was indexed more than 30 days before, and a second time changes only the time', async () => {
      const old = madeRun({ days: 14, exits: [1, 2] })
      const young = madeRun({ days: 14, exits: [1], params: { ...PARAMS, look: 20 } })
      await store.write(trialWrites(old.line, old.trades, context))
      await store.write(trialWrites(young.line, young.trades, { ...context, ts: context.ts + 30 * DAY_MS }))
      await store.write(trialWrites(young.line, young.trades, { ...context, ts: context.ts + 30 * DAY_MS + 5 }))
      for (const key of ['bt:trial:index', 'bt:trial:index:EUR_USD:336']) {
        const members = await store.sortedRange(key, 0, Number.POSITIVE_INFINITY)
        expect(members.map(([score, member]) => [score, text(member)])).toEqual([
          [context.ts + 30 * DAY_MS + 5, young.line.resultHash],
        ])
      }
    })
  })

contract('memory', async () => memoryStore({ clock }))

describe('server', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await testServer()
  })
  afterAll(() => server.end())
  contract('server', () => server.store())
})
