import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { REASON, REASONS } from '../../model/codes.js'
import type { World } from '../../model/world.js'
import { orders } from '../../operators/orders.js'
import { type RunOptions, runOperator } from '../../graph/engine/testing/run-operator.js'
import { worldOf } from '../support/wall-clock.js'

type Config = z.input<typeof orders.config>
const NaNs = Number.NaN
/** EUR_USD at 1.09990 / 1.10010, a spread of 2 pips; ATR 10 pips; a position has its stop at 1.09500, its take at 1.10750. */
const flat = {
  targetUnits: 0,
  side: 0,
  reason: REASON.none,
  enter: 0,
  exit: 0,
  pulse: 0,
  holdAdds: 0,
  ...{ atr: 0.001, rangeMedian: 0.0009 },
  ...{ units: 0, pendingUnits: 0, closePending: 0, unknown: 0 },
  stopPrice: 1.095,
  takePrice: 1.1075,
  present: 1,
  bid: 1.0999,
  ask: 1.1001,
}
type Row = typeof flat
interface Intent {
  readonly closeUnits: Float64Array
  readonly closeAll: Uint8Array
  readonly closeReason: Uint8Array
  readonly increaseUnits: Float64Array
  readonly increaseReason: Uint8Array
  readonly stopDistance: Float64Array
  readonly takeDistance: Float64Array
  readonly stopPrice: Float64Array
  readonly takePrice: Float64Array
  readonly priceBound: Float64Array
}
const euro = worldOf(['EUR_USD'])
const finer = (change: object): World => ({
  ...euro,
  instruments: euro.instruments.map((instrument) => ({ ...instrument, ...change })),
})
const run = (rows: readonly Partial<Row>[], config: Config = {}, world = euro, options: RunOptions = {}): Intent => {
  const port = (...names: (keyof Row)[]) =>
    Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name] ?? flat[name])]))
  const { columns } = runOperator(
    orders,
    config,
    world,
    {
      tsMs: Array.from({ length: rows.length / world.instruments.length }, (_, s) => (s + 1) * 60_000),
      columns: {
        target: port('targetUnits'),
        wish: port('side', 'reason', 'enter', 'exit', 'pulse', 'holdAdds'),
        dir: port('atr', 'rangeMedian'),
        account: port('units', 'pendingUnits', 'closePending', 'unknown', 'stopPrice', 'takePrice'),
        candle: port('present'),
        quote: port('bid', 'ask'),
      },
    },
    options,
  )
  return columns as unknown as Intent
}
/** One row in words: `close -700 all slope`, `open +250 entry`, or nothing. */
const sent = (row: Partial<Row>, config: Config = {}, world = euro): string => {
  const intent = run([row], config, world)
  const signed = (units: number) => (units > 0 ? `+${units}` : `${units}`)
  const legs: string[] = []
  if (intent.closeUnits[0] !== 0)
    legs.push(
      `close ${signed(intent.closeUnits[0]!)}${intent.closeAll[0] ? ' all' : ''} ${REASONS[intent.closeReason[0]!]}`,
    )
  if (intent.increaseUnits[0] !== 0)
    legs.push(`open ${signed(intent.increaseUnits[0]!)} ${REASONS[intent.increaseReason[0]!]}`)
  return legs.join(', ')
}

const entry = { targetUnits: 1000, side: 1, enter: 1, reason: REASON.entry }
const long = (units: number, more: Partial<Row> = {}) => ({ targetUnits: 1000, side: 1, units, ...more })
const short = (units: number, more: Partial<Row> = {}) => ({ targetUnits: -1000, side: -1, units: -units, ...more })

