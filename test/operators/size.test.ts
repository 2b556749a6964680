import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import type { World } from '../../model/world.js'
import { size } from '../../operators/size.js'
import { type RunOptions, runOperator } from '../../graph/engine/testing/run-operator.js'
import { worldOf } from '../support/wall-clock.js'

type Config = z.input<typeof size.config>
const PRICES = { EUR_USD: 1.1, GBP_USD: 1.25, USD_JPY: 150 }
type Pair = keyof typeof PRICES
const PAIRS = Object.keys(PRICES) as Pair[]
const calm = {
  side: 1,
  enter: 0,
  exit: 0,
  pulse: 0,
  weight: 0.4,
  filled: 0,
  eligible: 1,
  sigmaEff: 1e-5,
  units: 0,
  pendingUnits: 0,
  marginUsed: 0,
  spread: 0.0001,
  priceFactor: 1,
}
type Row = typeof calm
const rich = { balance: 100_000, nav: 100_000, marginAvailable: 100_000 }
type Slice = { readonly account?: Partial<typeof rich> } & { readonly [P in Pair]?: Partial<Row> }

const worldFor = (pairs: readonly Pair[], change: object = {}): World => {
  const world = worldOf(pairs)
  return { ...world, instruments: world.instruments.map((instrument) => ({ ...instrument, ...change })) }
}
const threePairs = worldFor(PAIRS)
const run = (slices: readonly Slice[], config: Config = {}, world = threePairs, options: RunOptions = {}) => {
  const rows = slices.flatMap((slice) =>
    world.instruments.map(({ name }) => {
      const row = { ...calm, ...slice[name as Pair] }
      const mid = PRICES[name as Pair] * row.priceFactor
      const homeRate = name === 'USD_JPY' ? 1 / mid : 1
      return { ...row, bid: mid - row.spread / 2, ask: mid + row.spread / 2, homeRate }
    }),
  )
  const port = (...names: (keyof (typeof rows)[number])[]) =>
    Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]))
  const slicePort = (...names: (keyof typeof rich)[]) =>
    Object.fromEntries(names.map((name) => [name, slices.map(({ account }) => account?.[name] ?? rich[name])]))
  const { columns } = runOperator(
    size,
    config,
    world,
    {
      tsMs: slices.map((_, s) => (s + 1) * 60_000),
      columns: {
        wish: port('side', 'enter', 'exit', 'pulse'),
        weight: port('weight', 'filled'),
        gate: port('eligible'),
        ...{ signal: port('sigmaEff'), dir: {} },
        account: {
          ...port('units', 'pendingUnits', 'marginUsed'),
          ...slicePort('balance', 'nav', 'marginAvailable'),
        },
        quote: port('bid', 'ask', 'homeRate'),
      },
    },
    options,
  )
  return columns as {
    targetUnits: Float64Array
    targetMargin: Float64Array
    varScale: Float64Array
    budget: Float64Array
  }
}
/** One instrument, one place: budget 30,000, cap 34 % of it = 10,200. */
const euro = worldFor(['EUR_USD'])
const units = (rows: readonly Partial<Row>[], config: Config = {}, world = euro, options: RunOptions = {}) =>
  Array.from(
    run(
      rows.map((row) => ({ EUR_USD: row })),
      config,
      world,
      options,
    ).targetUnits,
  )
const entry = { enter: 1 }
const held = { units: 100_000 }

