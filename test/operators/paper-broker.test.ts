import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { REASON } from '../../model/codes.js'
import { buy, column, flat, FREE, type Row, run, runAll, T0 } from './paper-broker/rows.js'

describe('paper broker', () => {
  test('fills the order of the previous slice in this candle, marks at its close', () => {
    const out = run([flat, buy(1000), { bar: [1.1, 1.12, 1.1, 1.12] }])
    expect(column(out, 'units')).toEqual([0, 1000, 1000])
    expect(column(out, 'entryPrice')[1]).toBeCloseTo(1.1001, 10)
    expect(column(out, 'unrealized')[2]).toBeCloseTo(1000 * (1.1199 - 1.1001), 8)
    expect(column(out, 'nav')[2]).toBeCloseTo(100_000 + 19.8, 8)
    expect(column(out, 'entryFilled')).toEqual([0, 1, 0])
    expect(column(out, 'entryDecisionTsMs')[1]).toBe(T0 + 60_000)
    expect(column(out, 'fillTsMs')[0]).toBe(T0 + 60_000)
  })

  test('a fill delay moves along the candle', () => {
    const out = run([flat, { bar: [1.1, 1.13, 1.1, 1.13], order: { approvedUnits: 1000 } }], {
      fillDelayMs: 2000,
      slippageBps: 0,
    })
    expect(column(out, 'fillPrice')[0]).toBe(1.1011)
    expect(column(out, 'fillTsMs')[0]).toBe(T0 + 62_000)
  })

  test('an increase without a candle is pending, counts as pending units, fills in the next candle', () => {
    const out = run([flat, { bar: null, order: { approvedUnits: 1000 } }, flat])
    expect(column(out, 'pendingUnits')).toEqual([0, 1000, 0])
    expect(column(out, 'units')).toEqual([0, 0, 1000])
  })

  test('an increase expires at its age and is reported; a reduction waits', () => {
    const gap: Row = { bar: null }
    const late = run([flat, { bar: null, order: { approvedUnits: 1000 } }, gap, gap, flat])
    expect(column(late, 'rejected')).toEqual([0, 0, 1, 0, 0])
    expect(column(late, 'units').at(-1)).toBe(0)
    const exit = run([
      flat,
      buy(1000),
      { bar: null, order: { closeUnits: -1000, closeAll: 1, closeReason: REASON.slope } },
      gap,
      gap,
      gap,
      flat,
    ])
    expect(column(exit, 'closePending')).toEqual([0, 0, 1, 1, 1, 1, 0])
    expect(column(exit, 'units').at(-1)).toBe(0)
    expect(column(exit, 'exitFill').at(-1)).toBe(REASON.slope)
  })

  test('a partial close takes the oldest trades first', () => {
    const out = run([flat, buy(1000), buy(500), { ...flat, order: { closeUnits: -1200, closeReason: REASON.resize } }])
    expect(column(out, 'units').at(-1)).toBe(300)
    expect(column(out, 'tradeCount')).toEqual([0, 1, 2, 1])
  })

  test('close and entry in one slice: the close first', () => {
    const out = run([
      flat,
      buy(1000),
      { ...flat, order: { closeUnits: -1000, closeAll: 1, closeReason: REASON.slope, approvedUnits: -500 } },
    ])
    expect(column(out, 'units').at(-1)).toBe(-500)
    expect(column(out, 'fillOpens')).toEqual([1, 0, 1])
  })

  test('protection is set from the first fill and reported; a stop closes with its reason', () => {
    const out = run([flat, buy(1000, { stopDistance: 0.002, takeDistance: 0.003 }), { bar: [1.1, 1.1, 1.09, 1.095] }])
    expect(column(out, 'stopPrice')[1]).toBe(1.0981)
    expect(column(out, 'takePrice')[1]).toBe(1.1031)
    expect(column(out, 'exitFill')).toEqual([0, 0, REASON.stop])
    expect(column(out, 'exitDecisionTsMs')[2]).toBe(T0 + 3 * 60_000)
    expect(column(out, 'realized')[2]).toBeCloseTo(-2, 6)
  })

  test('a price beyond its bound is refused and reported', () => {
    expect(column(run([flat, buy(1000, { priceBound: 1.1 })]), 'rejected')).toEqual([0, 1])
  })

  test('an order that the exchange rejects is reported', () => {
    expect(column(run([flat, buy(1e9)]), 'rejected')).toEqual([0, 1])
  })

  test('a stop, take or bound off the grid by the last bit is accepted', () => {
    const out = run([
      flat,
      buy(1000, { stopPrice: 1.0900000000000001, takePrice: 1.2 + 2e-16, priceBound: 1.1001000000000003 }),
    ])
    expect([column(out, 'units')[1], column(out, 'stopPrice')[1]]).toEqual([1000, 1.09])
  })

  test('an increase whose first candle is past its age limit does not fill', () => {
    const late: Row = { bar: flat.bar, tsMs: T0 + 400_000 }
    const out = run([flat, { bar: null, order: { approvedUnits: 1000 } }, late])
    expect([column(out, 'units').at(-1), column(out, 'rejected')]).toEqual([0, [0, 0, 1]])
    const inTime = run([flat, { bar: null, order: { approvedUnits: 1000 } }, { bar: flat.bar, tsMs: T0 + 180_000 }])
    expect(column(inTime, 'units').at(-1)).toBe(1000)
  })

  test('a full close repeated while it waits closes once; after a partial one it closes everything', () => {
    const close = (units: number, closeAll: number): Row => ({ bar: null, order: { closeUnits: units, closeAll } })
    const again = run([flat, buy(1000), close(-1000, 1), close(-1000, 1), flat])
    expect([column(again, 'units').at(-1), column(again, 'closePending')]).toEqual([0, [0, 0, 1, 1, 0]])
    expect(column(again, 'fillUnits')).toEqual([1000, -1000])
    const partly = run([flat, buy(1000), close(-300, 0), close(-1000, 1), flat])
    expect(column(partly, 'fillUnits')).toEqual([1000, -300, -700])
  })

  test('margin is checked at the fill, not at the close of its candle', () => {
    const capital = 2210
    const rising = run([flat, { bar: [1.1, 1.2, 1.1, 1.2], order: { approvedUnits: 100_000 } }], { ...FREE, capital })
    expect(column(rising, 'units')[1]).toBe(100_000)
    const falling = run([flat, { bar: [1.2, 1.2, 1.1, 1.1], order: { approvedUnits: 100_000 } }], { ...FREE, capital })
    expect(column(falling, 'rejected')[1]).toBe(1)
  })

  test('margin closeout at the close of the slice, for instruments with a candle', () => {
    const crash: Row = { bar: [1.1, 1.1, 1.07, 1.07] }
    const rows = [flat, buy(100_000), crash, flat]
    const config = { ...FREE, capital: 3000 }
    const out = run(rows, config)
    expect(column(out, 'exitFill')).toEqual([0, 0, REASON.closeout, 0])
    expect(column(out, 'fillPrice')[1]).toBe(1.0699)
    expect(column(out, 'units')).toEqual([0, 100_000, 0, 0])
    expect(column(out, 'marginUsedTotal').map(Math.round)).toEqual([0, 2200, 0, 0])
    // Its margin call ends one slice later, even for an account restored in between.
    const transactions = column(out, 'transactions')
    expect(transactions[3]! - transactions[2]!).toBe(1)
    expect(run(rows, config, { frames: [1], restore: true })).toEqual(out)
  })

  test('without a rate to the home currency an increase is refused and the account is unharmed', () => {
    const out = run(
      [
        { ...flat, homeRate: Number.NaN },
        { ...buy(1000), homeRate: Number.NaN },
        { ...flat, homeRate: 0.01 },
        { ...buy(1000), homeRate: 0.01 },
      ],
      FREE,
      {},
      'EUR_JPY',
    )
    expect(column(out, 'rejected')).toEqual([0, 1, 0, 0])
    expect(column(out, 'units')).toEqual([0, 0, 0, 1000])
    expect(column(out, 'nav').every(Number.isFinite)).toBe(true)
  })

  test('a commission in another currency is converted by an instrument that nobody holds', () => {
    const rows = [flat, buy(1000), flat].map((row) => [row, { bar: [150, 150, 150, 150], homeRate: 0.005 } as Row])
    const lists = [0, 1].map((k) => rows.map((row) => row[k]!))
    const commission = { perUnit: 0.02, currency: 'JPY', when: 'each', min: 0 } as const
    const out = runAll(lists, ['EUR_USD', 'USD_JPY'], { ...FREE, commission })
    expect(column(out, 'fillCommission')).toEqual([0.1])
    expect(column(out, 'costs').at(-1)).toBe(0.1)
    expect(column(out, 'balance').at(-1)).toBe(99_999.9)
  })

  test('before the first candle an instrument has no mark and the account has its NAV', () => {
    const out = run([{ bar: null }, flat])
    expect(column(out, 'nav')).toEqual([100_000, 100_000])
    expect(column(out, 'mark')[0]).toBeNaN()
  })

  describe('financing', () => {
    const financing = { EUR_USD: { longRate: -0.0365, shortRate: 0, daysCharged: [1, 1, 3, 1, 1, 0, 0] } }
    const config = { ...FREE, conversionFee: 0, financing }
    /** 1000 * 0.0365 / 365 * 1.1 */
    const DAY = -0.11
    const at = (tsMs: number, row: Row = flat): Row => ({ ...row, tsMs })
    const booked = (rows: readonly Row[]) => column(run(rows, config), 'financing')
    // 17:00 New York: 22:00 UTC in winter, 21:00 from 10 March 2024 on.
    const roll = Date.UTC(2024, 2, 5, 22)
    const MINUTE = 60_000

    test('is booked in the first slice after 17:00 on the positions of that time', () => {
      const held = [
        at(roll - 3 * MINUTE),
        at(roll - 2 * MINUTE, buy(1000)),
        at(roll),
        at(roll + MINUTE),
        at(roll + 2 * MINUTE),
      ]
      expect(booked(held)).toEqual([0, 0, 0, DAY, 0])
      expect(column(run(held, config), 'balance').at(-1)).toBe(100_000 + DAY)
    })

    test('a candle that closes at 17:00 ends before it: its entry pays, its exit does not', () => {
      const entered = [at(roll - MINUTE), at(roll, buy(1000)), at(roll + MINUTE)]
      expect(booked(entered)).toEqual([0, 0, DAY])
      const close: Row = { ...flat, order: { closeUnits: -1000, closeAll: 1 } }
      const left = [at(roll - 2 * MINUTE), at(roll - MINUTE, buy(1000)), at(roll, close), at(roll + MINUTE)]
      expect(booked(left)).toEqual([0, 0, 0, 0])
      const after = [at(roll - MINUTE), at(roll, buy(1000)), at(roll + MINUTE, close)]
      expect(booked(after)).toEqual([0, 0, DAY])
    })

    test('days by New York weekday over a weekend and the change of its clocks', () => {
      const friday = Date.UTC(2024, 2, 8, 15)
      const monday = Date.UTC(2024, 2, 11, 20, 59)
      // Friday counts once, Saturday and Sunday do not; Monday rolls at 21:00 UTC.
      const rows = [
        at(friday),
        at(friday + MINUTE, buy(1000)),
        at(monday),
        at(monday + MINUTE),
        at(monday + 2 * MINUTE),
      ]
      expect(booked(rows)).toEqual([0, 0, DAY, 0, DAY])
      const wednesday = Date.UTC(2024, 2, 6, 22)
      expect(booked([at(wednesday - MINUTE), at(wednesday, buy(1000)), at(wednesday + MINUTE)])).toEqual([
        0,
        0,
        3 * DAY,
      ])
    })

    test('belongs to the trade that earned it', () => {
      const close: Row = { ...flat, order: { closeUnits: -1000, closeAll: 1 } }
      const out = run([at(roll - MINUTE), at(roll, buy(1000)), at(roll + MINUTE, close)], config)
      expect(column(out, 'fillFinancing')).toEqual([0, DAY])
    })
  })

  const cell = fc.record({
    bar: fc.option(
      fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: -60, max: 60 }))).map((moves) => {
        const [o, c, a, b] = moves.map((move) => (11_000 + move) / 1e4) as [number, number, number, number]
        return [o, Math.max(o, c, a, b), Math.min(o, c, a, b), c] as const
      }),
      { nil: null, freq: 4 },
    ),
    order: fc.option(
      fc.record({
        closeAll: fc.constantFrom(0, 0, 1),
        closeUnits: fc.integer({ min: -4000, max: 4000 }),
        closeReason: fc.constant(REASON.slope),
        approvedUnits: fc.integer({ min: -60_000, max: 60_000 }),
        increaseReason: fc.constant(REASON.entry),
        stopDistance: fc.constantFrom(Number.NaN, 0.002, 0.004),
        takeDistance: fc.constantFrom(Number.NaN, 0.003),
      }),
      { nil: {}, freq: 2 },
    ),
  })
  const table = fc
    .array(fc.tuple(cell, cell), { minLength: 2, maxLength: 40, size: 'max' })
    .map((rows) => [rows.map(([a], i) => ({ ...a, tsMs: start + i * 60_000 })), rows.map(([, b]) => b)])
  /** The trading day rolls inside. */
  const start = Date.UTC(2024, 2, 6, 21, 40)
  const settings = {
    commission: 'us-core' as const,
    depth: [
      { units: 900, ticks: 0 },
      { units: 1e6, ticks: 3 },
    ],
    capital: 5000,
    slippageBps: 0.3,
    financing: { EUR_USD: { longRate: -0.02, shortRate: 0.01, daysCharged: [1, 1, 3, 1, 1, 0, 0] } },
  }
  const names = ['EUR_USD', 'USD_CHF']

  test('property: cuts and restores change nothing', () => {
    fc.assert(
      fc.property(table, fc.constantFrom(1, 2, 3, 7), (lists, frame) => {
        const whole = runAll(lists, names, settings)
        expect(runAll(lists, names, settings, { frames: [frame], restore: true })).toEqual(whole)
      }),
      { numRuns: 60 },
    )
  })

  test('property: the balance changes by fills and financing, slice by slice; NAV is balance plus marks', () => {
    fc.assert(
      fc.property(table, (lists) => {
        const out = runAll(lists, names, settings)
        const balance = column(out, 'balance')
        const at = column(out, 'at')
        let before = settings.capital
        balance.forEach((after, s) => {
          let change = column(out, 'financing')[s]!
          for (let e = at[s]!; e < at[s + 1]!; e++) {
            const costs =
              column(out, 'fillSpreadCost')[e]! +
              column(out, 'fillSlippageCost')[e]! +
              column(out, 'fillConversionCost')[e]! +
              column(out, 'fillDepthCost')[e]! +
              column(out, 'fillCommission')[e]!
            change += column(out, 'fillGross')[e]! - costs
          }
          expect(after - before).toBeCloseTo(change, 6)
          const rows = [2 * s, 2 * s + 1]
          const sum = (name: string) => rows.reduce((total, i) => total + column(out, name)[i]!, 0)
          expect(column(out, 'nav')[s]).toBeCloseTo(after + sum('unrealized'), 8)
          expect(column(out, 'marginUsedTotal')[s]).toBeCloseTo(sum('marginUsed'), 8)
          before = after
        })
      }),
      { numRuns: 60 },
    )
  })
})
