/** The figures of a trial, by hand and against a slow version. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY_MS, MINUTE_MS } from '../../lib/time-units.js'
import { isFxWeekMinute, tradingDay } from '../../operators/calendar/new-york.js'
import { dateOfDay, openTradingDays } from '../../operators/calendar/open-days.js'
import { type SummarisedTrade, summariseTrades } from '../../studies/trial-summary.js'

const trade = (exit: string, netBps: number, costs: readonly [number, number, number, number] = [1, 0, 0, 0]) => {
  const [spreadBps, slippageBps, commissionBps, depthBps] = costs
  const grossBps = netBps + spreadBps + slippageBps + commissionBps + depthBps
  return { exitMs: Date.parse(exit), netBps, grossBps, spreadBps, slippageBps, commissionBps, depthBps }
}
/** Monday to Friday, 17:00 New York to 17:00: in March 2024 after the change of the clocks, 21:00 UTC. */
const week = { fromMs: Date.parse('2024-03-17T21:05:00Z'), toMs: Date.parse('2024-03-22T20:59:00Z') }

describe('by hand', () => {
  const trades = [
    trade('2024-03-18T10:00Z', 4, [1, 0.5, 0.25, 0]),
    trade('2024-03-18T20:59Z', -2),
    // After 17:00 New York: Tuesday's.
    trade('2024-03-18T21:00Z', -6, [1, 0, 0, 0.5]),
    trade('2024-03-21T12:00Z', 8),
  ]
  test('four trades on three of five days', () => {
    expect(summariseTrades(trades, week)).toEqual({
      trades: 4,
      winRate: 0.5,
      pnlBps: 4,
      meanBps: 1,
      // Deviations 3, -3, -7, 7.
      sdBps: Math.sqrt(116 / 3),
      // 0, 4, 2, -4, 4.
      maxDrawdownBps: 8,
      calmar: 0.5,
      // Days 2, -6, 0, 8, 0: mean 0.8.
      sharpeDaily: expect.closeTo(0.8 / Math.sqrt((1.44 + 46.24 + 0.64 + 51.84 + 0.64) / 4), 12),
      grossBps: 9.25,
      costs: { spreadBps: 4, slippageBps: 0.5, commissionBps: 0.25, depthBps: 0.5 },
      days: [
        ['2024-03-18', 2, 2],
        ['2024-03-19', -6, 1],
        ['2024-03-21', 8, 1],
      ],
    })
  })
  test.each<[string, SummarisedTrade[], object]>([
    [
      'no trade: sums are 0, means null',
      [],
      { trades: 0, winRate: null, pnlBps: 0, meanBps: null, sdBps: null, calmar: null, sharpeDaily: null, days: [] },
    ],
    ['one trade has no deviation', [trades[0]!], { trades: 1, meanBps: 4, sdBps: null, calmar: 10, maxDrawdownBps: 0 }],
    ['the drawdown starts at 0', [trades[1]!], { maxDrawdownBps: 2, calmar: -1 }],
    [
      'an unknown commission counts as 0',
      [{ ...trades[0]!, netBps: NaN, grossBps: NaN, commissionBps: NaN }],
      { pnlBps: 0, winRate: 0 },
    ],
  ])('%s', (_, some, expected) => expect(summariseTrades(some, week)).toMatchObject(expected))

  test('days of equal sums have no Sharpe ratio', () => {
    const day = { fromMs: Date.parse('2024-03-18T09:00Z'), toMs: Date.parse('2024-03-18T12:00Z') }
    expect(summariseTrades([trades[0]!], day).sharpeDaily).toBeNull()
  })
})

test('open days: those with a minute of the FX week, minute by minute', () => {
  const minute = fc.integer({ min: 0, max: 30 * 1440 }).map((n) => Date.UTC(2024, 1, 20) + n * MINUTE_MS)
  fc.assert(
    fc.property(minute, minute, (a, b) => {
      const [fromMs, toMs] = [Math.min(a, b), Math.max(a, b)]
      const slow = new Set<number>()
      for (let open = fromMs; open + MINUTE_MS <= toMs; open += MINUTE_MS)
        if (isFxWeekMinute(open)) slow.add(tradingDay(open + MINUTE_MS))
      expect(openTradingDays(fromMs, toMs)).toEqual([...slow])
    }),
    { numRuns: 40 },
  )
})

test('any trades: the figures of a slow version', () => {
  const some = fc.array(
    fc.record({
      minute: fc.integer({ min: 1, max: 20 * 1440 }),
      // Multiples of a millionth: of 1e-158 the square is 0, and a deviation is noise.
      netBps: fc.integer({ min: -50_000_000, max: 50_000_000 }).map((millionths) => millionths / 1e6),
      spreadBps: fc.double({ min: 0, max: 9, noNaN: true }),
    }),
    { maxLength: 60 },
  )
  const fromMs = Date.UTC(2024, 2, 3, 22)
  const window = { fromMs, toMs: fromMs + 20 * DAY_MS }
  fc.assert(
    fc.property(some, (rows) => {
      const trades = rows
        .sort((a, b) => a.minute - b.minute)
        .map(({ minute, netBps, spreadBps }) => ({
          ...{ netBps, spreadBps, grossBps: netBps + spreadBps, slippageBps: 0, commissionBps: 0, depthBps: 0 },
          exitMs: fromMs + minute * MINUTE_MS,
        }))
      const figures = summariseTrades(trades, window)
      const net = trades.map(({ netBps }) => netBps)
      const total = net.reduce((a, b) => a + b, 0)
      expect(figures.pnlBps).toBe(total)
      expect(figures.days.reduce((sum, [, bps]) => sum + bps, 0)).toBeCloseTo(total, 6)
      expect(figures.days.reduce((sum, [, , count]) => sum + count, 0)).toBe(trades.length)
      expect(figures.days.map(([day]) => day)).toEqual([
        ...new Set(trades.map(({ exitMs }) => dateOfDay(tradingDay(exitMs)))),
      ])
      const paths = net.map((_, n) => net.slice(0, n + 1).reduce((a, b) => a + b, 0))
      const deepest = paths.map((at, n) => Math.max(0, ...paths.slice(0, n + 1)) - at)
      expect(figures.maxDrawdownBps).toBeCloseTo(Math.max(0, ...deepest), 9)
      if (figures.sharpeDaily === null) return
      const all = openTradingDays(window.fromMs, window.toMs).map(
        (day) => figures.days.find(([d]) => d === dateOfDay(day))?.[1] ?? 0,
      )
      const closed = figures.days.filter(
        ([d]) => !openTradingDays(window.fromMs, window.toMs).some((day) => dateOfDay(day) === d),
      )
      if (closed.length > 0) return
      const mean = all.reduce((a, b) => a + b, 0) / all.length
      const sd = Math.sqrt(all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (all.length - 1))
      expect(figures.sharpeDaily).toBeCloseTo(mean / sd, 9)
    }),
    { numRuns: 100 },
  )
})
