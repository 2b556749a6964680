import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { REASON, REASONS } from '../../model/codes.js'
import { schemas } from '../../model/columns.js'
import { performance } from '../../operators/performance.js'
import { type RunOptions, runOperator } from '../../graph/engine/testing/run-operator.js'
import { worldOf } from '../support/wall-clock.js'
import { type Fill, plain, quiet, type Row, type Slice } from './performance/slices.js'

const MINUTE = 60_000
const PAIRS = ['EUR_USD', 'USD_JPY']
const world = worldOf(PAIRS)

const step = (slices: readonly Slice[], options: RunOptions = {}) => {
  const fills = slices.flatMap((slice) => (slice.fills ?? []).map((fill): Fill => ({ ...plain, ...fill })))
  const at = slices.reduce<number[]>((ends, slice) => [...ends, ends.at(-1)! + (slice.fills?.length ?? 0)], [0])
  const rows = slices.flatMap((slice) => PAIRS.map((_, k): Row => ({ ...quiet, ...slice.rows?.[k] })))
  const event = (of: (fill: Fill) => number) => fills.map(of)
  const row = (name: keyof Row) => rows.map((values) => values[name])
  return runOperator(
    performance,
    {},
    world,
    {
      tsMs: slices.map((_, s) => (s + 1) * MINUTE),
      columns: {
        account: {
          at,
          units: row('units'),
          nav: slices.map(({ nav }) => nav ?? 100_000),
          fillInstrument: event(({ k }) => k),
          fillTradeId: event(({ id }) => id),
          fillOpens: event(({ opens }) => (opens ? 1 : 0)),
          fillReason: event(({ reason }) => reason),
          fillUnits: event(({ units }) => units),
          fillPrice: event(({ price }) => price),
          fillTsMs: event(({ atMinute }) => atMinute * MINUTE),
          fillDecisionTsMs: event(({ decidedMinute }) => decidedMinute * MINUTE),
          fillGross: event(({ gross }) => gross),
          fillSpreadCost: event(({ spread }) => spread),
          fillSlippageCost: event(({ slippage }) => slippage),
          fillConversionCost: event(({ conversion }) => conversion),
          fillDepthCost: event(({ depth }) => depth),
          fillCommission: event(({ commission }) => commission),
          fillMinimumCost: event(({ minimum }) => minimum),
          fillFinancing: event(({ financing }) => financing),
          fillEntryPrice: event(() => 1.05),
          fillEntryTsMs: event(() => -MINUTE),
        },
        order: { approvedUnits: row('ordered'), filledPlace: row('filledPlace') },
        candle: { present: row('present'), bh: row('bh'), bl: row('bl'), ah: row('ah'), al: row('al') },
        quote: { homeRate: slices.flatMap(() => [1, 0.01]) },
        shadow: { closed: row('shadowClosed'), comparedBps: row('shadowBps') },
      },
    },
    options,
  )
}
const run = (slices: readonly Slice[], options: RunOptions = {}) =>
  step(slices, options).columns as Record<keyof typeof schemas.result | 'at', Float64Array>
/** The finished trades, one record each. */
const trades = (slices: readonly Slice[]) => {
  const columns = run(slices)
  const names = Object.entries(schemas.result).flatMap(([name, col]) => (col.shape === 'event' ? [name] : []))
  return Array.from({ length: columns.at[slices.length]! }, (_, e) =>
    Object.fromEntries(names.map((name) => [name, columns[name as 'net'][e]!])),
  )
}
const bps = (value: number) => Math.round(value * 1e3) / 1e3

