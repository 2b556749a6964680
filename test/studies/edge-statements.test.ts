import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TradeRow } from '../../sinks/run/trade-row.js'
import { edgeStatements } from '../../studies/report/edge-statements.js'
import { figuresOf } from '../../studies/report/figures.js'
import { meanTest } from '../../studies/report/mean-test.js'
import { positionsOf } from '../../studies/report/positions.js'
import { isApart, shadowStatements } from '../../studies/report/shadow-statements.js'

const MINUTE = 60_000
/** A trade of 10,000 notional that earns `bps`, in a position of its own: five minutes long, ten minutes after the previous one. */
const trade = (n: number, bps: number, more: Partial<TradeRow> = {}): TradeRow => ({
  tradeId: n,
  instrument: 'EUR_USD',
  units: 9000,
  entryTsMs: n * 10 * MINUTE,
  exitTsMs: n * 10 * MINUTE + 5 * MINUTE,
  entryPrice: 1.1,
  exitPrice: 1.1,
  notional: 10_000,
  gross: bps,
  spreadCost: 0,
  slippageCost: 0,
  conversionCost: 0,
  depthCost: 0,
  commission: 0,
  financing: 0,
  net: bps,
  netBps: bps,
  maeBps: 0,
  mfeBps: 0,
  entryReason: 'entry',
  exitReason: 'slope',
  place: 'gated',
  ...more,
})
const countsOf = (trades: readonly TradeRow[]) => ({
  trades: trades.length,
  filled: trades.filter(({ place }) => place === 'filled').length,
})
const statementsOf = (trades: readonly TradeRow[]) => edgeStatements(countsOf(trades), positionsOf(trades), true)
const filled = { place: 'filled' } as const
/** Twenty positions earning 1 and 3 alternately: mean 2, standard deviation 1.03. */
const good = Array.from({ length: 20 }, (_, n) => trade(n, n % 2 === 0 ? 1 : 3))

describe('statements on an edge', () => {
  test('a graph without places', () => {
    const of = (trades: readonly TradeRow[]) => edgeStatements(countsOf(trades), positionsOf(trades), false)
    expect(of([trade(1, 5, { exitReason: 'open' })])).toEqual(['No edge shown: no position was closed.'])
    expect(of(good)[0]).toMatch(
      /^20 positions earned 2\.00 bps net on average, 2\.00 before costs \(n 20, .*more than chance/,
    )
  })

  test.each<[string, readonly TradeRow[], readonly RegExp[]]>([
    ['no trade', [], [/^No trades: this run shows nothing about an edge\.$/]],
    [
      'one filled',
      [trade(1, 5, filled)],
      [/^The only trade was made in a filled place, not through an open gate: this run shows nothing/],
    ],
    [
      'all filled, however good',
      good.map((t) => ({ ...t, ...filled })),
      [/^All 20 trades.*filled places, none through an open gate: this run shows nothing/],
    ],
    [
      'one',
      [trade(1, 5)],
      [/^No edge shown: 1 position in gated places earned 5\.00 bps.*one position is not a sample\.$/],
    ],
    ['none closed', [trade(1, 5, { exitReason: 'open' })], [/^No edge shown: no position in a gated place was closed/]],
    // Mean 1, standard deviation sqrt(((2-1)^2 + (-3-1)^2 + (4-1)^2) / 2) = 3.61, t = 1 / (3.61 / sqrt 3) = 0.48.
    [
      'noise',
      [trade(1, 2), trade(2, -3), trade(3, 4)],
      [/3 positions.*1\.00 bps net.*\(n 3, standard deviation 3\.61, t 0\.48\); t is below 2\.$/],
    ],
    ['a loss', good.map((t) => ({ ...t, net: -t.net })), [/^No edge shown: .*-2\.00 bps.*t -8\.72\); t is below 2/]],
    ['few and good', good.slice(0, 10), [/^No edge shown: 10 positions.*t 6\.00\); fewer than 20/]],
    [
      'many and good',
      good,
      [/^20 positions in gated places earned 2\.00 bps net.*t 8\.72\): more than chance would explain/],
    ],
    ['all the same', [trade(1, 1), trade(2, 1)], [/^No edge shown: .*fewer than 20/]],
    ['all zero', [trade(1, 0), trade(2, 0)], [/^No edge shown: .*t is below 2/]],
    [
      'some filled',
      [...good, trade(30, 9, filled)],
      [/^20 positions/, /^1 of 21 trades.*filled places and do not count as evidence/],
    ],
  ])('%s', (_, trades, expected) => {
    const statements = statementsOf(trades)
    expect(statements.length).toBe(expected.length)
    statements.forEach((text, n) => expect(text).toMatch(expected[n]!))
  })

  test('a ramp of four trades is one observation, and one filled trade disqualifies it', () => {
    const ramp = (n: number, place: 'gated' | 'filled') =>
      [0, 1, 2, 3].map((step) =>
        trade(100 * n + step, 4, {
          entryTsMs: n * 100 * MINUTE + step * MINUTE,
          exitTsMs: n * 100 * MINUTE + 50 * MINUTE,
          place: step === 3 ? place : 'gated',
        }),
      )
    expect(statementsOf(ramp(1, 'gated'))[0]).toMatch(/1 position in gated places/)
    expect(statementsOf(ramp(1, 'filled'))[0]).toMatch(/no position in a gated place was closed/)
    // An exit and an entry at the same time make two positions: a flip.
    const flip = [
      trade(1, 1, { entryTsMs: 0, exitTsMs: MINUTE }),
      trade(2, 1, { entryTsMs: MINUTE, exitTsMs: 2 * MINUTE }),
    ]
    expect(positionsOf(flip).length).toBe(2)
    const two = positionsOf([...ramp(2, 'gated'), ...ramp(1, 'gated')])
    expect(two.map(({ trades, net, netBps, notional }) => [trades, net, netBps, notional])).toEqual([
      [4, 16, 4, 40_000],
      [4, 16, 4, 40_000],
    ])
  })
})

