import { describe, expect, test } from 'vitest'
import { funnelRows, stageNames } from '../../../ui/pages/gates/funnel-rows.js'
import { gateBand, gateOrder, gateTests, type GateView } from '../../../ui/pages/gates/gate-lines.js'
import { historyText, stateChanges } from '../../../ui/pages/gates/history-series.js'
import { configLines } from '../../../ui/pages/graph/config-lines.js'
import { hashWarning } from '../../../ui/pages/graph/hash-warning.js'
import { nodeFacts, type NodeStatsView } from '../../../ui/pages/graph/node-facts.js'
import { mebibytes } from '../../../ui/pages/system/mebibytes.js'
import { addSample, type RateSample, wallRates } from '../../../ui/pages/graph/wall-rates.js'
import { boundText, guardOrder, type GuardView, judgedText } from '../../../ui/pages/why/guard-order.js'
import { timeInput, typedTime } from '../../../ui/pages/why/typed-time.js'
import { valueText } from '../../../ui/pages/why/value-text.js'

const STATS: NodeStatsView = {
  node: 'guards',
  stage: ['guards'],
  rows: 100,
  rowsPerSec: 159.94,
  p50Us: 4.321,
  p99Us: 1234.5,
  lastTsMs: 1,
  lagMs: 0,
  rowsIn: 8,
  rowsOut: 3,
  errors: 0,
}

describe('what a node does', () => {
  test('a guard shows what it held back', () => {
    expect(nodeFacts(STATS)).toEqual({
      rate: '160 rows/s',
      p50: '4.32 µs',
      p99: '1.23 ms',
      lag: 'none',
      rows: '8 → 3',
      swallowed: '5 of 8',
      share: '63 %',
    })
  })
  test('what is not known is a dash, never a zero', () => {
    const dashes = { rate: '–', p50: '–', p99: '–', lag: '–', rows: '–', swallowed: '', share: '' }
    expect(nodeFacts(undefined)).toEqual(dashes)
    const unknown = { rowsPerSec: null, p50Us: null, p99Us: null, lagMs: null, rowsIn: null, rowsOut: null }
    expect(nodeFacts({ ...STATS, ...unknown })).toEqual(dashes)
  })
  test.each([
    [8, 8, ''],
    [1000, 999, 'under 1 %'],
    [1000, 1, '99 %'],
    [1000, 0, '100 %'],
    [0, 0, ''],
  ])('of %d rows %d pass: held %s', (rowsIn, rowsOut, share) => {
    expect(nodeFacts({ ...STATS, rowsIn, rowsOut }).share).toBe(share)
  })
  test.each([
    [250, '250 ms'],
    [60_000, '60 s'],
    [600_000, '10 min'],
    [-5, 'none'],
  ])('a lag of %d ms is %s', (lagMs, text) => {
    expect(nodeFacts({ ...STATS, lagMs }).lag).toBe(text)
  })
})

describe('the parts of a pipeline', () => {
  test('one graph everywhere is no warning', () => {
    expect(hashWarning('abc', {})).toBeNull()
    expect(hashWarning('abc', { alpha: 'abc', risk: 'abc' })).toBeNull()
  })
  test('a part with another graph is named', () => {
    expect(hashWarning('a'.repeat(64), { alpha: 'a'.repeat(64), risk: 'b'.repeat(64) })).toBe(
      'Parts differ: risk runs bbbbbbbbbbbb; this process shows aaaaaaaaaaaa. Deploy one graph to all parts.',
    )
  })
})

test('settings of a node are flat lines', () => {
  expect(configLines({ look: 12, sessions: { tokyo: { open: '09:00' } }, off: [], none: null })).toEqual([
    ['look', '12'],
    ['sessions.tokyo.open', '09:00'],
    ['off', '[]'],
  ])
  expect(configLines(null)).toEqual([])
})

describe('guards', () => {
  const guard = (code: string, passes: boolean, more: Partial<GuardView> = {}): GuardView => ({
    code,
    node: 'guards',
    passes,
    text: code,
    value: null,
    bound: null,
    unit: '',
    op: '',
    change: '',
    ...more,
  })
  test('those that refuse come first, in the order of the data', () => {
    const guards = [guard('a', true), guard('b', false), guard('c', true), guard('d', false)]
    expect(guardOrder(guards).map(({ code }) => code)).toEqual(['b', 'd', 'a', 'c'])
  })
  test.each([
    [{ value: 0.383_123_4, bound: 0.5, op: '>=' as const }, '0.38312', '≥ 0.5'],
    [{ value: 4.01, bound: 2.5, op: '<=' as const }, '4.01', '≤ 2.5'],
    [{ value: -9.4, bound: -2, op: '<=' as const }, '−9.4', '≤ −2'],
    [{ value: 3, bound: 20, op: '' as const }, '3', 'of 20'],
    [{ value: null, bound: null, op: '' as const }, '', ''],
    [{ value: 540, bound: 0, unit: 'min' as const, op: '<=' as const }, '540 min', '≤ 0'],
  ])('%o reads %s %s', (more, value, bound) => {
    expect([judgedText({ unit: '', ...more }), boundText(more)]).toEqual([value, bound])
  })
  test('a time of a step is shown in full', () => {
    expect(valueText(1_711_930_020_000)).toBe('1711930020000')
    expect(valueText(0.123_456_789_123)).toBe('0.123456789')
    expect(valueText(null)).toBe('–')
  })
})