describe('the account', () => {
  test('peak, drawdown, turnover, costs, open positions', () => {
    const buy = { units: 10_000, price: 1.1, spread: 1, slippage: 0.5, conversion: 0.25 }
    const columns = run([
      { nav: 100_000 },
      { nav: 99_000, fills: [buy], rows: [{ units: 10_000 }] },
      {
        nav: 110_000,
        fills: [{ k: 1, id: 2, units: -10_000, price: 150, spread: 2 }],
        rows: [{ units: 10_000 }, { units: -10_000 }],
      },
      { nav: 99_000, fills: [{ ...buy, opens: false, units: -10_000 }], rows: [undefined, { units: -10_000 }] },
      { nav: -1 },
    ])
    expect(Array.from(columns.navPeak)).toEqual([100_000, 100_000, 110_000, 110_000, 110_000])
    expect(Array.from(columns.drawdownPct, bps)).toEqual([0, 1, 0, 10, 100])
    expect(Array.from(columns.turnover, bps)).toEqual([0, 11_000, 26_000, 37_000, 37_000])
    expect(Array.from(columns.costs)).toEqual([0, 1.75, 3.75, 5.5, 5.5])
    expect(Array.from(columns.openPositions)).toEqual([0, 1, 2, 1, 0])
  })
})