describe('an entry', () => {
  // 30,000 to spend, 10,000 per place: 10,000 / (2 % of 1.10) = 454,545.45; 10,000 / 2 % of a dollar = 500,000;
  // 7,500 / (2 % of 1.25) = 300,000.
  test('100,000 USD, three places, weights 40 %, 25 %, 35 %', () => {
    const { targetUnits, targetMargin, varScale, budget } = run([
      {
        EUR_USD: { enter: 1, side: 1, weight: 0.4 },
        GBP_USD: { enter: 1, side: 1, weight: 0.25 },
        USD_JPY: { enter: 1, side: -1, weight: 0.35 },
      },
    ])
    expect(budget[0]).toBeCloseTo(30_000, 9)
    expect(Array.from(targetUnits)).toEqual([454_545, 300_000, -500_000])
    expect(Array.from(targetMargin, (margin) => Math.round(margin))).toEqual([10_000, 7500, 10_000])
    expect(Array.from(varScale)).toEqual([1, 1, 1])
  })

  test('the margin of own trades is part of the capacity, at most the balance', () => {
    const budgetOf = (account: object, config: Config = {}, marginUsed = 5000) =>
      run([{ account, EUR_USD: { marginUsed }, USD_JPY: { marginUsed } }], config).budget[0]
    expect(budgetOf({ marginAvailable: 80_000 })).toBeCloseTo(0.3 * 90_000, 9)
    expect(budgetOf({ marginAvailable: 95_000 })).toBeCloseTo(0.3 * 100_000, 9)
    expect(budgetOf({ marginAvailable: 80_000 }, { budgetBasis: 'available' })).toBeCloseTo(0.3 * 80_000, 9)
    expect(budgetOf({ marginAvailable: 80_000 }, { targetPct: 0.5 }, 0)).toBeCloseTo(0.5 * 80_000, 9)
    expect(budgetOf({ marginAvailable: -80_000 })).toBe(0)
  })

  // A day at 99 %: 2.326 * sqrt(1440) = 88.265 minute deviations. Notional 510,000 * 88.265 * 0.0005 = 22,508 against 12 % of 100,000.
  test.each<[string, Partial<Row>, Config, number]>([
    ['the cap of one place is 34 % of the budget', { weight: 1 }, {}, Math.floor(10_200 / 0.022)],
    ['short', { weight: 1, side: -1 }, {}, -Math.floor(10_200 / 0.022)],
    ['a small weight is below the cap', { weight: 0.1 }, {}, Math.floor(3000 / 0.022)],
    ['risk scales it down', { weight: 1, sigmaEff: 5e-4 }, {}, Math.floor((10_200 * (12_000 / 22_507.6)) / 0.022)],
    ['notional at most a multiple of NAV', { weight: 1 }, { maxPositionSizeNav: 0.11 }, 10_000],
    ['the larger margin rate counts', { weight: 1 }, { accountMarginRate: 0.04 }, Math.floor(10_200 / 0.044)],
    ['a smaller margin rate of the account does not', { weight: 1 }, { accountMarginRate: 0.01 }, 463_636],
    ['a pulse takes a quarter of the cap', { weight: 0, pulse: 1 }, {}, Math.floor(2550 / 0.022)],
    [
      'a pulse too is scaled to risk',
      { weight: 0, pulse: 1, sigmaEff: 5e-3 },
      {},
      Math.floor((2550 * (12_000 / 56_269)) / 0.022),
    ],
    ['no sigma, no target', { sigmaEff: Number.NaN }, {}, 0],
    ['no quote, no target', { spread: Number.NaN }, {}, 0],
    ['no weight, no target', { weight: 0 }, {}, 0],
  ])('%s', (_, row, config, expected) => {
    const [target] = units([{ ...entry, ...row }], config)
    expect(Math.abs(target! - expected)).toBeLessThanOrEqual(expected === 0 ? 0 : 3)
  })

  test.each<[object, number]>([
    [{ minimumTradeSize: 500_000 }, 0],
    [{ maximumOrderUnits: 1000 }, 1000],
    [{ maximumOrderUnits: 1000, maximumPositionSize: 700 }, 700],
    [{ tradeUnitsPrecision: 1 }, 463_636.3],
    [{ tradeUnitsPrecision: -2 }, 463_600],
  ])('limits of the instrument: %j', (change, expected) =>
    expect(units([{ ...entry, weight: 1 }], {}, worldFor(['EUR_USD'], change))).toEqual([expected]),
  )

  test('an untraded instrument has no target and takes no place', () => {
    const world = { ...threePairs, traded: Uint8Array.from([1, 0, 0]) }
    const { targetUnits } = run([{ EUR_USD: { ...entry, weight: 1 }, GBP_USD: entry }], {}, world)
    expect(Array.from(targetUnits)).toEqual([463_636, 0, 0])
  })
})