describe('increases ramp', () => {
  test.each<[string, Partial<Row>, string]>([
    ['the first quarter', entry, 'open +250 entry'],
    ['short', { ...entry, targetUnits: -1000, side: -1 }, 'open -250 entry'],
    ['of the pulse trader', { ...entry, pulse: 1, reason: REASON.pulse }, 'open +250 pulse'],
    ['the second', long(250), 'open +250 add'],
    ['the third', short(500), 'open -250 add'],
    ['the last', long(750), 'open +250 add'],
    ['less where less is missing', long(790), 'open +210 add'],
    ['nothing inside the dead band', long(800), ''],
    ['nothing at the target', long(1000), ''],
    ['not while the place is lost', long(250, { holdAdds: 1 }), ''],
    ['not without a candle', long(250, { present: 0 }), ''],
    ['no entry without a candle', { ...entry, present: 0 }, ''],
    ['not while one is on its way', long(250, { pendingUnits: 250 }), ''],
    ['nor for the first', { ...entry, pendingUnits: 250 }, ''],
    ['not while a close is on its way', long(250, { closePending: 1 }), ''],
    ['not while something is unknown', long(250, { unknown: 1 }), ''],
    ['not without the wish', { ...entry, enter: 0 }, ''],
    ['not on the other side', { ...entry, side: -1 }, ''],
    ['not without a quote', { ...entry, bid: NaNs }, ''],
    ['no add without the stop that it must carry', long(250, { stopPrice: NaNs }), ''],
  ])('%s', (_, row, expected) => expect(sent(row)).toBe(expected))

  test.each<[number, Config, World, string]>([
    [1001, {}, euro, 'open +250 entry'],
    [3, {}, euro, 'open +1 entry'],
    [3, {}, finer({ tradeUnitsPrecision: 1, minimumTradeSize: 0.1 }), 'open +0.7 entry'],
    [3, {}, finer({ minimumTradeSize: 2 }), 'open +2 entry'],
    [1, {}, finer({ minimumTradeSize: 2 }), ''],
    [1000, { rampStepPct: 1 }, euro, 'open +1000 entry'],
  ])('a target of %d units with %j', (targetUnits, config, world, expected) =>
    expect(sent({ ...entry, targetUnits }, config, world)).toBe(expected),
  )
})

describe('reductions and closes', () => {
  const exit = { exit: 1, targetUnits: 0, side: 0, reason: REASON.slope }
  test.each<[string, Partial<Row>, string]>([
    ['a smaller target at once', long(1300), 'close -300 resize'],
    ['short', short(1300), 'close +300 resize'],
    [
      'also without a candle, a place, a quote',
      long(1300, { present: 0, holdAdds: 1, bid: NaNs }),
      'close -300 resize',
    ],
    ['not inside the dead band', long(1200), ''],
    ['never twice', long(1300, { closePending: 1 }), ''],
    ['not while an increase is pending', long(1300, { pendingUnits: 1 }), ''],
    ['not while something is unknown', long(1300, { unknown: 1 }), ''],
    ['an exit closes all', long(700, exit), 'close -700 all slope'],
    ['an exit of a sell', short(700, { ...exit, reason: REASON.session }), 'close +700 all session'],
    ['without a candle too', long(700, { ...exit, present: 0, bid: NaNs }), 'close -700 all slope'],
    ['whatever is pending or unknown', long(700, { ...exit, pendingUnits: 250, unknown: 1 }), 'close -700 all slope'],
    ['but once', long(700, { ...exit, closePending: 1 }), ''],
    ['a target of 0 without an exit is a resize', long(700, { targetUnits: 0 }), 'close -700 all resize'],
    ['the dead band does not hold a full close', long(1, { targetUnits: 0 }), 'close -1 all resize'],
    ['a target on the other side closes and opens nothing', { ...entry, units: -5 }, 'close +5 all resize'],
    ['nothing held, nothing closed', { ...exit, pendingUnits: 250 }, ''],
  ])('%s', (_, row, expected) => expect(sent(row)).toBe(expected))

  test('fractions of a unit', () =>
    expect(
      sent({ targetUnits: 0.1, side: 1, units: 0.3 }, {}, finer({ tradeUnitsPrecision: 1, minimumTradeSize: 0.1 })),
    ).toBe('close -0.2 resize'))
})