describe('a round trip', () => {
  const opened = { units: 1000, price: 1.1, atMinute: 1.03, decidedMinute: 1 }
  const paid = { gross: 0.5, depth: 0.5, commission: 2, minimum: 1.5 }
  const closed = { opens: false, units: -1000, reason: REASON.slope }
  const around = (bl: number, bh: number) => ({ bl, bh, al: bl + 0.0002, ah: bh + 0.0002 })

  test('itemised money, and net of all of it', () => {
    const [trade] = trades([
      {},
      { fills: [{ ...opened, ...paid }] },
      {
        fills: [
          {
            ...closed,
            commission: 1,
            price: 1.101,
            atMinute: 2.03,
            gross: 12,
            spread: 1,
            slippage: 0.5,
            conversion: 0.25,
            financing: -0.125,
          },
        ],
      },
    ])
    expect(trade).toMatchObject({
      tradeInstrument: 0,
      tradeId: 1,
      tradeUnits: 1000,
      entryTsMs: 1.03 * MINUTE,
      exitTsMs: 2.03 * MINUTE,
      entryPrice: 1.1,
      exitPrice: 1.101,
      entryNotional: 1100,
      gross: 12.5,
      spreadCost: 1,
      slippageCost: 0.5,
      conversionCost: 0.25,
      depthCost: 0.5,
      commission: 3,
      financing: -0.125,
      net: 7.125,
      entryReason: REASON.entry,
      exitReason: REASON.slope,
    })
  })

  test('closed in parts: one row, price by units, time and reason of the last', () => {
    const rows = trades([
      {},
      { fills: [opened] },
      { fills: [{ ...closed, units: -250, price: 1.12, reason: REASON.resize, gross: 5, spread: 1 }] },
      {},
      { fills: [{ ...closed, units: -750, price: 1.08, atMinute: 4.03, gross: -15, spread: 3 }] },
    ])
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ tradeUnits: 1000, exitTsMs: 4.03 * MINUTE, net: -14, exitReason: REASON.slope })
    expect(rows[0]!['exitPrice']).toBeCloseTo(1.09, 12)
  })

  test('each trade of a position is a row of its own, in order of close', () => {
    const rows = trades([
      {},
      { fills: [opened] },
      { fills: [{ ...opened, id: 5, reason: REASON.add }] },
      {
        fills: [
          { ...closed, gross: 1 },
          { ...closed, id: 5, gross: 2 },
        ],
      },
    ])
    expect(rows.map((row) => [row['tradeId'], row['net'], row['entryReason']])).toEqual([
      [1, 1, REASON.entry],
      [5, 2, REASON.add],
    ])
  })

  test('a finished trade is forgotten: the state does not grow', () => {
    expect(step([{ fills: [opened] }, { fills: [closed] }]).saved.length).toBe(step([{}]).saved.length)
  })

  test('a trade whose opening was not seen counts from its close, without excursions', () => {
    const [trade] = trades([{ fills: [{ ...closed, gross: 3 }], rows: [around(1, 2)] }])
    expect(trade).toMatchObject({
      tradeUnits: 1000,
      entryPrice: 1.05,
      entryTsMs: -MINUTE,
      net: 3,
      entryReason: REASON.none,
      filledPlace: 1,
    })
    expect([trade!['maeBps'], trade!['mfeBps']]).toEqual([Number.NaN, Number.NaN])
  })

  // Long from 1.1000: 11 pips down are 10 bps. The exit candle spans 1.0900 to 1.1200.
  test.each<[string, number, number, number, number]>([
    ['at the market: nothing of it but the exit', REASON.slope, 1.1, 10, 20],
    ['at the market, beyond all before', REASON.slope, 1.0956, 40, 20],
    ['at the stop: no worse than the stop, no better than before', REASON.stop, 1.0945, 50, 20],
    ['at the take: the worst came first', REASON.take, 1.1044, (0.01 / 1.1) * 1e4, 40],
    ['closed out at its end: all of it', REASON.closeout, 1.1, (0.01 / 1.1) * 1e4, (0.02 / 1.1) * 1e4],
  ])('excursions of a buy, exit %s', (_, reason, price, mae, mfe) => {
    const [trade] = trades([
      { rows: [around(1, 2)] },
      { fills: [opened], rows: [around(1.0989, 1.1011)] },
      { rows: [around(1.1, 1.1022)] },
      { rows: [{ ...around(1, 2), present: 0 }] },
      { fills: [{ ...closed, reason, price }], rows: [around(1.09, 1.12)] },
    ])
    expect([bps(trade!['maeBps']!), bps(trade!['mfeBps']!)]).toEqual([bps(mae), bps(mfe)])
  })

  test('excursions of a sell are of the ask, and one minute may see both ends', () => {
    const [trade] = trades([
      {},
      { fills: [{ ...opened, units: -1000 }], rows: [{ bl: 1, bh: 2, al: 1.0978, ah: 1.1033 }] },
      { fills: [{ ...closed, units: 1000, price: 1.1 }] },
    ])
    expect([bps(trade!['maeBps']!), bps(trade!['mfeBps']!)]).toEqual([30, 20])
    const [short] = trades([
      {},
      {
        fills: [
          { ...opened, units: -1000 },
          { ...closed, units: 1000, price: 1.0989, reason: REASON.take },
        ],
        rows: [{ al: 1.09, ah: 1.1011 }],
      },
    ])
    expect([bps(short!['maeBps']!), bps(short!['mfeBps']!)]).toEqual([10, 10])
  })

  test.each<[string, number, readonly Slice[], number]>([
    ['gated', 1, [{ rows: [{ ordered: 1000 }] }], 0],
    ['filled', 1, [{ rows: [{ ordered: 1000, filledPlace: 1 }] }], 1],
    [
      'filled, waiting for a price',
      1,
      [{ rows: [{ ordered: 1000, filledPlace: 1 }] }, { rows: [{ filledPlace: 0 }] }],
      1,
    ],
    ['gated, of another instrument', 1, [{ rows: [{ ordered: 1000 }, { ordered: 5, filledPlace: 1 }] }], 0],
    ['not seen', 0, [{ rows: [{ ordered: 1000 }] }], 1],
  ])('place at the decision: %s', (_, decidedMinute, before, expected) => {
    const [trade] = trades([...before, { fills: [{ ...opened, decidedMinute }] }, { fills: [closed] }])
    expect(trade!['filledPlace']).toBe(expected)
  })
})