describe('afterwards', () => {
  const E = { ...entry, weight: 1 }
  const T = 463_636
  const flatten: Config = { deselectAction: 'flatten' }
  const gateFlatten: Config = { gateOffAction: 'flatten' }
  test.each<[string, readonly Partial<Row>[], Config, readonly number[]]>([
    ['kept while prices and risk move', [E, { ...held, weight: 1, priceFactor: 1.3, sigmaEff: 1e-3 }], {}, [T, T]],
    ['kept while pending', [E, { pendingUnits: 50_000, weight: 1 }], {}, [T, T]],
    ['dropped when nothing came of the entry', [E, { weight: 1 }, { ...held, weight: 1 }], {}, [T, 0, 100_000]],
    ['asked again, set again', [E, { ...E, weight: 0.1 }], {}, [T, 136_363]],
    ['inside the dead band', [E, { ...held, weight: 0.28 }], {}, [T, T]],
    ['weight moves the margin by more', [E, { ...held, weight: 0.27 }], {}, [T, Math.floor(8100 / 0.022)]],
    [
      'measured from the last setting',
      [E, { ...held, weight: 0.27 }, { ...held, weight: 0.31 }],
      {},
      [T, 368_181, 368_181],
    ],
    [
      'the risk of that slice is taken',
      [E, { ...held, weight: 0.2, sigmaEff: 1 }],
      {},
      [T, Math.floor(12_000 / 88.2654 / 1 / 1.1)],
    ],
    ['unknown risk keeps it', [E, { ...held, weight: 0.2, sigmaEff: Number.NaN }], {}, [T, T]],
    ['a lost place keeps it', [E, { ...held, weight: 0 }, { ...held, weight: 1 }], {}, [T, T, T]],
    ['or closes it for good', [E, { ...held, weight: 0 }, { ...held, weight: 1 }], flatten, [T, 0, 0]],
    ['a gate gone off keeps it', [E, { ...held, weight: 1, filled: 1, eligible: 0 }], {}, [T, T]],
    ['or closes it', [E, { ...held, weight: 1, filled: 1, eligible: 0 }], gateFlatten, [T, 0]],
    ['place lost with the gate on', [E, { ...held, weight: 0 }], gateFlatten, [T, T]],
    ['place lost with the gate off', [E, { ...held, weight: 0, eligible: 0 }], gateFlatten, [T, 0]],
    [
      'never gated',
      [
        { ...E, filled: 1, eligible: 0 },
        { ...held, weight: 1, filled: 1, eligible: 0 },
      ],
      gateFlatten,
      [T, T],
    ],
    ['an exit', [E, { ...held, weight: 1, exit: 1 }, { ...held, weight: 1, exit: 1 }, {}], {}, [T, 0, 0, 0]],
    [
      'adopted units are the target',
      [
        { ...held, weight: 1 },
        { ...held, weight: 0.3 },
      ],
      {},
      [100_000, 100_000],
    ],
    [
      'until the weight moves',
      [
        { ...held, weight: 1 },
        { ...held, weight: 0.1 },
      ],
      {},
      [100_000, 136_363],
    ],
    ['on the side that is held', [E, { units: -7, pendingUnits: -3, weight: 1 }], {}, [T, -10]],
  ])('%s', (_, rows, config, expected) => {
    expect(units(rows, config)).toEqual(expected)
    expect(units(rows, config, euro, { frames: [1], restore: true })).toEqual(expected)
  })

  test('a pulse position ignores place and gate, and has only the cap', () => {
    const P = { pulse: 1, weight: 0, eligible: 0 }
    const flattening: Config = { deselectAction: 'flatten', gateOffAction: 'flatten' }
    const slices = [
      { EUR_USD: { ...P, enter: 1 } },
      { EUR_USD: { ...P, ...held } },
      { EUR_USD: { ...P, ...held }, account: { balance: 70_000 } },
    ]
    expect(Array.from(run(slices, flattening, euro).targetUnits)).toEqual([
      115_909,
      115_909,
      Math.floor(115_909.09 * 0.7),
    ])
  })
})