describe('protection', () => {
  const brackets = (row: Partial<Row>, config: Config = {}) => {
    const { stopDistance, takeDistance, stopPrice, takePrice } = run([row], config)
    const point = (value: number) => Math.round(value * 1e5) / 1e5
    return [stopDistance, takeDistance, stopPrice, takePrice].map((column) => point(column[0]!))
  }
  test.each<[string, Partial<Row>, Config, readonly number[]]>([
    ['1.8 ATR, and 1.5 times that', entry, {}, [0.0018, 0.0027, NaNs, NaNs]],
    ['20 pips before an ATR exists', { ...entry, atr: NaNs }, {}, [0.002, 0.003, NaNs, NaNs]],
    ['never nearer than 3 spreads', { ...entry, atr: 1e-5 }, {}, [0.0006, 0.0009, NaNs, NaNs]],
    ['fixed take profit', entry, { takeMode: 'fixed', takePips: 30 }, [0.0018, 0.003, NaNs, NaNs]],
    ['without a stop', entry, { stopLoss: false }, [NaNs, 0.0027, NaNs, NaNs]],
    ['without a take profit', entry, { takeProfit: false }, [0.0018, NaNs, NaNs, NaNs]],
    ['an add carries the prices of the position', long(250), {}, [NaNs, NaNs, 1.095, 1.1075]],
    ['on the price grid', long(250, { stopPrice: 1.0950049, takePrice: NaNs }), {}, [NaNs, NaNs, 1.095, NaNs]],
    ['an add without stops', long(250, { stopPrice: NaNs }), { stopLoss: false }, [NaNs, NaNs, NaNs, 1.1075]],
    ['a close has none', long(250, { targetUnits: 0 }), {}, [NaNs, NaNs, NaNs, NaNs]],
  ])('%s', (_, row, config, expected) => expect(brackets(row, config)).toEqual(expected))

  // 3 spreads of 2 pips from the quote; 1 bp of 1.10010 is 1.1001 pips; both rounded away from the market.
  test.each<[string, Partial<Row>, Config, number]>([
    ['a buy', entry, {}, 1.1007],
    ['a sell', { ...entry, targetUnits: -1000, side: -1 }, {}, 1.0993],
    ['at least 1 bp, rounded up', entry, { boundSpreads: 0 }, 1.10022],
    ['at least 1 bp, rounded down', { ...entry, targetUnits: -1000, side: -1 }, { boundSpreads: 0 }, 1.09979],
    ['an add', long(250), {}, 1.1007],
    ['never a close', long(1300), {}, NaNs],
  ])('price bound of %s', (_, row, config, expected) => {
    const [bound] = run([row], config).priceBound
    expect(Math.round(bound! * 1e7) / 1e7).toBe(expected)
  })
})

test('an untraded instrument sends nothing', () =>
  expect(sent(entry, {}, worldOf(['EUR_USD'], { untraded: ['EUR_USD'] }))).toBe(''))

