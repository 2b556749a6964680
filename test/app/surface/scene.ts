/** A pipeline's status in a store in memory, and what a reader makes of it. */
import { storePipeline } from '../../../app/surface/pipeline-reads.js'
import { storeWatch } from '../../../app/surface/store-watch.js'
import { systemClock } from '../../../lib/clock.js'
import { KEYS } from '../../../store/keys.js'
import { memoryStore } from '../../../store/memory/store.js'
import type { PipelineStatus } from '../../../store/pipeline-status.js'
import { setWrite } from '../../../store/set-write.js'
import type { Store } from '../../../store/store.js'
import { testClock } from '../../support/test-clock.js'

export const ACCOUNT = '101-001-1-001'
export const NOON_MS = Date.UTC(2026, 0, 5, 12)

export const SESSION: NonNullable<PipelineStatus['session']> = {
  graphHash: 'a'.repeat(64),
  dueMs: NOON_MS - 60_000,
  killSwitch: false,
  paused: false,
  streams: {
    prices: { connected: true, ageMs: 20 },
    transactions: { connected: true, ageMs: null },
    candles: { connected: true, ageMs: 4_000 },
  },
  prices: [{ instrument: 'EUR_USD', bid: 1.1, ask: 1.1001, timeMs: NOON_MS, tradeable: true }],
  account: {
    lastTransactionId: '77',
    openTrades: [{ id: '5', instrument: 'EUR_USD', units: 100, price: 1.09, openedMs: NOON_MS - 9, own: true }],
    unknownOrders: [],
    frozen: ['GBP_USD'],
  },
  stages: [{ nodes: ['candle'], rows: 9, rowsPerSec: 3, p50Us: 1, p99Us: 2, lastTsMs: NOON_MS - 60_000 }],
}
export const statusAt = (atMs: number, more: Partial<PipelineStatus> = {}): PipelineStatus => ({
  owner: 'one',
  atMs,
  phase: 'running',
  reasons: [],
  instruments: { EUR_USD: { blocked: [], notes: [{ code: 'direction', text: 'no direction' }] } },
  session: SESSION,
  process: {
    ...{ startedMs: NOON_MS - 99_000, version: '1.0.0', node: '24', kernel: '1', environment: 'paper', speed: 1 },
    ...{ rssBytes: 1, eventLoopLagP99Ms: 1, log: [{ tsMs: NOON_MS, text: 'a line' }] },
  },
  ...more,
})

export const scene = (given?: (store: Store) => Store) => {
  const clock = testClock(NOON_MS)
  const shared = memoryStore({ clock: systemClock })
  const store = given?.(shared) ?? shared
  const watch = storeWatch(store, ACCOUNT, clock)
  const pipeline = storePipeline({
    ...{ account: ACCOUNT, store, clock, ...watch, newestMs: () => NOON_MS },
    answeredBy: { process: 'api', name: 'reader', startedMs: NOON_MS },
    process: () => statusAt(NOON_MS).process!,
  })
  const write = (more: Partial<PipelineStatus> = {}, part?: string) => {
    const now = statusAt(clock.nowMs(), more)
    return shared.write([
      part === undefined
        ? setWrite(KEYS.status, { account: ACCOUNT }, now)
        : setWrite(KEYS.statusOfPart, { account: ACCOUNT, part }, now),
    ])
  }
  return { clock, shared, watch, pipeline, write, state: async () => pipeline.state() }
}
