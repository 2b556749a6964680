import { describe, expect, test } from 'vitest'
import { REASON } from '../../model/codes.js'
import { createWorld } from '../../model/world.js'
import { riskGuards } from '../../operators/risk-guards.js'
import { worldOf } from '../support/wall-clock.js'
import { add, type Config, desk, entry, HOUR, MINUTE, type Row, type Slice, START, WORLD } from './risk/desk.js'

/** The outcome of one slice with an increase in EUR_USD, in words. */
const verdict = (slice: Slice, config: Config = {}, world = WORLD): string => {
  const d = desk([slice], config, world)
  const refused = d.refused(0)
  const trimmed = d.trimmed(0)
  return refused ? `refused: ${refused}` : `${d.approved(0)}${trimmed ? ` (${trimmed})` : ''}`
}
const eur = (row: Row, slice: Slice = {}): Slice => ({ ...slice, rows: { EUR_USD: row, ...slice.rows } })
const buy = (more: Row = {}, slice: Slice = {}) => eur(entry(1000, more), slice)
const T1 = START + MINUTE

describe('what refuses an increase', () => {
  test.each<[string, Slice, Config, string]>([
    ['nothing', buy(), {}, '1000'],
    ['nothing, short', eur(entry(-1000)), {}, '-1000'],
    ['kill switch', buy({}, { killSwitch: 1 }), {}, 'refused: kill'],
    ['paused', buy({}, { paused: 1 }), {}, 'refused: paused'],
    ['locked until later', buy({ lockUntilMs: T1 + 1 }), {}, 'refused: locked'],
    ['lock that ends now', buy({ lockUntilMs: T1 }), {}, '1000'],
    ['no connection', buy({}, { connected: 0 }), {}, 'refused: disconnected'],
    ['filled place where those may not trade', buy({ filled: 1 }, { fillTrades: 0 }), {}, 'refused: filled'],
    ['filled place where those may', buy({ filled: 1 }), {}, '1000'],
    ['lost place', buy({ weight: 0 }, { fillTrades: 0 }), {}, 'refused: filled'],
    ['pulse', buy({ increaseReason: REASON.pulse }, { fillTrades: 0 }), {}, 'refused: filled'],
    ['gated place', buy({}, { fillTrades: 0 }), {}, '1000'],
    ['slice closed 120 s late', buy({ quoteTsMs: T1 + 60_000 }, { lateMs: 120_000 }), {}, '1000'],
    ['slice closed later', buy({ quoteTsMs: T1 + 120_000 }, { lateMs: 120_001 }), {}, 'refused: stale_slice'],
    ['late by its own bound', buy({}, { lateMs: 5001 }), { freshMaxSignalAgeSec: 5 }, 'refused: stale_slice'],
    ['heartbeat of 10 s', buy({}, { heartbeatAgeMs: 10_000 }), {}, '1000'],
    ['older heartbeat', buy({}, { heartbeatAgeMs: 10_001 }), {}, 'refused: stale_heartbeat'],
    ['price of 60 s', buy({ quoteTsMs: T1 - 60_000 }), {}, '1000'],
    ['older price', buy({ quoteTsMs: T1 - 60_001 }), {}, 'refused: stale_price'],
    [
      'price ages while the slice closes',
      buy({ quoteTsMs: T1 - 58_000 }, { lateMs: 2500 }),
      {},
      'refused: stale_price',
    ],
    ['untradeable', buy({ tradeable: 0 }), {}, 'refused: untradeable'],
    ['spread at the bound', buy({ spreadBps: 2.5 }), {}, '1000'],
    ['wide spread', buy({ spreadBps: 2.6 }), {}, 'refused: spread'],
    ['wide spread, allowed there', buy({ spreadBps: 2.6 }), { maxSpread: { EUR_USD: 3 } }, '1000'],
    ['unknown state at the broker', buy({ unknown: 1 }), {}, 'refused: unknown'],
    ['foreign trades in the instrument', buy({ foreignUnits: 10 }), {}, 'refused: unknown'],
    ['an increase against the position', buy({ units: -500 }), {}, 'refused: unknown'],
    ['closed session', buy({ entryOk: 0 }), {}, 'refused: session'],
    ['no sigma', buy({ sigmaEff: Number.NaN }), {}, 'refused: var'],
    ['no NAV', buy({}, { nav: Number.NaN }), {}, 'refused: var daily_loss'],
    ['no margin', buy({}, { marginAvailable: Number.NaN }), {}, 'refused: margin'],
    ['no price', buy({ ask: Number.NaN }), {}, 'refused: stale_price var stop'],
    ['eight trades', eur(add(1000, { units: 8000, tradeCount: 8 })), {}, 'refused: positions_per_pair'],
    ['seven trades', eur(add(1000, { units: 7000, tradeCount: 7 })), {}, '1000'],
    [
      'seven and one pending',
      eur(add(1000, { units: 7000, tradeCount: 7, pendingUnits: 900 })),
      {},
      'refused: positions_per_pair',
    ],
    [
      'two held or pending, two places',
      buy({}, { rows: { GBP_USD: { units: 100 }, USD_JPY: { pendingUnits: 100 } } }),
      { topK: 2 },
      'refused: total_positions',
    ],
    [
      'the same, one of them its own',
      eur(add(1000, { units: 5000 }), { rows: { GBP_USD: { units: 100 } } }),
      { topK: 2 },
      '1000',
    ],
    [
      'own limit of positions',
      buy({}, { rows: { GBP_USD: { units: 9 } } }),
      { maxTotalPositions: 1 },
      'refused: total_positions',
    ],
    [
      'foreign trades take no place',
      buy({}, { rows: { GBP_USD: { foreignUnits: 9 } } }),
      { maxTotalPositions: 1 },
      '1000',
    ],
    ['an endless order', eur(entry(Number.POSITIVE_INFINITY)), {}, 'refused: var minimum_size'],
    ['below the minimum trade size', eur(entry(0.4)), {}, 'refused: minimum_size'],
    [
      'everything at once',
      buy({ filled: 1, tradeable: 0, entryOk: 0 }, { killSwitch: 1, paused: 1, fillTrades: 0, connected: 0 }),
      {},
      'refused: kill paused disconnected filled untradeable session',
    ],
  ])('%s', (_, slice, config, expected) => expect(verdict(slice, config)).toBe(expected))
})