test('positions: each trade is in exactly one, none of one instrument overlap, and the money adds up', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.constantFrom('A', 'B'),
          fc.nat(200),
          fc.integer({ min: 1, max: 30 }),
          fc.integer({ min: -9, max: 9 }),
        ),
      ),
      (given) => {
        const trades = given.map(([instrument, entry, length, net], n) =>
          trade(n, net, { instrument, entryTsMs: entry, exitTsMs: entry + length }),
        )
        const positions = positionsOf(trades)
        expect(positions.reduce((sum, { trades: n }) => sum + n, 0)).toBe(trades.length)
        expect(positions.reduce((sum, { net }) => sum + net, 0)).toBe(trades.reduce((sum, { net }) => sum + net, 0))
        positions.forEach((position, n) => {
          const next = positions[n + 1]
          if (next?.instrument === position.instrument) expect(next.entryTsMs).toBeGreaterThanOrEqual(position.exitTsMs)
        })
      },
    ),
  )
})

test('figures cover closed positions; without any they are null, not zero', () => {
  const causes = new Map([
    ['entry', { fills: 1, turnover: 20_000, spread: 1, slippage: 0.5, conversion: 0.5, depth: 0, commission: 0 }],
  ])
  const trades = [trade(1, 3), trade(2, -1), trade(3, 50, { exitReason: 'open' })]
  expect(figuresOf(positionsOf(trades), causes, 4)).toEqual({
    positions: 2,
    positionsPerDay: 0.5,
    winRate: 0.5,
    grossBpsPerPosition: expect.closeTo(1, 12),
    netBpsPerPosition: expect.closeTo(1, 12),
    holdMinutes: 5,
    turnover: 20_000,
    costs: 2,
    costBps: 1,
  })
  expect(figuresOf([], new Map(), 0)).toMatchObject({ positionsPerDay: null, winRate: null, costBps: null })
})

test('t-test: unknown values are ignored', () => {
  expect(meanTest([1, Number.NaN, 3])).toEqual({ n: 2, mean: 2, sd: Math.SQRT2, t: 2 / (Math.SQRT2 / Math.sqrt(2)) })
  expect(meanTest([])).toEqual({ n: 0, mean: Number.NaN, sd: Number.NaN, t: Number.NaN })
})

test.each([
  [
    3,
    1,
    /^EUR_USD: the account earned 3\.00 bps per trade less than its shadow \(5 real and 9 shadow trades, standard error 1\.00\)/,
  ],
  [-3, 1, /3\.00 bps per trade more than its shadow/],
  [2, 1, null],
  [50, null, null],
  [null, null, null],
])('shadow minus real of %s with a standard error of %s', (bps, sd, expected) => {
  const gap = { shadowTrades: 9, realTrades: 5, shadowMinusRealBps: bps, shadowMinusRealSd: sd }
  const statements = shadowStatements({ EUR_USD: gap })
  expect(isApart(gap)).toBe(expected !== null)
  if (expected) expect(statements[0]).toMatch(expected)
  else expect(statements).toEqual([])
})
