/** Each document from synthetic columns: every field comes from its own column and survives packing. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { createWorld } from '../../../model/world.js'
import { allocatorStatus, weightsDocument } from '../../../sinks/mirrors/allocation.js'
import { budgetDocument } from '../../../sinks/mirrors/budget.js'
import { candleDocument } from '../../../sinks/mirrors/candle.js'
import { beginsHour, gatesBlob, rollingSummary } from '../../../sinks/mirrors/gates.js'
import { lastManifold } from '../../../sinks/mirrors/last-manifold.js'
import { signalDocument } from '../../../sinks/mirrors/signal.js'
import { mirrored, type SliceView } from '../../../sinks/mirrors/slice-view.js'
import { stateWrites } from '../../../sinks/mirrors/slice-writes.js'
import { loadInstruments } from '../../../sources/instruments.js'
import type { Key } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { pack, packFields, unpack, unpackFields } from '../../../store/pack.js'

const TS = Date.UTC(2024, 2, 5, 12)
const world = createWorld(loadInstruments(['EUR_USD', 'GBP_USD', 'USD_JPY']), 'USD', { untraded: ['USD_JPY'] })
const PARAMS = { c_min: 0.5, look: 12, thr_bps: 2, entry_cd: 60, exit_cd: 60 }
const bytesOf = (value: string | Uint8Array) => (typeof value === 'string' ? new TextEncoder().encode(value) : value)
const unpacked = <Z extends z.ZodType>(key: Key<string, Z>, value: z.input<Z>): unknown =>
  key.form === 'fields'
    ? unpackFields(
        key,
        Object.fromEntries(Object.entries(packFields(key, value)).map(([name, field]) => [name, bytesOf(field)])),
      )
    : unpack(key, bytesOf(pack(key, value)))

type Values = { readonly [column: string]: number }
/** Values by `node.column`, or `node.column:k` for one instrument; every other column gets a value of its own. */
const viewOf = (values: Values, nodes?: readonly string[]): SliceView => ({
  tsMs: TS,
  has: ({ node }) => nodes?.includes(node) ?? true,
  row:
    ({ node }, k) =>
    (column) =>
      values[`${node}.${column}:${k}`] ?? values[`${node}.${column}`] ?? synthetic(node, column, k),
  slice: ({ node }, column) => values[`${node}.${column}`] ?? synthetic(node, column, 0),
})
const COUNTS = ['trades', 'repetition', 'passes', 'fails', 'misses', 'cooldownUntilMs', 'sigC', 'sigS', 'sigE']
const synthetic = (node: string, column: string, k: number): number => {
  const number = [...`${node}.${column}:${k}`].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 99_991, 7)
  return COUNTS.includes(column) ? number % 97 : number / 99_991
}
const FLAGS: Values = {
  'candle.present': 1,
  'qfh.collapsed': 0,
  'session.open': 1,
  'session.nearClose': 0,
  'gates.eligible': 1,
  'gates.state': 2,
  'gates.gateTsMs': TS,
  'allocate.filled': 0,
  'allocate.held': 0,
  'allocate.fallback': 1,
}
const view = viewOf(FLAGS)
const { qfh, gates, allocate, broker, size } = mirrored
const q = view.row(qfh, 1)
const metrics = {
  coherence: q('coherence'),
  stability: q('stability'),
  entropy: q('entropy'),
  rupture: q('rupture'),
  coherence_pattern: q('coherencePattern'),
  coherence_tau_1: q('tau1'),
  coherence_tau_4: q('tau4'),
  coherence_tau_slope: q('tauSlope'),
  domain_wall_ratio: q('wallRatio'),
  domain_wall_slope: q('wallSlope'),
  spectral_lowf_share: q('lowfShare'),
  reynolds_ratio: q('reynolds'),
  temporal_half_life: q('halfLife'),
  spatial_corr_length: q('corrLength'),
}
const hundredth = (column: 'sigC' | 'sigS' | 'sigE') => (q(column) / 100).toFixed(2)
const signature = `c${hundredth('sigC')}_s${hundredth('sigS')}_e${hundredth('sigE')}`