describe('what trims an increase (NAV 100,000 dollars, EUR_USD at 1.1)', () => {
  const margin = (used: number): Slice => ({ marginUsedTotal: used, marginAvailable: 100_000 - used })
  test.each<[string, Slice, Config, string]>([
    // 6 x 100,000 / 1.1 = 545,454.5
    ['position size', eur(entry(600_000)), {}, '545454 (position_size)'],
    ['position size, short', eur(entry(-600_000)), {}, '-545454 (position_size)'],
    ['position size with what is held', eur(add(200_000, { units: 400_000 })), {}, '145454 (position_size)'],
    [
      'position size with what is pending',
      eur(add(200_000, { units: 300_000, pendingUnits: 100_000 })),
      {},
      '145454 (position_size)',
    ],
    // A day of sigma 4e-4 is 2.326 * sqrt(1440) * 4e-4 = 3.5306 %: 12,000 / 0.035306 / 1.1 = 308,985.6 units.
    ['value at risk', eur(entry(350_000, { sigmaEff: 4e-4 })), {}, '308985 (var)'],
    // 386,232 units stand for 1.25 times the limit.
    ['value at risk, 1.25 times', eur(entry(386_230, { sigmaEff: 4e-4 })), {}, '308985 (var)'],
    ['value at risk, beyond', eur(entry(386_240, { sigmaEff: 4e-4 })), {}, 'refused: var'],
    // GBP_USD 200,000 units at 1.25 and 2e-4: 250,000 * 1.76530 % = 4413.26; 7586.74 / 0.035306 / 1.1 = 195,348.9
    [
      'value at risk with other positions, unsigned',
      eur(entry(200_000, { sigmaEff: 4e-4 }), { rows: { GBP_USD: { units: -200_000, sigmaEff: 2e-4 } } }),
      {},
      '195348 (var)',
    ],
    // Margin rate 2 %: 30,000 - 25,000 = 5000 dollars carry 250,000 of notional, 227,272.7 units.
    ['margin', eur(entry(300_000), margin(25_000)), {}, '227272 (margin)'],
    // At a rate of 5 % they carry 100,000: 90,909.09.
    [
      'margin at the rate of the account',
      eur(entry(300_000), margin(25_000)),
      { accountMarginRate: 0.05 },
      '90909 (margin)',
    ],
    // 100,000 GBP pending need 2500 dollars: 125,000 of notional are left.
    [
      'margin with what is pending',
      eur(entry(300_000), { ...margin(25_000), rows: { GBP_USD: { pendingUnits: 100_000 } } }),
      {},
      '113636 (margin)',
    ],
    ['margin exhausted', eur(entry(1000), margin(30_000)), {}, 'refused: margin minimum_size'],
    ['margin far above', eur(entry(1000), margin(32_000)), {}, 'refused: margin'],
    ['net units', eur(add(500, { units: 700 })), { maxNetUnitsPerPair: 1000 }, '300 (net_units)'],
    // 400,000 EUR_JPY are 440,000 dollars of euro: 360,000 / 1.1 = 327,272.7 left.
    [
      'currency exposure',
      eur(entry(400_000), { rows: { EUR_JPY: { units: 400_000 }, AUD_USD: { units: 500_000 } } }),
      {},
      '327272 (currency_exposure)',
    ],
    [
      'currency exposure of the other side',
      eur(entry(-400_000), { rows: { EUR_JPY: { units: 400_000 } } }),
      {},
      '-400000',
    ],
    [
      'currency exposure with foreign and pending units',
      eur(entry(400_000), { rows: { EUR_JPY: { foreignUnits: 300_000, pendingUnits: 100_000 } } }),
      {},
      '327272 (currency_exposure)',
    ],
    // 327,272 < 350,000: the tightest counts, all that bind are named. Position: 2 x NAV = 181,818.
    [
      'two limits',
      eur(entry(400_000), { rows: { EUR_JPY: { units: 400_000 } } }),
      { maxPositionSizeNav: 2 },
      '181818 (position_size currency_exposure)',
    ],
    ['an add to half its step', eur(add(290_908, { units: 400_000 })), {}, '145454 (position_size)'],
    ['an add to less', eur(add(290_910, { units: 400_000 })), {}, 'refused: position_size minimum_size'],
    ['an entry to a tenth', eur(entry(5000)), { maxNetUnitsPerPair: 500 }, '500 (net_units)'],
  ])('%s', (_, slice, config, expected) =>
    expect(verdict(slice, config, worldOf(['AUD_USD', 'EUR_JPY', 'EUR_USD', 'GBP_USD', 'USD_JPY']))).toBe(expected),
  )

  test('a cross counts in both of its currencies', () => {
    const world = worldOf(['EUR_JPY', 'EUR_USD', 'USD_JPY'])
    // Long USD_JPY 700,000 is short 700,000 dollars of yen: EUR_JPY long sells yen too, 100,000 / 1.1 left.
    const d = desk([{ rows: { EUR_JPY: entry(200_000), USD_JPY: { units: 700_000 } } }], {}, world)
    expect([d.approved(0, 'EUR_JPY'), d.trimmed(0, 'EUR_JPY')]).toEqual([90_909, 'currency_exposure'])
  })

  test('a net exposure beyond the limit may only shrink', () => {
    const world = worldOf(['EUR_JPY', 'EUR_USD'])
    const with900 = (units: number) =>
      desk([{ rows: { EUR_USD: entry(units), EUR_JPY: { units: 900_000 } } }], {}, world)
    expect(with900(1000).refused(0)).toBe('currency_exposure minimum_size')
    expect(with900(-1000).approved(0)).toBe(-1000)
  })

  test("units round toward zero to the instrument's precision, and its minimum applies", () => {
    const [spec] = worldOf(['EUR_USD']).instruments
    const tenths = createWorld([{ ...spec!, tradeUnitsPrecision: 1, minimumTradeSize: 0.5 }], 'USD')
    const limited = (maxNetUnitsPerPair: number) => verdict(eur(entry(10)), { maxNetUnitsPerPair }, tenths)
    expect(limited(7.77)).toBe('7.7 (net_units)')
    expect(limited(0.59)).toBe('0.5 (net_units)')
    expect(limited(0.49)).toBe('refused: net_units minimum_size')
    expect(
      verdict(eur(entry(10)), { maxNetUnitsPerPair: 0.3 }, createWorld([{ ...spec!, minimumTradeSize: 0 }], 'USD')),
    ).toBe('refused: net_units minimum_size')
  })

  test('a position without a candle keeps its last sigma; one that never had a sigma refuses everything', () => {
    const gbp = (sigmaEff: number): Row => ({ units: 200_000, sigmaEff })
    const buyer = entry(200_000, { sigmaEff: 4e-4 })
    const kept = desk([{ rows: { GBP_USD: gbp(2e-4) } }, { rows: { GBP_USD: gbp(Number.NaN), EUR_USD: buyer } }])
    expect([kept.approved(1), kept.trimmed(1)]).toEqual([195_348, 'var'])
    expect(desk([{ rows: { GBP_USD: gbp(Number.NaN), EUR_USD: buyer } }]).refused(0)).toBe('var')
  })
})