describe('shadow minus real', () => {
  const shadow = (k: number, shadowBps: number): Slice => ({
    rows: PAIRS.map((_, n) => (n === k ? { shadowClosed: 1, shadowBps } : {})),
  })
  /** A position of one trade, 1,000 units at 1.1000 (or 150.00), that earns `bps` of its entry notional. */
  const position = (k: number, id: number, bps: number, reason: number = REASON.entry): Slice => ({
    fills: [
      { k, id, units: 1000, price: k === 0 ? 1.1 : 150, reason },
      { k, id, opens: false, units: -1000, gross: ((k === 0 ? 1100 : 1500) * bps) / 1e4, reason: REASON.slope },
    ],
  })
  const last = (slices: readonly Slice[], k = 0) => {
    const columns = run(slices)
    const i = (slices.length - 1) * PAIRS.length + k
    const { shadowTrades, realTrades, shadowMinusRealBps, shadowMinusRealSd } = columns
    return [shadowTrades[i], realTrades[i], bps(shadowMinusRealBps[i]!), bps(shadowMinusRealSd[i]!)]
  }

  // Shadow 4 and 8: mean 6, variance 8. Account 1, 2 and 6: mean 3, variance 7. Error of the difference: sqrt(8 / 2 + 7 / 3) = 2.517.
  test.each<[string, readonly Slice[], readonly number[]]>([
    ['nothing', [{}], [0, 0, Number.NaN, Number.NaN]],
    ['the shadow alone', [shadow(0, 4), shadow(0, 8)], [2, 0, Number.NaN, Number.NaN]],
    ['the account alone', [position(0, 1, 3)], [0, 1, Number.NaN, Number.NaN]],
    ['one each: a difference, no error', [shadow(0, 4), position(0, 1, 3)], [1, 1, 1, Number.NaN]],
    [
      'two and three',
      [shadow(0, 4), position(0, 1, 1), position(0, 2, 2), shadow(0, 8), position(0, 3, 6)],
      [2, 3, 3, 2.517],
    ],
    ['of one instrument only', [shadow(0, 4), position(0, 1, 3), shadow(1, 50), position(1, 2, -50)], [1, 1, 1, NaN]],
    ['a result that is not known', [shadow(0, Number.NaN), shadow(0, 4), position(0, 1, 3)], [1, 1, 1, NaN]],
    ['a pulse has no shadow', [shadow(0, 4), position(0, 1, 3), position(0, 2, 99, REASON.pulse)], [1, 1, 1, NaN]],
    [
      'after a pulse all counts again',
      [shadow(0, 4), position(0, 1, 99, REASON.pulse), position(0, 2, 3)],
      [1, 1, 1, NaN],
    ],
  ])('%s', (_, slices, expected) => {
    expect(last(slices)).toEqual(expected)
  })

  test('the yen converts: bps of entry notional in home currency', () => {
    expect(last([shadow(1, 4), position(1, 1, 3)], 1)).toEqual([1, 1, 1, Number.NaN])
  })

  test('a ramp is one trade, as in the shadow: 3,000 units that earn 0.33 are 1 bp', () => {
    const step = (id: number, units: number) => ({ id, units })
    const close = (id: number, units: number, gross: number) => ({ id, opens: false, units, gross })
    const slices: Slice[] = [
      shadow(0, 4),
      { fills: [step(1, 1000)] },
      { fills: [step(2, 2000)] },
      { fills: [close(1, -1000, 0.11)] },
      {},
      { fills: [close(2, -1500, 0.11)] },
    ]
    expect(last(slices)).toEqual([1, 0, Number.NaN, Number.NaN])
    expect(last([...slices, { fills: [close(2, -500, 0.11)] }])).toEqual([1, 1, 3, Number.NaN])
  })

  test('an add filled in the candle whose stop closed the rest belongs to that position', () => {
    const opened = { id: 1, units: 1000 }
    const stopped = { id: 1, opens: false, units: -1000, gross: -0.22, reason: REASON.stop }
    const rest = { id: 2, opens: false, units: -1000, gross: 0, reason: REASON.rest }
    const slices: Slice[] = [shadow(0, 4), { fills: [opened] }, { fills: [stopped, { id: 2, units: 1000 }] }]
    expect(last(slices)).toEqual([1, 0, Number.NaN, Number.NaN])
    // -0.22 of 2,200 are -1 bp.
    expect(last([...slices, { fills: [rest] }])).toEqual([1, 1, 5, Number.NaN])
  })
})