const flag = fc.integer({ min: 0, max: 1 })
const price = fc.oneof({ weight: 9, arbitrary: fc.double({ min: 1, max: 1.2, noNaN: true }) }, fc.constant(NaNs))
const rowOf: fc.Arbitrary<Row> = fc.record({
  targetUnits: fc.integer({ min: -2000, max: 2000 }),
  side: fc.integer({ min: -1, max: 1 }),
  reason: fc.integer({ min: 0, max: 10 }),
  enter: flag,
  exit: fc.constantFrom(0, 0, 1),
  pulse: flag,
  holdAdds: flag,
  atr: fc.oneof(fc.double({ min: 0, max: 0.01, noNaN: true }), fc.constantFrom(NaNs, 1, 1e9, Infinity)),
  rangeMedian: fc.oneof(fc.double({ min: 0, max: 0.01, noNaN: true }), fc.constantFrom(NaNs, 0, 1e9)),
  units: fc.oneof(fc.constant(0), fc.integer({ min: -2000, max: 2000 })),
  pendingUnits: fc.constantFrom(0, 0, 0, 250, -250),
  closePending: fc.constantFrom(0, 0, 1),
  unknown: fc.constantFrom(0, 0, 0, 1),
  stopPrice: price,
  takePrice: price,
  present: flag,
  bid: price,
  ask: price,
})
const configOf: fc.Arbitrary<Config> = fc.record({
  rampStepPct: fc.double({ min: 0.05, max: 1, noNaN: true }),
  deadbandPct: fc.constantFrom(0, 0.2),
  stopLoss: fc.boolean(),
})

describe('properties', () => {
  test('reductions reduce, increases stay within step and target, at most one leg', () => {
    fc.assert(
      fc.property(rowOf, configOf, (row, config) => {
        const { closeUnits, closeAll, increaseUnits, priceBound, stopDistance, stopPrice } = run([row], config)
        const close = closeUnits[0]!
        const increase = increaseUnits[0]!
        expect(close === 0 || increase === 0).toBe(true)
        expect(Math.abs(row.units + close)).toBeLessThanOrEqual(Math.abs(row.units))
        expect((row.units + close) * row.units).toBeGreaterThanOrEqual(0)
        if (closeAll[0] === 1) expect(row.units + close).toBe(0)
        if (closeAll[0] === 0 && close !== 0) expect(row.units + close).toBe(row.targetUnits)
        if (increase === 0) return
        expect(Math.abs(row.units + row.pendingUnits + increase)).toBeLessThanOrEqual(Math.abs(row.targetUnits))
        expect(increase * row.targetUnits).toBeGreaterThan(0)
        expect(Math.abs(increase)).toBeLessThanOrEqual(
          Math.max(1, config.rampStepPct! * Math.abs(row.targetUnits)) + 1e-6,
        )
        expect(priceBound[0]).toBeGreaterThan(0)
        if (config.stopLoss) expect(row.units === 0 ? stopDistance[0]! : stopPrice[0]!).toBeGreaterThan(0)
        if (row.units === 0) expect(stopDistance[0]! > (0.03 * (row.bid + row.ask)) / 2).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })

  test('the ramp reaches the deadband in 1 / step slices, then stops', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 1_000_000 }), flag, configOf, (size, sell, { rampStepPct }) => {
        const targetUnits = sell ? -size : size
        let units = 0
        for (let s = 0; s < Math.ceil(1 / rampStepPct!); s++) {
          const side = Math.sign(targetUnits)
          units += run([{ targetUnits, side, units, enter: units === 0 ? 1 : 0 }], { rampStepPct }).increaseUnits[0]!
        }
        expect(Math.abs(targetUnits - units)).toBeLessThanOrEqual(0.2 * size + Math.ceil(1 / rampStepPct!))
        expect(Math.abs(units)).toBeLessThanOrEqual(size)
      }),
    )
  })

  test('cut anywhere, restored anywhere: the same bytes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(rowOf, rowOf), { minLength: 1, maxLength: 20 }),
        configOf,
        fc.integer({ min: 1, max: 7 }),
        (rows, config, frame) => {
          const world = worldOf(['EUR_USD', 'GBP_USD'])
          const whole = run(rows.flat(), config, world)
          expect(run(rows.flat(), config, world, { frames: [frame], restore: true })).toEqual(whole)
        },
      ),
    )
  })
})

test.each([{ rampStepPct: 0 }, { rampStepPct: 1.1 }, { boundSpreads: -1 }, { stopAtrK: 0 }, { takeMode: 'none' }])(
  'config %j is refused',
  (config) => expect(orders.config.safeParse(config).success).toBe(false),
)