describe('several increases in one slice', () => {
  test('go in rank order, rank 0 last, equal ranks by name; each accepted one joins the book', () => {
    const rows = { EUR_USD: entry(10, { rank: 3 }), GBP_USD: entry(10, { rank: 1 }), USD_JPY: entry(10, { rank: 2 }) }
    const one = (ranks: readonly [number, number, number]) => {
      const ranked = Object.fromEntries(
        Object.entries(rows).map(([name, row], j) => [name, { ...row, rank: ranks[j]! }]),
      )
      const d = desk([{ rows: ranked }], { maxTotalPositions: 1 })
      return Object.keys(rows).filter((name) => d.approved(0, name) !== 0)
    }
    expect(one([3, 1, 2])).toEqual(['GBP_USD'])
    expect(one([0, 2, 1])).toEqual(['USD_JPY'])
    expect(one([0, 0, 9])).toEqual(['USD_JPY'])
    expect(one([0, 0, 0])).toEqual(['EUR_USD'])
    expect(one([1, 1, 1])).toEqual(['EUR_USD'])
  })

  test('the second gets what the first leaves', () => {
    // 5000 dollars of margin: 200,000 GBP take all of them; in the other order EUR has its 2200 and GBP 2800 / 0.025.
    const rows = (eurRank: number) => ({
      EUR_USD: entry(100_000, { rank: eurRank }),
      GBP_USD: entry(200_000, { rank: 2 }),
    })
    const account = { marginUsedTotal: 25_000, marginAvailable: 75_000 }
    const last = desk([{ ...account, rows: rows(3) }])
    expect([last.approved(0, 'GBP_USD'), last.refused(0, 'EUR_USD')]).toEqual([200_000, 'margin minimum_size'])
    const first = desk([{ ...account, rows: rows(1) }])
    expect([first.approved(0, 'EUR_USD'), first.approved(0, 'GBP_USD'), first.trimmed(0, 'GBP_USD')]).toEqual([
      100_000,
      112_000,
      'margin',
    ])
  })

  test('a refused increase uses up nothing', () => {
    const rows = { EUR_USD: entry(10, { rank: 1, tradeable: 0 }), GBP_USD: entry(10, { rank: 2 }) }
    expect(desk([{ rows }], { maxTotalPositions: 1 }).approved(0, 'GBP_USD')).toBe(10)
  })

  test('no more increases per minute than allowed; reductions do not count', () => {
    const buys = (name: string): Slice => ({ after: 0.5, rows: { [name]: entry(10), USD_JPY: { closeUnits: 5 } } })
    const d = desk([buys('EUR_USD'), buys('GBP_USD'), buys('EUR_USD'), buys('EUR_USD')], { maxOrdersPerMin: 1 })
    // 0:30, 1:00, 1:30, 2:00. An order exactly a minute old is no longer in the minute.
    expect([d.approved(0), d.refused(1, 'GBP_USD'), d.approved(2), d.refused(3)]).toEqual([
      10,
      'orders_per_min',
      10,
      'orders_per_min',
    ])
    const all = desk([{ rows: { EUR_USD: entry(10), GBP_USD: entry(10, { rank: 2 }) } }], { maxOrdersPerMin: 1 })
    expect([all.approved(0), all.refused(0, 'GBP_USD')]).toEqual([10, 'orders_per_min'])
  })
})

