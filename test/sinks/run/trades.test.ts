/** A trade still open at the end, calculated by hand: yen to dollars at a rate of 0.01 and a fee of 0.5 %. */
import { describe, expect, test } from 'vitest'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { REASON } from '../../../model/codes.js'
import { schemas } from '../../../model/columns.js'
import { nodes } from '../../../model/nodes.js'
import { collectTrades } from '../../../sinks/run/trades.js'
import { makeColumns } from '../../../graph/engine/testing/make-columns.js'
import { worldOf } from '../../support/wall-clock.js'

const MINUTE = 60_000
const world = worldOf(['USD_JPY'])

/** Minute 1 decides; 2 buys 1,000; 3 sells 400 of them; 4 only marks, and financing of -0.50 was booked. */
const frameOf = (filledPlace: number): Frame => {
  const fills = [
    { opens: 1, reason: REASON.entry, units: 1000, price: 150.013, at: 1, decided: 1 },
    { opens: 0, reason: REASON.resize, units: -400, price: 150.4, at: 2, decided: 2 },
  ]
  const event = (of: (fill: (typeof fills)[number], n: number) => number) => fills.map(of)
  const account: Record<string, any> = makeColumns(schemas.account, 4, 1, {
    at: [0, 0, 1, 2, 2],
    unrealized: [0, 0, 0, 3.50439],
    financing: [0, 0, 0, -0.5],
    fillInstrument: event(() => 0),
    fillTradeId: event(() => 7),
    fillOpens: event(({ opens }) => opens),
    fillReason: event(({ reason }) => reason),
    fillUnits: event(({ units }) => units),
    fillPrice: event(({ price }) => price),
    // Two seconds after the open of the candle.
    fillTsMs: event(({ at }) => at * MINUTE + 2000),
    fillDecisionTsMs: event(({ decided }) => decided * MINUTE),
    // 400 * 0.387 yen * 0.01 = 1.548, less 0.5 % = 1.5403 booked; this includes the costs of both ends of the 400.
    fillGross: event((_, n) => [0.01, 1.5403 + 0.08 + 0.024 + 0.00774][n]!),
    fillSpreadCost: event((_, n) => [0, 0.08][n]!),
    fillSlippageCost: event((_, n) => [0, 0.024][n]!),
    fillConversionCost: event((_, n) => [0, 0.00774][n]!),
    // Of the slippage of 0.03, a third is depth.
    fillDepthCost: event((_, n) => [0.01, 0][n]!),
    fillCommission: event((_, n) => [0.1, 0.04][n]!),
    fillMinimumCost: event(() => 0),
    fillFinancing: event(() => 0),
    fillEntryPrice: event(() => 150.013),
    fillEntryTsMs: event(() => MINUTE + 2000),
  })
  const order: Record<string, any> = makeColumns(schemas.order, 4, 1, {
    approvedUnits: [1000, 0, 0, 0],
    filledPlace: [filledPlace, 0, 0, 0],
  })
  const sides = (bid: readonly number[]) => ({ bid, ask: bid.map((price) => price + 0.02) })
  const { bid: bo, ask: ao } = sides([150, 149.99, 150.4, 150.5])
  const { bid: bc, ask: ac } = sides([150, 149.99, 150.4, 150.6])
  const candle: Record<string, any> = makeColumns(schemas.candle, 4, 1, {
    present: [1, 1, 1, 1],
    bo,
    bh: bc,
    bl: bo,
    bc,
    ao,
    ah: ac,
    al: ao,
    ac,
  })
  const quote = makeColumns(schemas.quote, 4, 1, { bid: bc, ask: ac, homeRate: [0.01, 0.01, 0.01, 0.01] })
  const tsMs = Float64Array.from([1, 2, 3, 4], (minute) => minute * MINUTE)
  return {
    count: 1,
    capacity: 4,
    slices: 4,
    time: { tsMs, asOfMs: tsMs },
    columns: { broker: account, risk: order, candle, quote },
  }
}
const collect = (filledPlace = 0) => {
  const trades = collectTrades(world, nodes.risk)
  void trades.write(frameOf(filledPlace))
  return trades
}

describe('an open trade', () => {
  test('books the closed part, and the rest at the last quote as the account marks it', () => {
    const trades = collect()
    expect(trades.rows).toEqual([])
    const [row] = trades.open()
    expect(row).toMatchObject({
      tradeId: 7,
      instrument: 'USD_JPY',
      units: 1000,
      entryTsMs: MINUTE + 2000,
      exitTsMs: 4 * MINUTE,
      entryPrice: 150.013,
      entryReason: 'entry',
      exitReason: 'open',
      place: 'gated',
      financing: -0.5,
    })
    // The 600 left gain 600 * (150.60 - 150.013) yen = 3.522 dollars, less 0.5 % = 3.50439.
    expect(row!.net).toBeCloseTo(1.5403 + 3.50439 - 0.5 - 0.14, 9)
    expect(row!.exitPrice).toBeCloseTo(150.52, 9)
    expect(row!.notional).toBeCloseTo(1500.13, 9)
    expect(row!.netBps).toBeCloseTo((4.40469 / 1500.13) * 1e4, 9)
    // Half a spread of 0.02 at each end of each unit; slippage of 0.003 at the entry; none at the mark.
    expect(row!.spreadCost).toBeCloseTo(0.08 + 600 * 0.0002, 9)
    expect(row!.slippageCost).toBeCloseTo(0.024 + 600 * 0.00002, 9)
    expect([row!.depthCost, row!.commission]).toEqual([0.01, 0.14])
    expect(row!.conversionCost).toBeCloseTo(0.00774 + 0.01761, 9)
    expect(row!.gross).toBeCloseTo(row!.net + 0.5 + 0.2 + 0.036 + 0.02535 + 0.01 + 0.14, 9)
    // Best: the bid of 150.60; worst: 149.99 right after the fill.
    expect(row!.mfeBps).toBeCloseTo((0.587 / 150.013) * 1e4, 6)
    expect(row!.maeBps).toBeCloseTo((0.023 / 150.013) * 1e4, 6)
  })

  test('takes its place from its order', () => {
    expect(collect(1).open()[0]!.place).toBe('filled')
  })

  test('charges each end of a trade to its own cause', () => {
    const causes = Object.fromEntries(collect().causes)
    expect(Object.keys(causes)).toEqual(['entry', 'resize'])
    const near = (values: object) =>
      Object.fromEntries(Object.entries(values).map(([name, value]) => [name, expect.closeTo(value as number, 9)]))
    expect(causes['entry']).toEqual(
      near({ fills: 1, turnover: 1500.13, spread: 0.1, slippage: 0.02, conversion: 0, depth: 0.01, commission: 0.1 }),
    )
    expect(causes['resize']).toEqual(
      near({
        fills: 1,
        turnover: 601.6,
        spread: 0.04,
        slippage: 0.016,
        conversion: 0.00774,
        depth: 0,
        commission: 0.04,
      }),
    )
  })
})
