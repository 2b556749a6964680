/** The account of a live broker, folded from execution rows: the effect of each row, slice by slice. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EXECUTION, EXECUTIONS, type ExecutionName, REASON } from '../../model/codes.js'
import { schemas } from '../../model/columns.js'
import { liveBroker } from '../../operators/live-broker.js'
import { toyWorld } from '../support/toy.js'
import { type RunOptions, runOperator } from '../../graph/engine/testing/run-operator.js'

const world = toyWorld(['EUR_USD', 'USD_CHF'])
const T0 = Date.UTC(2024, 2, 5, 12)
const EUR = 0
const CHF = 1
type Row = readonly [type: ExecutionName, instrument: number, more?: Readonly<Record<string, number>>]
interface Quote {
  readonly bid: readonly number[]
  readonly ask: readonly number[]
  readonly homeRate: readonly number[]
}
/** EUR_USD 1.1000/1.1002, USD_CHF 0.9000/0.9002. */
const USUAL: Quote = { bid: [1.1, 0.9], ask: [1.1002, 0.9002], homeRate: [1, 1 / 0.9001] }
/** One list of rows and one quote per slice. */
const run = (
  slices: readonly (readonly Row[])[],
  options: RunOptions = {},
  quotes: readonly Quote[] = slices.map(() => USUAL),
) => {
  const rows = slices.flat()
  const column = (name: string) =>
    rows.map(([type, instrument, more]) =>
      name === 'type'
        ? EXECUTION[type]
        : name === 'instrument'
          ? instrument
          : (more?.[name] ?? (['tradeId', 'transactionId', 'reason', 'refused'].includes(name) ? 0 : Number.NaN)),
    )
  let at = 0
  const execution = Object.fromEntries(Object.keys(schemas.execution).map((name) => [name, column(name)]))
  return runOperator(
    liveBroker,
    { capital: 100_000, conversionFee: 0.005 },
    world,
    {
      tsMs: slices.map((_, i) => T0 + (i + 1) * 60_000),
      columns: {
        execution: { ...execution, at: [0, ...slices.map((list) => (at += list.length))] },
        quote: {
          bid: quotes.flatMap(({ bid }) => bid),
          ask: quotes.flatMap(({ ask }) => ask),
          homeRate: quotes.flatMap(({ homeRate }) => homeRate),
        },
      },
    },
    options,
  )
}
const cell = (out: ReturnType<typeof run>, name: string, slice: number, k = EUR) => out.columns[name]?.[slice * 2 + k]
const slice = (out: ReturnType<typeof run>, name: string, n: number) => out.columns[name]?.[n]

const entry: readonly Row[] = [
  [
    'opened',
    EUR,
    {
      tradeId: 7,
      units: 1000,
      price: 1.1002,
      tsMs: T0 + 61_000,
      decisionTsMs: T0 + 60_000,
      reason: REASON.entry,
      transactionId: 7,
      spreadCost: 0.1,
      balance: 100_000,
    },
  ],
  ['stop_set', EUR, { tradeId: 7, price: 1.098, transactionId: 8 }],
  ['take_set', EUR, { tradeId: 7, price: 1.104, transactionId: 9 }],
  ['settled', EUR, { decisionTsMs: T0 + 60_000 }],
]