describe('what is passed on', () => {
  const closing: Row = { closeUnits: -700, closeAll: 1, closeReason: REASON.pnl_sl }
  test('a reduction passes in any mode, in any state', () => {
    const d = desk(
      [
        {
          killSwitch: 1,
          paused: 1,
          connected: 0,
          nav: Number.NaN,
          lateMs: 1e9,
          rows: { EUR_USD: { ...entry(5), ...closing, unknown: 1, bid: Number.NaN, tradeable: 0, entryOk: 0 } },
        },
      ],
      {},
      worldOf(['EUR_USD', 'GBP_USD'], { untraded: ['GBP_USD'] }),
    )
    expect(['closeUnits', 'closeAll', 'closeReason'].map((c) => d.cell(c, 0, 'EUR_USD'))).toEqual([
      -700,
      1,
      REASON.pnl_sl,
    ])
    expect(d.approved(0)).toBe(0)
    expect(d.cell('closeUnits', 0, 'GBP_USD')).toBe(0)
  })

  test('an approved increase keeps its brackets and bound; a refused one leaves nothing', () => {
    const wanted: Row = {
      stopDistance: 0.002,
      takeDistance: 0.003,
      stopPrice: 1.09,
      takePrice: 1.12,
      priceBound: 1.1005,
    }
    const columns = [
      'increaseReason',
      'stopDistance',
      'takeDistance',
      'stopPrice',
      'takePrice',
      'priceBound',
      'filledPlace',
    ]
    const handed = (slice: Slice) => {
      const d = desk([slice])
      return columns.map((column) => d.cell(column, 0, 'EUR_USD'))
    }
    const nan = Number.NaN
    expect(handed(buy(wanted))).toEqual([REASON.entry, 0.002, 0.003, 1.09, 1.12, 1.1005, 0])
    expect(handed(buy({ ...wanted, filled: 1 }))).toEqual([REASON.entry, 0.002, 0.003, 1.09, 1.12, 1.1005, 1])
    expect(handed(buy({ ...wanted, filled: 1 }, { killSwitch: 1 }))).toEqual([0, nan, nan, nan, nan, nan, 0])
  })

  test('an untraded instrument never gets an increase', () => {
    const d = desk([buy()], {}, worldOf(['EUR_USD'], { untraded: ['EUR_USD'] }))
    expect([d.approved(0), d.refused(0)]).toEqual([0, ''])
  })
})