describe('documents', () => {
  const c = view.row(mirrored.candle, 1)
  const candle = {
    t: TS - 6e4,
    o: c('o'),
    h: c('h'),
    l: c('l'),
    c: c('c'),
    v: c('v'),
    bid: {
      o: c('bo'),
      h: c('bh'),
      l: c('bl'),
      c: c('bc'),
    },
    ask: {
      o: c('ao'),
      h: c('ah'),
      l: c('al'),
      c: c('ac'),
    },
  }
  const g = view.row(gates, 1)
  const a = (column: 'weight' | 'score', k: number) => view.row(allocate, k)(column)
  const own = [0, 1, 2].reduce((sum, k) => sum + view.row(broker, k)('marginUsed'), 0)
  const budget = view.slice(size, 'budget')
  test.each([
    ['candle', KEYS.candles, candleDocument(view, 1), candle],
    [
      'signal',
      KEYS.signal,
      signalDocument(view, 1, 2),
      {
        ...metrics,
        ts_ms: TS,
        price: c('c'),
        state: 'live',
        signature,
        lambda_hazard: q('lambdaHazard'),
        flip_ratio: q('flipRatio'),
        sigma_eff: q('sigmaEff'),
        lambda: q('lambda'),
      },
    ],
    [
      'last manifold',
      KEYS.lastManifold,
      lastManifold(view, 1, 'GBP_USD', 2),
      {
        instrument: 'GBP_USD',
        ts: TS,
        metrics,
        coeffs: { sigma_eff: q('sigmaEff'), lambda: q('lambda'), lambda_hazard: q('lambdaHazard') },
        repetition: { signature, count_1h: q('repetition') },
        session: { open: true, near_close: false },
        gate: 1,
      },
    ],
    [
      'gates blob',
      KEYS.gatesBlob,
      gatesBlob(view, world),
      {
        ts: TS,
        gates: { EUR_USD: 1, GBP_USD: 1 },
        states: { EUR_USD: 'on', GBP_USD: 'on' },
        cooldowns: { EUR_USD: 0, GBP_USD: 0 },
        bufs: { EUR_USD: view.row(gates, 0)('buffer'), GBP_USD: g('buffer') },
        repetition: { EUR_USD: view.row(qfh, 0)('repetition'), GBP_USD: q('repetition') },
        hazard: { EUR_USD: view.row(qfh, 0)('lambdaHazard'), GBP_USD: q('lambdaHazard') },
      },
    ],
    [
      'rolling summary',
      KEYS.rollingSummary,
      rollingSummary(view, 1, PARAMS),
      {
        ts: TS,
        params: PARAMS,
        summary: {
          trades: g('trades'),
          win_rate: g('winRate'),
          pnl_total: g('pnlBps'),
          max_drawdown: g('drawdownBps'),
          calmar: g('calmar'),
        },
        gates: { min_trades: g('minTrades'), calmar_min: g('calmarMin'), pnl_min: g('pnlMinBps') },
        eligible: true,
      },
    ],
    ['weights', KEYS.weights, weightsDocument(view, world), { EUR_USD: a('weight', 0), GBP_USD: a('weight', 1) }],
    [
      'allocator',
      KEYS.allocatorStatus,
      allocatorStatus(view, world, { topK: 3, intervalSec: 60 }),
      {
        ts: TS,
        interval_sec: 60,
        top_k: 3,
        weights: { EUR_USD: a('weight', 0), GBP_USD: a('weight', 1) },
        filled: { EUR_USD: false, GBP_USD: false },
        held: false,
        fallback: true,
        scores: { EUR_USD: a('score', 0), GBP_USD: a('score', 1) },
      },
    ],
    [
      'budget',
      KEYS.budget,
      budgetDocument(view, world, { targetPct: 0.3, maxPerPositionPct: 0.34, topK: 3 }),
      {
        ts: TS,
        currency: 'USD',
        budget,
        // Two traded instruments give two places, so the cap of 34 % binds.
        per_position_cap: budget * 0.34,
        balance: view.slice(broker, 'balance'),
        margin_available: view.slice(broker, 'marginAvailable'),
        margin_used_own: own,
        target_pct: 0.3,
      },
    ],
  ] as [string, Key, object, object][])('%s', (_, key, made, expected) => {
    expect(made).toEqual(expected)
    expect(unpacked(key, made)).toEqual(made)
  })

  test.each([
    ['no candle', { 'candle.present': 0 }, candleDocument],
    ['fewer than 128 bits', { 'qfh.coherence': Number.NaN }, (one: SliceView, k: number) => signalDocument(one, k, 2)],
    [
      'fewer than 128 bits',
      { 'qfh.coherence': Number.NaN },
      (one: SliceView, k: number) => lastManifold(one, k, 'X_Y', 2),
    ],
    ['no evaluation yet', { 'gates.gateTsMs': Number.NaN }, (one: SliceView) => gatesBlob(one, world)],
    [
      'no evaluation yet',
      { 'gates.gateTsMs': Number.NaN },
      (one: SliceView, k: number) => rollingSummary(one, k, PARAMS),
    ],
    [
      'an unknown account',
      { 'broker.balance': Number.NaN },
      (one: SliceView) => budgetDocument(one, world, { targetPct: 0.3, maxPerPositionPct: 0.34, topK: 3 }),
    ],
  ] as [string, Values, (one: SliceView, k: number) => object | null][])('%s makes no document', (_, values, make) => {
    expect(make(viewOf({ ...FLAGS, ...values }), 1)).toBeNull()
  })

  test('unknown values are left out', () => {
    const nothing = {
      'candle.bo': Number.NaN,
      'candle.ao': Number.NaN,
      'qfh.tau1': Number.NaN,
      'qfh.sigmaEff': Number.NaN,
    }
    const bare = viewOf({
      ...FLAGS,
      ...nothing,
      'allocate.score:1': Number.NaN,
      'allocate.weight:1': 0,
      'qfh.coherence:0': Number.NaN,
    })
    expect(Object.keys(candleDocument(bare, 1)!)).toEqual(['t', 'o', 'h', 'l', 'c', 'v'])
    expect(signalDocument(bare, 1, 2)).not.toHaveProperty('sigma_eff')
    expect(signalDocument(bare, 1, 2)).not.toHaveProperty('coherence_tau_1')
    expect(lastManifold(bare, 1, 'GBP_USD', 2)!.coeffs.sigma_eff).toBeNull()
    expect(Object.keys(gatesBlob(bare, world)!.hazard)).toEqual(['GBP_USD'])
    expect(allocatorStatus(bare, world, { topK: 3, intervalSec: 60 })).toMatchObject({
      weights: { EUR_USD: a('weight', 0) },
      scores: { EUR_USD: a('score', 0) },
    })
  })

  test('a part of a cut graph writes only what it computes', () => {
    const context = {
      world,
      params: [PARAMS, PARAMS, PARAMS],
      decimals: 2,
      allocator: { topK: 3, intervalSec: 60 },
      budget: { targetPct: 0.3, maxPerPositionPct: 0.34, topK: 3 },
    }
    const keys = (...nodes: string[]) =>
      stateWrites(viewOf(FLAGS, nodes), context).map((write) => (write.op === 'publish' ? write.channel : write.key))
    expect(keys('allocate')).toEqual(['risk:allocation_weights', 'opt:allocator:status'])
    expect(keys('size')).toEqual([])
    expect(keys('size', 'broker')).toEqual(['risk:alloc_budget'])
    expect(keys('gates')).toHaveLength(1 + 2 * 6)
    expect(gatesBlob(viewOf(FLAGS, ['gates']), world)!.repetition).toEqual({})
  })

  test('an hour begins exactly once, whichever minute its first slice falls on', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 60 }), (steps) => {
        let lastMs = TS
        const begun: number[] = []
        for (const minutes of steps) {
          const tsMs = lastMs + minutes * 60_000
          if (beginsHour(lastMs, tsMs)) begun.push(Math.floor(tsMs / 3_600_000))
          lastMs = tsMs
        }
        expect(new Set(begun).size).toBe(begun.length)
        expect(begun.at(-1) ?? Math.floor(TS / 3_600_000)).toBe(Math.floor(lastMs / 3_600_000))
      }),
    ))
})