describe('live broker', () => {
  test('a decision in flight is pending, in doubt it is unknown, settled it is neither', () => {
    const out = run([
      [['placed', EUR, { units: 1000, decisionTsMs: T0 + 60_000, reason: REASON.entry }]],
      [['doubtful', EUR, { decisionTsMs: T0 + 60_000 }]],
      entry,
    ])
    expect([0, 1, 2].map((n) => cell(out, 'pendingUnits', n))).toEqual([1000, 1000, 0])
    expect([0, 1, 2].map((n) => cell(out, 'unknown', n))).toEqual([0, 1, 0])
    expect([0, 1, 2].map((n) => cell(out, 'units', n))).toEqual([0, 0, 1000])
  })

  test('an opening sets price, brackets, margin, the fill event and its decision', () => {
    const out = run([entry])
    expect([cell(out, 'entryPrice', 0), cell(out, 'stopPrice', 0), cell(out, 'takePrice', 0)]).toEqual([
      1.1002, 1.098, 1.104,
    ])
    expect([cell(out, 'entryFilled', 0), cell(out, 'entryDecisionTsMs', 0), cell(out, 'tradeCount', 0)]).toEqual([
      1,
      T0 + 60_000,
      1,
    ])
    expect(cell(out, 'unrealized', 0)).toBeCloseTo(1000 * (1.1 - 1.1002), 9)
    expect(cell(out, 'marginUsed', 0)).toBeCloseTo(1000 * 1.1001 * 0.02, 9)
    expect(slice(out, 'nav', 0)).toBeCloseTo(100_000 - 0.2, 9)
    expect([slice(out, 'transactions', 0), out.columns['fillOpens']?.[0], out.columns['fillTradeId']?.[0]]).toEqual([
      9, 1, 7,
    ])
  })

  test('a stop closes: exit reason, realised, balance, costs of both halves of the spread', () => {
    const out = run([
      entry,
      [
        [
          'closed',
          EUR,
          {
            tradeId: 7,
            units: -1000,
            price: 1.098,
            tsMs: T0 + 119_000,
            reason: REASON.stop,
            amount: -2.2,
            spreadCost: 0.1,
            transactionId: 10,
            balance: 99_997.8,
          },
        ],
      ],
      [],
    ])
    expect([cell(out, 'units', 1), cell(out, 'exitFill', 1), cell(out, 'exitDecisionTsMs', 1)]).toEqual([
      0,
      REASON.stop,
      T0 + 120_000,
    ])
    expect([cell(out, 'realized', 1), slice(out, 'balance', 1), slice(out, 'nav', 2)]).toEqual([
      -2.2, 99_997.8, 99_997.8,
    ])
    expect(out.columns['fillSpreadCost']?.[1]).toBeCloseTo(0.2, 12)
    expect(out.columns['fillGross']?.[1]).toBeCloseTo(-2, 12)
    expect(slice(out, 'costs', 2)).toBeCloseTo(0.2, 12)
    expect([cell(out, 'exitFill', 2), cell(out, 'realized', 2)]).toEqual([0, 0])
  })

  test('a partial close leaves the rest; a close in flight shows until it is rejected', () => {
    const out = run([
      entry,
      [['placed', EUR, { tradeId: 7, units: -400, decisionTsMs: T0 + 120_000, reason: REASON.resize }]],
      [['rejected', EUR, { tradeId: 7, decisionTsMs: T0 + 120_000 }]],
      [
        [
          'reduced',
          EUR,
          { tradeId: 7, units: -400, price: 1.1, reason: REASON.resize, amount: -0.08, decisionTsMs: T0 + 180_000 },
        ],
      ],
    ])
    expect([1, 2, 3].map((n) => cell(out, 'closePending', n))).toEqual([1, 0, 0])
    expect([1, 2, 3].map((n) => cell(out, 'rejected', n))).toEqual([0, 0, 0])
    expect([2, 3].map((n) => cell(out, 'units', n))).toEqual([1000, 600])
  })

  test('a rejected increase is reported once; a refused one was never sent and is not', () => {
    const out = run([
      [['placed', EUR, { units: 1000, decisionTsMs: T0 }]],
      [['rejected', EUR, { decisionTsMs: T0 }]],
      [['placed', EUR, { units: 1000, decisionTsMs: T0 + 1 }]],
      [['refused', EUR, { decisionTsMs: T0 + 1 }]],
    ])
    expect([0, 1, 2, 3].map((n) => cell(out, 'rejected', n))).toEqual([0, 1, 0, 0])
    expect([1, 3].map((n) => cell(out, 'pendingUnits', n))).toEqual([0, 0])
  })

  test('foreign trades count in margin and NAV, not in units', () => {
    const out = run([
      [['foreign', CHF, { tradeId: 3, units: -500, price: 0.91 }]],
      [['foreign', CHF, { tradeId: 3, units: 0 }]],
    ])
    expect([cell(out, 'foreignUnits', 0, CHF), cell(out, 'units', 0, CHF), cell(out, 'marginUsed', 0, CHF)]).toEqual([
      -500, 0, 0,
    ])
    expect(slice(out, 'marginUsedTotal', 0)).toBeCloseTo(500 * 0.9001 * 0.02 * (1 / 0.9001), 9)
    expect(slice(out, 'nav', 0)).toBeCloseTo(100_000 + (500 * (0.91 - 0.9002) * 0.995) / 0.9001, 9)
    expect([cell(out, 'foreignUnits', 1, CHF), slice(out, 'nav', 1)]).toEqual([0, 100_000])
  })

  test('margin of a hedging account: the larger side, own or foreign', () => {
    const foreign = (tradeId: number, units: number): Row => ['foreign', EUR, { tradeId, units, price: 1.1 }]
    const out = run([
      [...entry, foreign(3, -1000)],
      [foreign(4, -500)],
      [foreign(5, 800)],
      [['closed', EUR, { tradeId: 7, units: -1000, price: 1.1 }]],
    ])
    const unit = 1.1001 * 0.02
    const total = [0, 1, 2, 3].map((n) => slice(out, 'marginUsedTotal', n)! / unit)
    expect(total.map((units) => Math.round(units * 1e6) / 1e6)).toEqual([1000, 1500, 1800, 1500])
    expect([0, 3].map((n) => cell(out, 'marginUsed', n)! / unit)).toEqual([expect.closeTo(1000, 9), 0])
    expect([0, 1, 2].map((n) => cell(out, 'foreignUnits', n))).toEqual([-1000, -1500, -700])
    const own = run([[...entry, ['repaired', EUR, { tradeId: 8, units: -1200, price: 1.1, tsMs: T0 }]]])
    expect(cell(own, 'marginUsed', 0)! / unit).toBeCloseTo(1200, 9)
  })

  test('repairs, financing, funds, and a restart that voids what was on its way', () => {
    const out = run([
      [
        ['repaired', EUR, { tradeId: 5, units: 300, price: 1.09, tsMs: T0 }],
        ['placed', EUR, { units: 100, decisionTsMs: T0 }],
      ],
      [
        ['financing', -1, { amount: -1.5, balance: 99_998.5 }],
        ['funds', -1, { amount: 500, balance: 100_498.5 }],
      ],
      [['restart', -1]],
      [['repaired', EUR, { tradeId: 5, units: 0 }]],
    ])
    expect([0, 1, 2, 3].map((n) => cell(out, 'units', n))).toEqual([300, 300, 300, 0])
    expect([0, 1, 2].map((n) => cell(out, 'pendingUnits', n))).toEqual([100, 100, 0])
    expect([slice(out, 'financing', 1), slice(out, 'balance', 1), out.columns['at']?.[4]]).toEqual([-1.5, 100_498.5, 0])
  })

  test('the same transaction twice changes nothing twice', () => {
    const twice = run([[...entry, ...entry]])
    expect([cell(twice, 'units', 0), cell(twice, 'tradeCount', 0), twice.columns['at']?.[1]]).toEqual([1000, 1, 1])
  })

  test('property: any story in any frames, restored between them, gives the same rows and state', () => {
    const cutWhileHolding = { count: 0 }
    fc.assert(
      fc.property(
        stories,
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
        (story, frames) => {
          const rows = story.map((slice) => slice.rows)
          const quotes = story.map((slice) => slice.quotes)
          const whole = run(rows, {}, quotes)
          const units = whole.columns['units']!
          for (let n = frames[0]!, i = 1; n < story.length; n += frames[i++ % frames.length]!)
            if (units[(n - 1) * 2 + EUR] !== 0 || units[(n - 1) * 2 + CHF] !== 0) cutWhileHolding.count++
          expect(run(rows, { frames }, quotes)).toEqual(whole)
          expect(run(rows, { frames, restore: true }, quotes)).toEqual(whole)
        },
      ),
    )
    // Stories that never hold anything would prove little.
    expect(cutWhileHolding.count).toBeGreaterThan(20)
  })
})