/** A random life: trades open and close in parts, at random prices. */
const lifeOf: fc.Arbitrary<Slice[]> = fc
  .array(
    fc.record({
      nav: fc.double({ min: 1000, max: 200_000, noNaN: true }),
      k: fc.integer({ min: 0, max: 1 }),
      open: fc.integer({ min: -300, max: 300 }),
      part: fc.constantFrom(0, 0, 0.5, 1),
      which: fc.nat(5),
      reason: fc.integer({ min: 1, max: REASONS.length - 1 }),
      price: fc.double({ min: 1, max: 1.2, noNaN: true }),
      low: fc.double({ min: 0.9, max: 1.1, noNaN: true }),
      high: fc.double({ min: 1.1, max: 1.3, noNaN: true }),
      money: fc.array(fc.integer({ min: -400, max: 400 }), { minLength: 7, maxLength: 7 }),
      present: fc.constantFrom(0, 1, 1),
      shadowClosed: fc.constantFrom(0, 0, 1),
      shadowBps: fc.double({ min: -50, max: 50 }),
      filledPlace: fc.integer({ min: 0, max: 1 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((steps) => {
    const open: { id: number; k: number; units: number }[] = []
    return steps.map((step, s): Slice => {
      const { k, price, reason, low, high, present, filledPlace, nav, shadowClosed, shadowBps } = step
      // Sixteenths add up exactly.
      const [gross, spread, slippage, conversion, financing, depth, commission] = step.money.map(
        (value) => value / 16,
      ) as [number, number, number, number, number, number, number]
      const money = {
        gross,
        spread: Math.abs(spread),
        slippage: Math.abs(slippage),
        conversion: Math.abs(conversion),
        depth: Math.abs(depth),
        commission: Math.abs(commission),
        minimum: Math.abs(commission) / 2,
        financing,
      }
      const fills: Fill[] = []
      const atMinute = s + 0.03
      const trade = open[step.which]
      if (trade && step.part > 0) {
        const units = -Math.sign(trade.units) * Math.ceil(Math.abs(trade.units) * step.part)
        trade.units += units
        if (trade.units === 0) open.splice(step.which, 1)
        fills.push({ ...plain, ...money, k: trade.k, id: trade.id, opens: false, reason, units, price, atMinute })
      }
      if (step.open !== 0) {
        const id = 100 + s
        open.push({ id, k, units: step.open })
        fills.push({ ...plain, ...money, k, id, reason, units: step.open, price, atMinute, decidedMinute: s })
      }
      const seen = { present, bl: low, bh: high, al: low + 0.001, ah: high + 0.001, shadowClosed, shadowBps }
      const row = { ...seen, ordered: 1, filledPlace }
      return { nav, fills, rows: [row, row] }
    })
  })
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const meanOf = (values: readonly number[]) => sum(values) / values.length
const varianceOf = (values: readonly number[]) =>
  sum(values.map((value) => (value - meanOf(values)) ** 2)) / (values.length - 1)
const expectNear = (value: number, expected: number) =>
  Number.isNaN(expected)
    ? expect(value).toBeNaN()
    : expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)))
/** Net of each stretch of slices from flat to flat, bps of the notional of its entries. */
const positionsOf = (slices: readonly (readonly Partial<Fill>[])[]): number[] => {
  const found: number[] = []
  const open = new Map<number, number>()
  let own: Partial<Fill>[] = []
  for (const fills of slices) {
    own.push(...fills)
    for (const fill of fills) {
      const left = (open.get(fill.id!) ?? 0) + fill.units!
      if (left === 0) open.delete(fill.id!)
      else open.set(fill.id!, left)
    }
    if (open.size > 0 || own.length === 0) continue
    const entries = own.filter(({ opens }) => opens)
    // Any entry reason may occur; positions of the pulse trader have no shadow.
    if (!entries.some(({ reason }) => reason === REASON.pulse))
      found.push(
        (sum(own.map((fill) => netOf(fill) + fill.depth! + fill.minimum!)) /
          sum(entries.map((entry) => Math.abs(entry.units!) * entry.price!))) *
          1e4,
      )
    own = []
  }
  return found
}
const netOf = (fill: Partial<Fill>) =>
  fill.gross! - fill.spread! - fill.slippage! - fill.conversion! - fill.depth! - fill.commission! + fill.financing!

describe('properties', () => {
  test('drawdown is in [0, 100], costs and turnover only grow', () => {
    fc.assert(
      fc.property(lifeOf, (slices) => {
        const { drawdownPct, costs, turnover, navPeak, nav } = run(slices)
        slices.forEach((_, s) => {
          expect(drawdownPct[s]! >= 0 && drawdownPct[s]! <= 100 && nav[s]! <= navPeak[s]!).toBe(true)
          if (s > 0) expect(costs[s]! >= costs[s - 1]! && turnover[s]! >= turnover[s - 1]!).toBe(true)
        })
      }),
    )
  })

  test('each finished trade is the sum of its fills, once', () => {
    fc.assert(
      fc.property(lifeOf, (slices) => {
        const fills = slices.flatMap((slice) => slice.fills ?? [])
        const ids = [...new Set(fills.map(({ id }) => id!))]
        const finished = ids.filter(
          (id) => sum(fills.filter((fill) => fill.id === id).map(({ units }) => units!)) === 0,
        )
        const rows = trades(slices)
        expect(new Set(rows.map((row) => row['tradeId']))).toEqual(new Set(finished))
        expect(rows.length).toBe(finished.length)
        for (const row of rows) {
          const own = fills.filter(({ id }) => id === row['tradeId'])
          const closes = own.slice(1)
          expect(row['net']).toBe(sum(own.map(netOf)))
          expect(row['tradeUnits']).toBe(own[0]!.units)
          expect(row['exitReason']).toBe(closes.at(-1)!.reason)
          const average = sum(closes.map(({ units, price }) => units! * price!)) / -own[0]!.units!
          expect(row['exitPrice']).toBeCloseTo(average, 9)
          // Excursions cover the result.
          const side = Math.sign(row['tradeUnits']!)
          const lastBps = ((closes.at(-1)!.price! - row['entryPrice']!) / row['entryPrice']!) * 1e4 * side
          expect(row['mfeBps']).toBeGreaterThanOrEqual(lastBps - 1e-6)
          expect(row['maeBps']).toBeGreaterThanOrEqual(-lastBps - 1e-6)
        }
      }),
    )
  })

  test('the gap to the shadow equals a computation from scratch', () => {
    fc.assert(
      fc.property(lifeOf, (slices) => {
        const columns = run(slices)
        const i = (slices.length - 1) * PAIRS.length
        const shadows = slices.flatMap(({ rows }) => (rows![0]!.shadowClosed ? [rows![0]!.shadowBps!] : []))
        const reals = positionsOf(slices.map(({ fills }) => fills!.filter(({ k }) => k === 0)))
        const known = shadows.filter((value) => !Number.isNaN(value))
        expect([columns.shadowTrades[i], columns.realTrades[i]]).toEqual([known.length, reals.length])
        const gap = known.length && reals.length ? meanOf(known) - meanOf(reals) : Number.NaN
        const error =
          known.length > 1 && reals.length > 1
            ? Math.sqrt(varianceOf(known) / known.length + varianceOf(reals) / reals.length)
            : Number.NaN
        expectNear(columns.shadowMinusRealBps[i]!, gap)
        expectNear(columns.shadowMinusRealSd[i]!, error)
      }),
    )
  })

  test('cut anywhere, restored anywhere: the same bytes', () => {
    fc.assert(
      fc.property(lifeOf, fc.integer({ min: 1, max: 9 }), (slices, frame) => {
        expect(run(slices, { frames: [frame], restore: true })).toEqual(run(slices))
      }),
    )
  })
})
