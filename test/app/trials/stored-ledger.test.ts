import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LedgerLine, ledgerLine } from '../../../app/trials/ledger/ledger-line.js'
import { readStoredLedger, storeLedger } from '../../../app/trials/ledger/stored-ledger.js'
import { sha256 } from '../../../graph/engine/hash/hash.js'
import { systemClock as clock } from '../../../lib/clock.js'
import { memoryStore } from '../../../store/memory/store.js'
import type { Store } from '../../../store/store.js'
import { testServer, type TestServer } from '../../support/store-server.js'

const span = { family: 'sep@0123', instruments: ['EUR_USD'], from: '2024-01-01T00:00Z', to: '2024-02-01T00:00Z' }
const trial = (n: number, change: Partial<typeof span> = {}): LedgerLine => ({
  t: 'trial',
  time: '2026-01-01T00:00:00.000Z',
  resultHash: sha256(`result ${n}`),
  configHash: sha256(`config ${n}`),
  dataHash: 'd',
  params: { look: n },
  trades: n,
  meanBps: n === 0 ? null : 1,
  sdBps: null,
  sharpe: null,
  ...span,
  ...change,
})
const opening: LedgerLine = { t: 'opening', time: '2026-01-02T00:00:00.000Z', sweep: sha256('s'), ...span }
const holdout: LedgerLine = { ...opening, t: 'holdout', configHash: 'a'.repeat(64), trades: 3, meanBps: 1 }
const byText = (lines: readonly LedgerLine[]) => lines.map((line) => JSON.stringify(ledgerLine.parse(line))).sort()

const contract = (name: string, open: () => Promise<Store>) =>
  describe(`ledger in the store: ${name}`, () => {
    let store: Store
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store.close())

    test('lines come back whole, by family, and never expire', async () => {
      const many = Array.from({ length: 1200 }, (_, n) => trial(n))
      const other = trial(1, { family: 'my: own graph@4567' })
      await storeLedger(store, [...many, opening, holdout, other])
      expect(byText(await readStoredLedger(store, 'sep@0123'))).toEqual(byText([...many, opening, holdout]))
      expect(await readStoredLedger(store, 'my: own graph@4567')).toEqual([other])
      expect(await store.keys('bt:ledger:*')).toEqual(['bt:ledger:my--own-graph@4567', 'bt:ledger:sep@0123'])
      for (const key of await store.keys('bt:ledger:*')) expect(await store.ttlMs(key)).toBeNull()
      expect(await readStoredLedger(store, 'unknown')).toEqual([])
    })

    test('a line twice is one; what is no line is left out', async () => {
      await storeLedger(store, [trial(7), trial(7), opening, opening])
      await store.write([{ op: 'hashSet', key: 'bt:ledger:sep@0123', fields: { x: '{', y: '{"t":"trial"}' } }])
      expect(await readStoredLedger(store, 'sep@0123')).toHaveLength(1202)
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