/** Rows over few trades and decisions, so that they meet: openings, reductions, rejects, foreign trades, in any order. */
const row: fc.Arbitrary<Row> = fc
  .record({
    type: fc.constantFrom(
      ...EXECUTIONS.slice(1),
      'opened',
      'opened',
      'opened',
      'placed',
      'foreign',
      'reduced' as const,
    ),
    instrument: fc.constantFrom(EUR, CHF, CHF, EUR, -1),
    more: fc.record(
      {
        tradeId: fc.integer({ min: 0, max: 4 }),
        units: fc.constantFrom(-700, -300, -100, 0, 100, 300, 700),
        price: fc.constantFrom(0.9, 1.1, 1.12, Number.NaN),
        amount: fc.constantFrom(-2.5, 0, 3.25),
        tsMs: fc.constantFrom(T0 + 61_000, T0 + 122_000),
        decisionTsMs: fc.constantFrom(T0, T0 + 60_000, T0 + 120_000),
        reason: fc.constantFrom(REASON.entry, REASON.stop, REASON.take, REASON.resize),
        transactionId: fc.integer({ min: 1, max: 99 }),
        balance: fc.constantFrom(Number.NaN, 99_000, 101_000),
        financing: fc.constantFrom(Number.NaN, -0.5),
        spreadCost: fc.constantFrom(Number.NaN, 0.1),
        conversionCost: fc.constantFrom(Number.NaN, 0.02),
        ...{ commission: fc.constantFrom(Number.NaN, 0.03), depthCost: fc.constantFrom(Number.NaN, 0.04) },
      },
      { requiredKeys: ['tradeId', 'units', 'price', 'amount', 'decisionTsMs', 'reason', 'transactionId'] },
    ),
  })
  .map(({ type, instrument, more }): Row => [type, instrument, more])

/** A quote may be missing: then the broker marks at the last one. */
const quote = fc.constantFrom<Quote>(
  { bid: [1.1, 0.9], ask: [1.1002, 0.9002], homeRate: [1, 1 / 0.9001] },
  { bid: [1.11, Number.NaN], ask: [1.1103, Number.NaN], homeRate: [1, Number.NaN] },
  { bid: [Number.NaN, 0.89], ask: [Number.NaN, 0.8903], homeRate: [1, 1 / 0.89] },
  { bid: [Number.NaN, Number.NaN], ask: [Number.NaN, Number.NaN], homeRate: [Number.NaN, Number.NaN] },
)
const stories = fc.array(fc.record({ rows: fc.array(row, { maxLength: 5 }), quotes: quote }), {
  minLength: 2,
  maxLength: 10,
})