describe('latches over days', () => {
  const day = (nav: number, tradingDay: number, more: Slice = {}) => buy({}, { nav, tradingDay, ...more })
  test('the daily loss blocks the rest of the day, not the next one', () => {
    const d = desk([
      day(100_000, 1),
      day(97_001, 1),
      day(97_000, 1),
      day(99_500, 1),
      day(96_000, 2),
      day(93_200, 2),
      day(93_120, 2),
      day(93_120, 3),
    ])
    expect(Array.from({ length: 8 }, (_, s) => d.refused(s))).toEqual([
      '',
      '',
      'daily_loss',
      'daily_loss',
      '',
      '',
      'daily_loss',
      '',
    ])
  })

  test('the loss also counts in slices without an increase', () => {
    const d = desk([{ nav: 100_000 }, { nav: 96_000 }, { nav: 99_000 }, buy({}, { nav: 99_000 })])
    expect(d.refused(3)).toBe('daily_loss')
  })

  test('a day that starts without a NAV uses the first one', () => {
    const d = desk([day(100_000, 1), day(Number.NaN, 2), day(90_000, 2), day(88_000, 2), day(87_300, 2)])
    expect([1, 2, 3, 4].map((s) => d.refused(s))).toEqual(['var daily_loss', '', '', 'daily_loss'])
  })

  test('the margin block ends only below the lower bound', () => {
    const used = (share: number) => buy({}, { marginUsedTotal: share * 1000, marginAvailable: 1000 - share * 1000 })
    const refused = (shares: readonly number[]) => {
      const d = desk(shares.map(used), { maxPositionSizeNav: 1000 })
      return shares.map((_, s) => d.refused(s))
    }
    const exhausted = 'margin minimum_size'
    expect(refused([0.31, 0.28])).toEqual([exhausted, ''])
    expect(refused([0.32, 0.3, 0.28, 0.27, 0.269, 0.28])).toEqual(['margin', 'margin', 'margin', 'margin', '', ''])
  })

  const kill: Config = { drawdownAction: 'kill' }
  test('drawdown from the peak kills until control resets it; then a new peak starts', () => {
    const nav = [100_000, 110_000, 99_001, 99_000, 108_000, 108_000, 97_201, 97_200]
    const day = nav.map((_, s) => s)
    const slices = nav.map((value, s) => buy({}, { nav: value, tradingDay: day[s]!, requestId: s >= 5 ? 7 : 0 }))
    const d = desk(slices, kill)
    expect(nav.map((_, s) => d.killed(s))).toEqual([0, 0, 0, 1, 1, 0, 0, 1])
    expect(nav.map((_, s) => d.refused(s))).toEqual(['', '', '', 'drawdown', 'drawdown', '', '', 'drawdown'])
    expect(d.drawdownPct(3)).toBe(10)
    expect([d.drawdownPct(5), d.drawdownPct(7)]).toEqual([0, 10])
  })

  test('by default it is only reported', () => {
    const d = desk([buy(), buy({}, { nav: 80_000, tradingDay: 2 })])
    expect([d.killed(1), d.refused(1), d.drawdownPct(1)]).toEqual([0, '', 20])
  })

  test.each<[string, Slice, number]>([
    ['the kill switch goes off', {}, 0],
    ['the kill switch stays on', { killSwitch: 1 }, 1],
    ['no new request', { requestId: 4 }, 1],
    ['a pause', { paused: 1 }, 1],
    ['a lock of another pair', { rows: { GBP_USD: { lockUntilMs: START + HOUR } } }, 1],
    ['a flatten', { rows: { GBP_USD: { flatten: 1 } } }, 1],
    ['a lock that is over', { rows: { GBP_USD: { lockUntilMs: START } } }, 0],
  ])('a control request resets it only if it concerns the kill switch alone: %s', (_, request, killed) => {
    const before = { requestId: 4, nav: 100_000 }
    const after = { requestId: 5, nav: 80_000, tradingDay: 2 }
    const d = desk(
      [before, { ...after, requestId: 4, killSwitch: 1 }, { ...after, ...request }, buy({}, { ...after, ...request })],
      kill,
    )
    expect([d.killed(1), d.killed(2)]).toEqual([1, killed])
    expect(d.refused(3).includes('drawdown')).toBe(killed === 1)
  })

  test('the kill switch alone shows as killed', () => {
    const d = desk([{ killSwitch: 1 }, {}])
    expect([d.killed(0), d.killed(1)]).toEqual([1, 0])
  })
})