const maybeNaN = (value: fc.Arbitrary<number>) => fc.oneof({ weight: 9, arbitrary: value }, fc.constant(Number.NaN))
const flag = fc.integer({ min: 0, max: 1 })
const rowOf: fc.Arbitrary<Partial<Row>> = fc.record({
  side: fc.constantFrom(-1, 1),
  enter: flag,
  exit: fc.constantFrom(0, 0, 0, 1),
  pulse: fc.constantFrom(0, 0, 1),
  weight: fc.constantFrom(0, 0.1, 0.25, 0.3, 0.5, 1),
  filled: flag,
  eligible: flag,
  sigmaEff: maybeNaN(fc.double({ min: 0, max: 1e-3, noNaN: true })),
  units: fc.constantFrom(0, 0, 1000, -1000, 250_000),
  pendingUnits: fc.constantFrom(0, 0, 0, 500, -500),
  priceFactor: fc.double({ min: 0.5, max: 2, noNaN: true }),
})
const money = fc.double({ min: 0, max: 200_000, noNaN: true })
const sliceOf: fc.Arbitrary<Slice> = fc.record({
  account: fc.record({ balance: money, nav: money, marginAvailable: money }),
  EUR_USD: rowOf,
  GBP_USD: rowOf,
  USD_JPY: rowOf,
})
const configOf: fc.Arbitrary<Config> = fc.record({
  deadbandPct: fc.constantFrom(0, 0.2),
  topK: fc.integer({ min: 1, max: 4 }),
  maxVarPct: fc.constantFrom(1, 12),
  budgetBasis: fc.constantFrom('capacity', 'available'),
  deselectAction: fc.constantFrom('hold', 'flatten'),
  gateOffAction: fc.constantFrom('hold', 'flatten'),
})

describe('properties', () => {
  test('an entry is on its side and within cap, value at risk and position limit', () => {
    fc.assert(
      fc.property(sliceOf, configOf, (slice, config) => {
        const asked = Object.fromEntries(
          PAIRS.map((pair) => [pair, { ...slice[pair], units: 0, pendingUnits: 0, enter: 1 }]),
        )
        const { targetUnits, budget } = run([{ account: slice.account, ...asked } as Slice], config)
        const places = Math.min(3, config.topK!)
        PAIRS.forEach((pair, k) => {
          const { side, priceFactor, sigmaEff } = slice[pair] as Row
          const target = targetUnits[k]!
          const notional = Math.abs(target) * (pair === 'USD_JPY' ? 1 : PRICES[pair] * priceFactor)
          const nav = slice.account!.nav!
          expect(target * side).toBeGreaterThanOrEqual(0)
          expect(Number.isInteger(target)).toBe(true)
          if (target === 0) return
          const room = 1 + 1e-9
          expect(notional * 0.02).toBeLessThanOrEqual(Math.min(budget[0]! / places, 0.34 * budget[0]!) * room)
          expect(notional).toBeLessThanOrEqual(6 * nav * room)
          const valueAtRisk = 2.326 * Math.sqrt(1440) * notional * sigmaEff
          expect(valueAtRisk).toBeLessThanOrEqual((config.maxVarPct! / 100 / places) * nav * room)
        })
      }),
    )
  })

  test('the target of a position has its sign, or is flat', () => {
    fc.assert(
      fc.property(fc.array(sliceOf, { minLength: 1, maxLength: 20 }), configOf, (slices, config) => {
        const { targetUnits, varScale } = run(slices, config)
        slices.forEach((slice, s) =>
          PAIRS.forEach((pair, k) => {
            const { units: own, pendingUnits, exit } = slice[pair] as Row
            const target = targetUnits[s * 3 + k]!
            if (own !== 0) expect(target * (own + pendingUnits)).toBeGreaterThanOrEqual(0)
            if (exit === 1 && (own !== 0 || pendingUnits !== 0)) expect(target).toBe(0)
            expect(varScale[s * 3 + k]! > 0 && varScale[s * 3 + k]! <= 1).toBe(true)
          }),
        )
      }),
    )
  })

  test('cut anywhere, restored anywhere: the same bytes', () => {
    fc.assert(
      fc.property(
        fc.array(sliceOf, { minLength: 1, maxLength: 20 }),
        configOf,
        fc.integer({ min: 1, max: 7 }),
        (slices, config, frame) => {
          expect(run(slices, config, threePairs, { frames: [frame], restore: true })).toEqual(run(slices, config))
        },
      ),
    )
  })
})

test.each([
  { targetPct: 30 },
  { maxVarPct: 0 },
  { deadbandPct: -0.1 },
  { budgetBasis: 'nav' },
  { gateOffAction: 'close' },
])('config %j is refused', (config) => expect(size.config.safeParse(config).success).toBe(false))
