import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addTrade,
  createTradeWindow,
  drawdownBps,
  dropTrades,
  type TradeWindow,
  tradeCount,
  tradeWindowState,
} from '../../../operators/gates/trade-window.js'

/** The window's steps: results on this grid are kept exactly. */
const onGrid = (bps: number) => Math.round(bps * 2 ** 20) / 2 ** 20

/** By definition: walk the trades from 0 and track the peak. */
const slowDrawdown = (trades: readonly number[], openBps: number): number => {
  let path = 0
  let peak = 0
  let drawdown = 0
  for (const bps of [...trades, openBps]) {
    path += bps
    peak = Math.max(peak, path)
    drawdown = Math.max(drawdown, peak - path)
  }
  return drawdown
}

test.each<[readonly number[], number, number]>([
  [[], 0, 0],
  [[], -4, 4],
  [[], 4, 0],
  [[5, -2, 3], 0, 2],
  [[-3, -4], 0, 7],
  [[5, -2, 3], -7, 7],
  [[5, -9, 3], 100, 9],
  [[1, 1, 1], -0.5, 0.5],
])('trades %j and a mark of %d: drawdown %d', (trades, openBps, drawdown) => {
  const window = createTradeWindow()
  for (const [i, bps] of trades.entries()) addTrade(window, i, bps)
  expect(drawdownBps(window, openBps)).toBe(drawdown)
})

test('drops trades that ended at or before untilMs', () => {
  const window = createTradeWindow()
  for (const tsMs of [1, 2, 3]) addTrade(window, tsMs, tsMs)
  dropTrades(window, 2)
  expect([tradeCount(window), window.sum, window.wins]).toEqual([1, 3, 1])
})

test('absurd results stay finite', () => {
  const window = createTradeWindow()
  for (const bps of [Number.NaN, Number.POSITIVE_INFINITY, -1e300]) addTrade(window, 1, bps)
  expect([tradeCount(window), window.wins, window.sum]).toEqual([3, 1, 0])
})

const action = fc.record({
  bps: fc.double({ min: -60, max: 60, noNaN: true }),
  waitMs: fc.integer({ min: 0, max: 40 }),
  drop: fc.boolean(),
  openBps: fc.double({ min: -30, max: 30, noNaN: true }).map(onGrid),
  save: fc.boolean(),
})

test('equals a recomputation from the trades, bit for bit, wherever it was saved', () => {
  const actions = fc.array(action, { maxLength: 400, size: 'max' })
  fc.assert(
    fc.property(actions, fc.integer({ min: 1, max: 3000 }), (steps, lengthMs) => {
      let window: TradeWindow = createTradeWindow()
      let trades: { tsMs: number; bps: number }[] = []
      let tsMs = 0
      const found: number[][] = []
      const expected: number[][] = []
      for (const { bps, waitMs, drop, openBps, save } of steps) {
        tsMs += waitMs
        addTrade(window, tsMs, bps)
        trades.push({ tsMs, bps: onGrid(bps) })
        if (drop) {
          dropTrades(window, tsMs - lengthMs)
          trades = trades.filter((trade) => trade.tsMs > tsMs - lengthMs)
        }
        if (save) window = createTradeWindow(tradeWindowState(window))
        const results = trades.map((trade) => trade.bps)
        found.push([tradeCount(window), window.wins, window.sum, drawdownBps(window, openBps)])
        expected.push([
          results.length,
          results.filter((result) => result > 0).length,
          results.reduce((a, b) => a + b, 0),
          slowDrawdown(results, openBps),
        ])
      }
      expect(found).toEqual(expected)
      const bytes = tradeWindowState(window)
      expect(tradeWindowState(createTradeWindow(bytes))).toEqual(bytes)
    }),
    { numRuns: 60 },
  )
})