describe('stop lock', () => {
  const stopped: Row = { exitFill: REASON.stop, units: 0 }
  /** Closes at these minutes; is the instrument locked at `askedAt`? */
  const locked = (minutes: readonly number[], askedAt: number, row: Row = stopped) => {
    let before = 0
    const slices = minutes.map((minute): Slice => {
      const after = minute - before
      before = minute
      return eur(row, { after })
    })
    const d = desk([...slices, buy({}, { after: askedAt - before })])
    return d.refused(minutes.length)
  }
  test.each<[string, readonly number[], number, string]>([
    ['two stops', [1, 2], 3, ''],
    ['three within two hours', [1, 60, 120], 121, 'stop_lock'],
    ['three in exactly two hours', [1, 60, 121], 122, ''],
    ['a minute before it ends', [1, 60, 120], 239, 'stop_lock'],
    ['two hours later', [1, 60, 120], 240, ''],
    ['the count is cleared: two more do not lock again', [1, 2, 3, 4, 5], 123, ''],
    ['three more do', [1, 2, 3, 4, 5, 6], 125, 'stop_lock'],
    ['the first has left the two hours', [1, 100, 130, 140], 141, 'stop_lock'],
  ])('%s', (_, minutes, askedAt, expected) => expect(locked(minutes, askedAt)).toBe(expected))

  test('other exits do not count', () => {
    for (const reason of [REASON.take, REASON.pnl_sl, REASON.rest, REASON.session])
      expect(locked([1, 2, 3], 4, { exitFill: reason })).toBe('')
  })

  test('a position counts once, when it is gone, even if its rest closes later', () => {
    const part = eur({ exitFill: REASON.stop, units: 300 })
    const rest = eur({ exitFill: REASON.rest, units: 0 })
    const parts = (times: number) => Array.from({ length: times }, () => [part, part, rest]).flat()
    expect(desk([...parts(2), buy()]).refused(6)).toBe('')
    expect(desk([...parts(3), buy()]).refused(9)).toBe('stop_lock')
  })

  test('an increase filled after a stop clears it', () => {
    const round = [
      eur({ exitFill: REASON.stop, units: 300 }),
      eur({ entryFilled: 1, units: 900 }),
      eur({ exitFill: REASON.slope }),
    ]
    expect(desk([...round, ...round, ...round, buy()]).refused(9)).toBe('')
  })

  test('only that instrument is locked', () => {
    const stops = eur(stopped)
    const d = desk([stops, stops, stops, { rows: { EUR_USD: entry(10), GBP_USD: entry(10) } }])
    expect([d.refused(3, 'EUR_USD'), d.refused(3, 'GBP_USD')]).toEqual(['stop_lock', ''])
  })
})