const GATE: GateView = {
  instrument: 'EUR_USD',
  state: 'off',
  trades: 12,
  minTrades: 20,
  pnlBps: 31.5,
  pnlFloorBps: 0,
  calmar: null,
  calmarFloor: 0.5,
  passes: 1,
  fails: 0,
  onAfter: 3,
  offAfter: 2,
  cooldownUntilMs: null,
  score: 0.4,
  weight: 0,
}

describe('rolling gates', () => {
  test('each test stands against its floor; what is not known neither passes nor fails', () => {
    expect(gateTests(GATE).map(({ name, passes }) => [name, passes])).toEqual([
      ['trades', false],
      ['result, bps', true],
      ['Calmar', null],
    ])
  })
  test.each([
    [GATE, '1 of 3 passes in a row, then on'],
    [{ ...GATE, state: 'on' as const, fails: 1 }, '1 of 2 fails in a row, then off'],
    [{ ...GATE, onAfter: null }, '1 passes in a row'],
  ])('hysteresis %#', (gate, text) => {
    expect(gateBand(gate).text).toBe(text)
  })
  test.each([
    [20, 20, true],
    [21, 20, true],
    [19, 20, false],
    [-5, -10, true],
  ])('%d trades of at least %d: passes %s', (trades, minTrades, passes) => {
    expect(gateTests({ ...GATE, trades, minTrades })[0]?.passes).toBe(passes)
  })
  test('on first, then by score, unknown scores last', () => {
    const gates = [
      { ...GATE, instrument: 'A_B', score: null },
      { ...GATE, instrument: 'B_B', score: 2 },
      { ...GATE, instrument: 'C_B', score: -1, state: 'on' as const },
      { ...GATE, instrument: 'D_B', score: 3 },
    ]
    expect(gateOrder(gates).map(({ instrument }) => instrument)).toEqual(['C_B', 'D_B', 'B_B', 'A_B'])
  })
  test('the history in words, and its changes', () => {
    const point = (tsMs: number, state: string, pnlBps: number | null) => ({
      tsMs,
      state,
      pnlBps,
      calmar: null,
      trades: 1,
      weight: 0,
    })
    const points = [point(1, 'warming', null), point(2, 'off', -4), point(3, 'off', 6), point(4, 'on', 5)]
    expect(stateChanges(points).map(({ tsMs }) => tsMs)).toEqual([4, 2, 1])
    expect(historyText('EUR_USD', points)).toBe(
      'EUR_USD: shadow result from -4.0 to 6.0 bps, now 5.0; gate on, 2 changes',
    )
    expect(historyText('EUR_USD', [])).toBe('EUR_USD: no history yet')
  })
})

describe('the funnel', () => {
  test('bars against the widest stage, shares of the stage before', () => {
    expect(
      funnelRows([
        { stage: 'candles', rows: 200 },
        { stage: 'guards', rows: 50 },
        { stage: 'orders', rows: 0 },
        { stage: 'fills', rows: 0 },
      ]),
    ).toEqual([
      { stage: 'candles', rows: 200, width: 1, share: null },
      { stage: 'guards', rows: 50, width: 0.25, share: 0.25 },
      { stage: 'orders', rows: 0, width: 0, share: 0 },
      { stage: 'fills', rows: 0, width: 0, share: null },
    ])
    expect(stageNames([{ stages: [{ stage: 'a', rows: 1 }] }, { stages: [{ stage: 'b', rows: 1 }] }])).toEqual([
      'a',
      'b',
    ])
  })
})

test('memory', () => {
  expect([mebibytes(1_572_864), mebibytes(104_857_600)]).toEqual(['1.5 MiB', '100 MiB'])
})

describe('a typed time', () => {
  test.each([
    ['2024-03-06T07:30:30', Date.UTC(2024, 2, 6, 7, 30, 30)],
    ['2024-03-06T07:30', Date.UTC(2024, 2, 6, 7, 30)],
    ['', null],
    ['soon', null],
  ])('%s is %s', (text, ms) => {
    expect(typedTime(text, 'UTC')).toBe(ms)
  })
  test('what an input shows is read back as the same time, in both zones', () => {
    const ms = Date.UTC(2024, 5, 6, 7, 30, 15)
    for (const zone of ['UTC', 'local'] as const) expect(typedTime(timeInput(ms, zone), zone)).toBe(ms)
    expect(timeInput(null, 'UTC')).toBe('')
  })
})

describe('rates by the clock', () => {
  const at = (seconds: number, rows: number): RateSample => ({ asOfMs: seconds * 1000, nodes: [{ node: 'qfh', rows }] })
  const ratesOf = (...samples: readonly RateSample[]) =>
    wallRates(samples.reduce<readonly RateSample[]>((all, one) => addSample(all, one), [])).get('qfh')
  test('rows of the last answers by the seconds between them', () => {
    expect(ratesOf(at(0, 100), at(2, 120), at(4, 180))).toBe(20)
  })
  test('one answer, or the same twice, gives none', () => {
    expect(ratesOf(at(0, 100))).toBeUndefined()
    expect(ratesOf(at(0, 100), at(0, 100))).toBeUndefined()
  })
  test('a new run starts again: no rate is negative', () => {
    expect(ratesOf(at(0, 100), at(2, 10))).toBeUndefined()
    expect(ratesOf(at(0, 100), at(2, 10), at(4, 30))).toBe(10)
  })
  test('old answers are forgotten', () => {
    const slow = Array.from({ length: 20 }, (_, i) => at(i, 0))
    const fast = Array.from({ length: 16 }, (_, i) => at(20 + i, 10 * i))
    expect(ratesOf(...slow, ...fast)).toBe(10)
  })
})