describe('reject back-off', () => {
  const reject = eur({ rejected: 1 })
  test('1, 2, 4 .. 60 minutes from the slice that sees the reject', () => {
    const rests: number[] = []
    for (let rejects = 1; rejects <= 8; rejects++) {
      const waits = Array.from({ length: 70 }, () => buy())
      const d = desk([...Array.from({ length: rejects }, () => reject), ...waits])
      rests.push(1 + waits.findIndex((_, j) => d.refused(rejects + j) === ''))
    }
    expect(rests).toEqual([1, 2, 4, 8, 16, 32, 60, 60])
  })

  test('that slice is already refused', () => {
    expect(desk([buy({ rejected: 1 })]).refused(0)).toBe('reject_backoff')
  })

  test('a filled increase ends the count', () => {
    const d = desk([reject, reject, reject, eur({ entryFilled: 1 }), reject, buy({ rejected: 0 })])
    expect(d.refused(5)).toBe('')
    const without = desk([reject, reject, reject, eur({}), reject, buy()])
    expect(without.refused(5)).toBe('reject_backoff')
  })
})

describe('no two open trades of the same size', () => {
  const opens = (id: number, units: number) => ({ inst: 'EUR_USD', id, opens: 1, units }) as const
  const closes = (id: number, units: number) => ({ inst: 'EUR_USD', id, opens: 0, units }) as const
  const addTo = (units: number, held: number) => eur(add(units, { units: held }))
  test('one unit less, as often as needed', () => {
    const d = desk([
      { fills: [opens(1, 100), opens(2, 99), { inst: 'GBP_USD', id: 3, opens: 1, units: 98 }] },
      addTo(100, 199),
      addTo(50, 199),
      { rows: { EUR_USD: add(98, { units: 199 }), GBP_USD: add(98, { units: 98 }) } },
    ])
    expect([d.approved(1), d.approved(2), d.approved(3), d.approved(3, 'GBP_USD')]).toEqual([98, 50, 98, 97])
    expect([d.trimmed(1), d.refused(1)]).toEqual(['', ''])
  })

  test('a closed trade frees its size, a reduced one takes its new size', () => {
    const d = desk([
      { fills: [opens(1, -100), opens(2, -60)] },
      eur(add(-100, { units: -120 }), { fills: [closes(1, 40)] }),
      eur(add(-60, { units: -120 })),
      eur(add(-60, { units: -60 }), { fills: [closes(2, 60)] }),
      eur(entry(-60), { fills: [closes(1, 60)] }),
    ])
    expect([1, 2, 3, 4].map((s) => d.approved(s))).toEqual([-100, -59, -59, -60])
  })

  test('a trade reduced to one unit is still a trade', () => {
    const d = desk([{ fills: [opens(1, 100), closes(1, 99)] }, eur(add(1, { units: 1 })), eur(add(2, { units: 1 }))])
    expect([d.refused(1), d.approved(2)]).toEqual(['minimum_size', 2])
  })

  test('nothing left, or less than half an add, is refused', () => {
    expect(desk([{ fills: [opens(1, 1)] }, addTo(1, 1)]).refused(1)).toBe('minimum_size')
    const d = desk([{ fills: [opens(1, 3), opens(2, 2)] }, eur(add(3, { units: 5 }))])
    expect(d.refused(1)).toBe('minimum_size')
  })

  test('after a trim, and against an order that is pending', () => {
    const d = desk([{ fills: [opens(1, 300)] }, eur(entry(900, { units: 300 }))], { maxNetUnitsPerPair: 600 })
    expect([d.approved(1), d.trimmed(1)]).toEqual([299, 'net_units'])
    expect(desk([eur(add(200, { pendingUnits: 200 }))]).approved(0)).toBe(199)
  })

  test('a unit is what the instrument trades', () => {
    const [spec] = worldOf(['EUR_USD']).instruments
    const tenths = createWorld([{ ...spec!, tradeUnitsPrecision: 1, minimumTradeSize: 0.1 }], 'USD')
    expect(desk([{ fills: [opens(1, 0.3)] }, addTo(0.3, 0.3)], {}, tenths).approved(1)).toBe(0.2)
  })

  test('more trades than the limit allows are tracked too', () => {
    const many = Array.from({ length: 11 }, (_, j) => opens(j + 1, 100 - j))
    const d = desk([{ fills: many }, eur(add(100, { units: 1045, tradeCount: 1 }))], { maxPositionsPerPair: 2 })
    expect(d.approved(1)).toBe(89)
  })
})

test.each<Config>([
  { maxVarPct: 0 },
  { marginHystHigh: 1.1 },
  { marginHystLow: 0.4 },
  { maxOrdersPerMin: 0 },
  { maxTotalPositions: 1.5 },
  { drawdownAction: 'stop' as never },
  { killSwitch: 1 } as never,
])('config %j is refused', (config) => expect(riskGuards.config.safeParse(config).success).toBe(false))
