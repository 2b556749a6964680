import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { GUARD_BIT, REASON, REASONS } from '../../model/codes.js'
import { strategy } from '../../operators/strategy.js'
import { type RunOptions, runOperator } from '../../graph/engine/testing/run-operator.js'
import { worldOf } from '../support/wall-clock.js'
import { dice, repeated, restlessMarket, runLoop, T0 } from '../support/strategy-loop.js'

type Config = z.input<typeof strategy.config>
const MINUTE = 60_000
const NAN = Number.NaN

/** An open market, a place, nothing held. Prices are multiples of 2^-14, so that percentages are exact enough to mirror. */
const idle = {
  direction: 0,
  slopeBps: 0,
  pass: 1,
  failed: 0,
  weight: 1,
  score: 0.5,
  rank: 1,
  filled: 0,
  open: 1,
  nearClose: 0,
  forceFlat: 0,
  units: 0,
  entryPrice: NAN,
  pendingUnits: 0,
  closePending: 0,
  entryFilled: 0,
  entryDecisionTsMs: NAN,
  exitFill: 0,
  exitDecisionTsMs: NAN,
  unknown: 0,
  present: 1,
  bid: 1,
  ask: 1,
  flatten: 0,
}
type Row = Partial<Record<keyof typeof idle, number>> & {
  /** Minutes since T0; default one per slice. */ readonly at?: number
}
const PORTS = {
  dir: ['direction', 'slopeBps'],
  guard: ['pass', 'failed'],
  weight: ['weight', 'score', 'rank', 'filled'],
  session: ['open', 'nearClose', 'forceFlat'],
  account: [
    'units',
    'entryPrice',
    'pendingUnits',
    'closePending',
    'entryFilled',
    'entryDecisionTsMs',
    'exitFill',
    'exitDecisionTsMs',
    'unknown',
  ],
  candle: ['present'],
  quote: ['bid', 'ask'],
  control: ['flatten'],
} as const
const times = (slices: readonly (readonly Row[])[]) => slices.map(([row], s) => T0 + (row?.at ?? s) * MINUTE)
const inputs = (slices: readonly (readonly Row[])[]) => {
  const rows = slices.flat()
  const ports: Record<string, Record<string, number[]>> = {}
  for (const [port, names] of Object.entries(PORTS))
    ports[port] = Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name] ?? idle[name])]))
  ports['session']!['tradingDay'] = times(slices).map((tsMs) => Math.floor(tsMs / 86_400_000))
  return ports
}
const NAMES = ['AUD_USD', 'EUR_USD', 'GBP_USD', 'NZD_USD', 'USD_CHF']
const run = (
  slices: readonly (readonly Row[])[],
  config: Config = {},
  options: RunOptions = {},
  world = worldOf(NAMES.slice(0, slices[0]!.length)),
) => runOperator(strategy, config, world, { tsMs: times(slices), columns: inputs(slices) }, options)

const sideName = (side: number) => (side > 0 ? 'long' : side < 0 ? 'short' : 'flat')
/** One line per row: `enter long: entry`, `long`, `long, no adds`, `exit: slope`, `flat`. */
const wishes = (slices: readonly (readonly Row[])[], config: Config = {}): string[][] => {
  const { columns } = run(slices, config)
  return slices.map((rows, s) =>
    rows.map((_, k) => {
      const at = (name: string) => Number(columns[name]?.[s * rows.length + k])
      const reason = REASONS[at('reason')]
      if (at('enter')) return `enter ${sideName(at('side'))}: ${reason}`
      if (at('exit')) return `exit: ${reason}${at('side') === 0 && at('holdAdds') === 1 ? '' : ' ???'}`
      return sideName(at('side')) + (at('holdAdds') ? ', no adds' : '') + (at('pulse') ? ', pulse' : '')
    }),
  )
}
/** The wishes for one instrument. */
const wish = (rows: readonly Row[], config: Config = {}): string[] =>
  wishes(
    rows.map((row) => [row]),
    config,
  ).map(([text]) => text!)
/** The wish in the last slice. */
const last = (rows: readonly Row[], config: Config = {}): string => wish(rows, config).at(-1)!

const minute = (n: number) => T0 + n * MINUTE
const bought: Row = { units: 1000, entryPrice: 1 }
const sold: Row = { units: -1000, entryPrice: 1 }
/** The first slice that sees the entry decided at minute 0. */
const opened = (row: Row = bought): Row => ({ ...row, at: 1, entryFilled: 1, entryDecisionTsMs: minute(0) })

describe('entry', () => {
  test.each<[Row, string]>([
    [{ direction: 1 }, 'enter long: entry'],
    [{ direction: -1 }, 'enter short: entry'],
    [{ direction: 0 }, 'flat'],
    [{ direction: 1, pass: 0, failed: GUARD_BIT.spread }, 'flat'],
    [{ direction: 1, weight: 0 }, 'flat'],
    [{ direction: 1, weight: NAN }, 'flat'],
    [{ direction: 1, present: 0 }, 'flat'],
    [{ direction: 1, unknown: 1 }, 'flat'],
    [{ direction: 1, closePending: 1 }, 'flat'],
    [{ direction: 1, flatten: 1 }, 'flat'],
    [{ direction: 1, pendingUnits: 500 }, 'long'],
    [{ direction: 1, pendingUnits: -500 }, 'short'],
    [{ direction: -1, ...bought }, 'long'],
  ])('%j: %s', (row, expected) => expect(last([row])).toBe(expected))

  test('repeats while there is no position', () => {
    const again = 'enter long: entry'
    expect(wish([{ direction: 1 }, { direction: 1 }, { direction: 0 }, { direction: -1 }])).toEqual([
      again,
      again,
      'flat',
      'enter short: entry',
    ])
  })

  test('lastEntry and lastExit are the decisions, once they fill', () => {
    const { columns } = run(
      [
        { direction: 1 },
        { pendingUnits: 1000 },
        { ...bought, entryFilled: 1, entryDecisionTsMs: minute(0) },
        // An add changes neither.
        { ...bought, units: 2000, entryFilled: 1, entryDecisionTsMs: minute(2) },
        { ...bought, slopeBps: -2 },
        { ...bought, closePending: 1 },
        { exitFill: REASON.slope, exitDecisionTsMs: minute(4) },
      ].map((row) => [row]),
    )
    const never = Number.NEGATIVE_INFINITY
    expect([...(columns['lastEntryMs'] as Float64Array)]).toEqual([never, never, ...repeated(5, minute(0))])
    expect([...(columns['lastExitMs'] as Float64Array)]).toEqual([...repeated(6, never), minute(4)])
  })
})

describe('a position is held', () => {
  test.each<[string, Row, string]>([
    ['without a direction', { ...bought }, 'long'],
    ['against the direction', { ...bought, direction: -1 }, 'long'],
    ['when a guard closes', { ...bought, pass: 0, failed: GUARD_BIT.coherence }, 'long, no adds'],
    ['when its place is lost', { ...bought, weight: 0 }, 'long, no adds'],
    ['in rollover, break and blackout', { ...bought, pass: 0, failed: GUARD_BIT.session }, 'long, no adds'],
    ['without a candle', { ...bought, present: 0, pass: 0, failed: GUARD_BIT.data }, 'long, no adds'],
    ['while the slope is unknown', { ...bought, slopeBps: NAN }, 'long'],
    ['while an add is on its way', { ...bought, pendingUnits: 500 }, 'long'],
  ])('%s', (_, row, expected) => expect(last([opened(), { ...row, at: 9 }])).toBe(expected))

  test('gate off stops the adds of a gated entry, not those of a filled one', () => {
    const enter = (filled: number): Row => ({ direction: 1, filled })
    const held = (filled: number): Row => ({ ...bought, filled })
    expect(wish([enter(0), held(0), held(1), held(0)])).toEqual(['enter long: entry', 'long', 'long, no adds', 'long'])
    expect(wish([enter(1), held(1), held(0), held(1)])).toEqual(['enter long: entry', 'long', 'long', 'long'])
  })
})

describe('exits', () => {
  const near = { nearClose: 1, pass: 0, failed: GUARD_BIT.session }
  test.each<[string, Row, Config, string]>([
    ['before the close', { ...bought, ...near }, {}, 'exit: session'],
    ['before the close without a candle', { ...bought, ...near, present: 0 }, {}, 'exit: session'],
    ['after the close', { ...bought, open: 0 }, {}, 'exit: session'],
    ['rollover or blackout that flatten', { ...bought, forceFlat: 1 }, {}, 'exit: session'],
    ['the operator, without a candle', { ...bought, flatten: 1, present: 0 }, {}, 'exit: flatten'],
    ['profit of a long, at the bid', { ...bought, bid: 1.0051, ask: 1.01 }, {}, 'exit: pnl_tp'],
    ['not at the ask', { ...bought, bid: 1.0049, ask: 1.01 }, {}, 'long'],
    ['profit of a short, at the ask', { ...sold, bid: 0.99, ask: 0.9949 }, {}, 'exit: pnl_tp'],
    ['not at the bid', { ...sold, bid: 0.99, ask: 0.9951 }, {}, 'short'],
    ['loss of a long', { ...bought, bid: 0.9874, ask: 1 }, {}, 'exit: pnl_sl'],
    ['not yet', { ...bought, bid: 0.9876, ask: 1 }, {}, 'long'],
    ['loss of a short', { ...sold, bid: 1, ask: 1.0126 }, {}, 'exit: pnl_sl'],
    ['bounds are reached at equality', { ...bought, bid: 1.5 }, { exitPnlTpPct: 50 }, 'exit: pnl_tp'],
    ['percent of the entry price', { ...bought, entryPrice: 2, bid: 2.0098 }, {}, 'long'],
    ['not without a candle', { ...bought, bid: 1.5, slopeBps: -9, present: 0 }, {}, 'long'],
    ['not when off', { ...bought, bid: 1.5 }, { exitPnl: false }, 'long'],
    ['slope against a long', { ...bought, slopeBps: -1 }, {}, 'exit: slope'],
    ['slope against a short', { ...sold, slopeBps: 1 }, {}, 'exit: slope'],
    ['too flat a slope', { ...bought, slopeBps: -0.99 }, {}, 'long'],
    ['slope in its favour', { ...bought, slopeBps: 9 }, {}, 'long'],
    ['no slope at all, bound 0', { ...bought, slopeBps: 0 }, { exitSlopeBps: 0 }, 'long'],
    ['slope off', { ...bought, slopeBps: -9 }, { exitSlope: false }, 'long'],
    ['session before the operator', { ...bought, ...near, flatten: 1 }, {}, 'exit: session'],
    ['session before profit', { ...bought, ...near, bid: 1.5 }, {}, 'exit: session'],
    ['profit before slope', { ...bought, bid: 1.5, slopeBps: -9 }, {}, 'exit: pnl_tp'],
  ])('%s', (_, row, config, expected) =>
    expect(last([opened(row.units! > 0 ? bought : sold), { ...row, at: 9 }], config)).toBe(expected),
  )

  test('slope exits wait for exitCdSec after the decision of the entry', () => {
    const against = (at: number): Row => ({ ...bought, at, slopeBps: -5 })
    const config = { exitCdSec: 180 }
    expect(wish([opened(), against(2), against(3), against(4)], config)).toEqual([
      'long',
      'long',
      'exit: slope',
      'exit: slope',
    ])
  })

  test('closing until flat: reason and wish stay, whatever the market does', () => {
    expect(
      wish([
        opened(),
        { ...bought, slopeBps: -5 },
        { ...bought, closePending: 1, present: 0 },
        { ...bought, slopeBps: 5, direction: 1, nearClose: 1 },
        // An add in flight is closed as well.
        {
          ...bought,
          units: 300,
          entryFilled: 1,
          entryDecisionTsMs: minute(1),
          exitFill: REASON.slope,
          exitDecisionTsMs: minute(1),
        },
        { exitFill: REASON.slope, exitDecisionTsMs: minute(4) },
      ]),
    ).toEqual(['long', 'exit: slope', 'exit: slope', 'exit: slope', 'exit: slope', 'flat'])
  })

  test('an add that fills after the exit is closed too', () => {
    expect(
      wish([
        opened(),
        { ...bought, pendingUnits: 500, slopeBps: -5 },
        { pendingUnits: 500, exitFill: REASON.slope, exitDecisionTsMs: minute(1) },
        { ...bought, units: 500, entryFilled: 1, entryDecisionTsMs: minute(0) },
        { exitFill: REASON.slope, exitDecisionTsMs: minute(3) },
      ]),
    ).toEqual(['long', 'exit: slope', 'exit: slope', 'exit: slope', 'flat'])
  })

  test('before the close, over minutes without candles, until flat', () => {
    const near = { nearClose: 1, pass: 0, present: 0 }
    const shut = { open: 0, pass: 0, present: 0 }
    expect(
      wish([opened(), { ...bought, ...near }, { ...bought, ...shut }, { ...bought, open: 0 }, { ...shut }]),
    ).toEqual(['long', 'exit: session', 'exit: session', 'exit: session', 'flat'])
  })

  test('a flip is a close, then an entry in the next slice', () => {
    const turn: Row = { direction: -1, slopeBps: -5 }
    expect(
      wish([
        opened(),
        { ...bought, ...turn },
        { ...turn, exitFill: REASON.slope, exitDecisionTsMs: minute(1) },
        { ...turn, ...sold, entryFilled: 1, entryDecisionTsMs: minute(2) },
      ]),
    ).toEqual(['long', 'exit: slope', 'enter short: entry', 'short'])
  })

  test('flatten catches the entry in flight', () => {
    expect(
      wish([
        { direction: 1 },
        { pendingUnits: 1000, present: 0, flatten: 1 },
        { ...bought, entryFilled: 1, entryDecisionTsMs: minute(0) },
        { exitFill: REASON.flatten, exitDecisionTsMs: minute(2) },
      ]),
    ).toEqual(['enter long: entry', 'exit: flatten', 'exit: flatten', 'flat'])
  })
})

describe('brackets', () => {
  test.each(['stop', 'take', 'closeout'] as const)('after a %s the rest is closed', (reason) => {
    const hit: Row = { ...bought, units: 400, exitFill: REASON[reason], exitDecisionTsMs: minute(1) }
    expect(
      wish([
        opened(),
        { ...hit, at: 2, present: 0 },
        { ...bought, at: 3, units: 400 },
        { at: 4, direction: 1, exitFill: REASON.rest, exitDecisionTsMs: minute(3) },
      ]),
    ).toEqual(['long', 'exit: rest', 'exit: rest', 'enter long: entry'])
  })

  test('near the close the session is the reason', () => {
    const hit: Row = { ...bought, at: 2, units: 400, exitFill: REASON.stop, exitDecisionTsMs: minute(1), nearClose: 1 }
    expect(wish([opened(), hit, { ...bought, at: 3, units: 400 }])).toEqual(['long', 'exit: session', 'exit: session'])
  })

  test('all of it closed: the cooldown runs from the slice that saw it', () => {
    const go = (at: number): Row => ({ at, direction: 1 })
    const rows = [
      opened(),
      { at: 2, exitFill: REASON.stop, exitDecisionTsMs: minute(2), direction: 1 },
      go(3),
      go(4),
      go(5),
    ]
    expect(wish(rows, { entryCdSec: 180 })).toEqual(['long', 'flat', 'flat', 'flat', 'enter long: entry'])
  })

  test('entry and stop in one slice count both', () => {
    const rows = [
      { direction: 1 },
      { entryFilled: 1, entryDecisionTsMs: minute(0), exitFill: REASON.stop, exitDecisionTsMs: minute(1) },
    ]
    const { columns } = run(rows.map((row) => [row]))
    expect([columns['lastEntryMs']![1], columns['lastExitMs']![1]]).toEqual([minute(0), minute(1)])
  })

  test('a resize is an exit only if it leaves nothing', () => {
    const less: Row = { ...bought, units: 500, exitFill: REASON.resize, exitDecisionTsMs: minute(1) }
    const none: Row = { exitFill: REASON.resize, exitDecisionTsMs: minute(2), direction: 1 }
    const { columns } = run([opened(), less, none].map((row) => [row]))
    expect([...(columns['lastExitMs'] as Float64Array)].slice(1)).toEqual([Number.NEGATIVE_INFINITY, minute(2)])
    expect(last([opened(), less])).toBe('long')
  })

  test('closed outside the strategy: the cooldown runs from the slice that saw it', () => {
    const go = (at: number): Row => ({ at, direction: 1 })
    expect(wish([opened(), go(2), go(3), go(4)], { entryCdSec: 120 })).toEqual([
      'long',
      'flat',
      'flat',
      'enter long: entry',
    ])
  })
})

describe('cooldowns run in event time', () => {
  test('after an exit, over a gap in the slices', () => {
    const shut: Row = { at: 5, direction: 1, exitFill: REASON.slope, exitDecisionTsMs: minute(4) }
    const config = { entryCdSec: 600 }
    expect(last([opened(), shut, { at: 13, direction: 1 }], config)).toBe('flat')
    expect(last([opened(), shut, { at: 14, direction: 1 }], config)).toBe('enter long: entry')
  })

  test('after an entry, even if its exit came soon', () => {
    const shut: Row = { at: 2, direction: 1, exitFill: REASON.slope, exitDecisionTsMs: NAN }
    expect(last([opened(), shut, { at: 4, direction: 1 }], { entryCdSec: 300 })).toBe('flat')
    // An unknown decision counts as made in the slice that saw its fill.
    expect(last([opened(), shut, { at: 6, direction: 1 }], { entryCdSec: 300 })).toBe('flat')
    expect(last([opened(), shut, { at: 7, direction: 1 }], { entryCdSec: 300 })).toBe('enter long: entry')
  })
})

describe('places', () => {
  const go: Row = { direction: 1 }
  test('go to the best ranks, then by name, rank 0 last', () => {
    const enter = 'enter long: entry'
    const ranks = (...list: number[]) =>
      wishes([list.map((rank) => ({ ...go, rank }))], { topK: 3 })[0]!.map((text) => (text === enter ? 1 : 0))
    expect(ranks(5, 4, 3, 2, 1)).toEqual([0, 0, 1, 1, 1])
    expect(ranks(2, 0, 1, 0, 0)).toEqual([1, 1, 1, 0, 0])
    expect(ranks(1, 1, 1, 1, 1)).toEqual([1, 1, 1, 0, 0])
  })

  test('held, pending and closing instruments keep theirs', () => {
    const slice = [bought, { pendingUnits: 100 }, { ...go, rank: 2 }, { ...go, rank: 1 }, { ...sold, nearClose: 1 }]
    const free = (topK: number) => wishes([slice], { topK })[0]!.filter((text) => text.startsWith('enter')).length
    expect([1, 3, 4, 5].map(free)).toEqual([0, 0, 1, 2])
  })

  test('an order in doubt keeps its place', () => {
    expect(wishes([[{ ...go, unknown: 1 }, go]], { topK: 1 })[0]).toEqual(['flat', 'flat'])
  })

  test('are no more than the instruments', () => {
    expect(wishes([[go, go]], { topK: 100 })[0]).toEqual(['enter long: entry', 'enter long: entry'])
  })

  test('untraded instruments have none and get none', () => {
    const world = worldOf(['AUD_USD', 'EUR_USD'], { untraded: ['AUD_USD'] })
    const { columns } = run([[{ ...go, ...bought }, go]], { topK: 1 }, {}, world)
    expect([...(columns['enter'] as Uint8Array)]).toEqual([0, 1])
    expect([...(columns['side'] as Int32Array)]).toEqual([0, 1])
  })
})

describe('pulse trader', () => {
  const on = { pulseEnabled: true }
  /** Coherence fails, no place: only a pulse may enter. */
  const quiet = (at: number, row: Row = {}): Row => ({
    at,
    pass: 0,
    failed: GUARD_BIT.coherence,
    weight: 0,
    slopeBps: 1.5,
    ...row,
  })
  const five = [0, 1, 2, 3, 4].map((at) => quiet(at))

  test('enters in the slope’s direction after 300 s of nothing, and holds', () => {
    expect(wish([...five, quiet(5), { ...quiet(6), ...bought }, { ...quiet(7), ...bought, slopeBps: -2 }], on)).toEqual(
      [...repeated(5, 'flat'), 'enter long: pulse', 'long, pulse', 'exit: slope'],
    )
    expect(last([...five, quiet(5, { slopeBps: -0.1 })], on)).toBe('enter short: pulse')
    expect(last([...five, quiet(5)])).toBe('flat')
  })

  test.each<[string, Row]>([
    ['before the slope exists', { slopeBps: NAN }],
    ['without a slope', { slopeBps: 0 }],
    ['when another guard closes', { failed: GUARD_BIT.coherence | GUARD_BIT.spread }],
    ['while the account is unknown', { unknown: 1 }],
    ['without a score', { score: NAN }],
    ['while the operator wants it flat', { flatten: 1 }],
  ])('not %s', (_, row) => expect(last([...five, quiet(5, row)], on)).toBe('flat'))

  test('adds need its own guards only', () => {
    const held = (at: number, row: Row = {}): Row => ({ ...quiet(at), ...bought, ...row })
    expect(wish([...five, quiet(5), held(6), held(7, { failed: GUARD_BIT.entropy })], on).slice(6)).toEqual([
      'long, pulse',
      'long, no adds, pulse',
    ])
  })

  test('takes the best score that may be entered', () => {
    const slice = (at: number) => [
      quiet(at, { score: 0.2 }),
      quiet(at, { score: 0.9, failed: GUARD_BIT.spread }),
      quiet(at, { score: 0.4 }),
    ]
    expect(wishes([slice(0), slice(5)], on)[1]).toEqual(['flat', 'flat', 'enter long: pulse'])
  })

  test('a plan or a position restarts the interval', () => {
    const plan: Row = { direction: 1 }
    expect(wish([quiet(0), { ...plan, at: 4 }, quiet(5), quiet(8), quiet(9)], on).slice(2)).toEqual([
      'flat',
      'flat',
      'enter long: pulse',
    ])
    expect(
      wish(
        [
          { ...quiet(0), ...bought },
          quiet(1, { exitFill: REASON.stop, exitDecisionTsMs: minute(1) }),
          quiet(5),
          quiet(6),
        ],
        on,
      ).slice(2),
    ).toEqual(['flat', 'enter long: pulse'])
  })

  test('a maximum of filled pulses per day; refused ones do not count', () => {
    const config = { ...on, pulseMaxPerDay: 2 }
    const fill = (at: number): Row =>
      quiet(at, {
        entryFilled: 1,
        entryDecisionTsMs: minute(at - 1),
        exitFill: REASON.stop,
        exitDecisionTsMs: minute(at),
      })
    const entered = (rows: readonly Row[]) => wish(rows, config).map((line) => (line.startsWith('enter') ? 1 : 0))
    // Refused at 5; filled at 11 and 21; no more until the day is over.
    const first = [quiet(0), quiet(5), quiet(10), fill(11), quiet(20), fill(21), quiet(40), quiet(700)]
    expect(entered(first)).toEqual([0, 1, 1, 0, 1, 0, 0, 0])
    expect(entered([...first, quiet(740), fill(741), quiet(750)]).slice(8)).toEqual([1, 0, 1])
  })

  test('respects the cooldowns', () => {
    const shut = quiet(1, { exitFill: REASON.stop, exitDecisionTsMs: minute(1) })
    const rows = [{ ...quiet(0), ...bought }, shut, quiet(20), quiet(31)]
    expect(wish(rows, { ...on, entryCdSec: 1800 }).slice(2)).toEqual(['flat', 'enter long: pulse'])
  })
})

describe('properties', () => {
  const world = worldOf(NAMES)
  const slices = 250
  const K = 2
  const weights = (seed: number) => {
    const roll = dice(seed ^ 0x55aa)
    const cells = repeated(slices * NAMES.length, 0)
    return {
      weight: cells.map(() => (roll() < 0.7 ? 0.4 : 0)),
      score: cells.map(() => roll()),
      rank: cells.map(() => Math.floor(roll() * 6)),
      filled: cells.map(() => (roll() < 0.3 ? 1 : 0)),
    }
  }
  const config: Config = { entryCdSec: 180, exitCdSec: 120, topK: K, pulseEnabled: true }

  test('in a loop with the broker: cooldowns, places, reasons, never long to short at once', () => {
    let entries = 0
    let pulses = 0
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const market = restlessMarket(seed, slices, NAMES.length)
        const weight = weights(seed)
        const { account, wish: w } = runLoop(world, market, { strategy: config, weight })
        for (let s = 0; s < slices; s++) {
          let places = 0
          for (let k = 0; k < NAMES.length; k++) {
            const i = s * NAMES.length + k
            if (account.units[i] !== 0 || account.pendingUnits[i] !== 0 || w.enter[i]) places++
            // A side that was wished for but never held, or is being closed, may turn.
            const held = s === 0 ? 0 : account.units[i - NAMES.length]
            expect(account.units[i] * held).toBeGreaterThanOrEqual(0)
            if (held !== 0) expect(w.side[i] * w.side[i - NAMES.length]).toBeGreaterThanOrEqual(0)
            expect(w.side[i] * account.units[i]).toBeGreaterThanOrEqual(0)
            expect(w.enter[i] + w.exit[i]).toBeLessThanOrEqual(1)
            expect(w.reason[i] !== 0).toBe(w.enter[i] + w.exit[i] === 1)
            if (w.exit[i]) expect(account.units[i] !== 0 || account.pendingUnits[i] !== 0).toBe(true)
            if (s > 0 && w.exit[i - NAMES.length] && account.units[i] !== 0) expect(w.exit[i]).toBe(1)
            if (!w.enter[i]) continue
            entries++
            if (w.pulse[i]) pulses++
            const tsMs = market.tsMs[s]!
            expect(tsMs - w.lastEntryMs[i]).toBeGreaterThanOrEqual(180_000)
            expect(tsMs - w.lastExitMs[i]).toBeGreaterThanOrEqual(180_000)
            if (!w.pulse[i]) {
              expect([weight.weight[i]! > 0, market.guard['pass']![i], w.side[i]]).toEqual([
                true,
                1,
                market.dir['direction']![i],
              ])
            }
          }
          expect(places).toBeLessThanOrEqual(K)
        }
      }),
      { numRuns: 15 },
    )
    expect(entries).toBeGreaterThan(200)
    expect(pulses).toBeGreaterThan(0)
  })

  /** Any account, however unlikely: the wish must be defined for all of them. */
  const anyRow = fc.record({
    direction: fc.constantFrom(-1, 0, 0, 1),
    slopeBps: fc.constantFrom(-4, -1, 0, 0.5, 3, NAN),
    pass: fc.constantFrom(0, 1, 1),
    failed: fc.constantFrom(0, 1, 64),
    weight: fc.constantFrom(0, 0.5),
    score: fc.constantFrom(0.1, 0.2, NAN),
    rank: fc.integer({ min: 0, max: 5 }),
    filled: fc.constantFrom(0, 1),
    open: fc.constantFrom(0, 1, 1, 1, 1),
    nearClose: fc.constantFrom(0, 0, 0, 0, 1),
    units: fc.constantFrom(0, 0, 1000, -1000),
    entryPrice: fc.constant(1),
    pendingUnits: fc.constantFrom(0, 0, 0, 500, -500),
    entryFilled: fc.constantFrom(0, 0, 1),
    exitFill: fc.constantFrom(0, 0, 0, REASON.slope, REASON.stop, REASON.resize),
    present: fc.constantFrom(0, 1, 1, 1),
    bid: fc.integer({ min: -400, max: 400 }).map((n) => 1 + n / 16384),
    ask: fc.integer({ min: -400, max: 400 }).map((n) => 1 + n / 16384),
    flatten: fc.constantFrom(0, 0, 0, 0, 1),
  })
  const anySlices = fc.array(fc.array(anyRow, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 40 })

  test('cutting and restoring anywhere changes nothing', () => {
    fc.assert(
      fc.property(anySlices, fc.integer({ min: 1, max: 9 }), (rows, frame) => {
        expect(run(rows, config, { frames: [frame], restore: true })).toEqual(run(rows, config))
      }),
      { numRuns: 60 },
    )
  })

  test('mirrored prices produce mirrored wishes', () => {
    fc.assert(
      fc.property(anySlices, (rows) => {
        const mirrored = rows.map((slice) =>
          slice.map((row) => ({
            ...row,
            direction: -row.direction,
            slopeBps: -row.slopeBps,
            units: -row.units,
            pendingUnits: -row.pendingUnits,
            bid: 2 - row.ask,
            ask: 2 - row.bid,
          })),
        )
        const { side, ...rest } = run(rows, config).columns
        const { side: mirror, ...same } = run(mirrored, config).columns
        expect(same).toEqual(rest)
        expect(Array.from(mirror!)).toEqual(Array.from(side!, (value) => 0 - value))
      }),
      { numRuns: 60 },
    )
  })

  test('places equal the obvious version: sort by claim, rank and name, take the first', () => {
    const row = fc.record({
      direction: fc.constantFrom(-1, 1),
      rank: fc.integer({ min: 0, max: 5 }),
      filled: fc.constantFrom(0, 1),
      weight: fc.constantFrom(0, 0.3),
    })
    fc.assert(
      fc.property(fc.array(row, { minLength: 5, maxLength: 5 }), fc.integer({ min: 1, max: 6 }), (slice, topK) => {
        const { enter } = run([slice], { topK }).columns
        const expected = slice
          .map((r, k) => ({ ...r, k, order: 10 * r.filled + (r.rank || 9) }))
          .filter(({ weight }) => weight > 0)
          .sort((a, b) => a.order - b.order || a.k - b.k)
          .slice(0, topK)
        expect(new Set(slice.flatMap((_, k) => (enter![k] ? [k] : [])))).toEqual(new Set(expected.map(({ k }) => k)))
      }),
    )
  })
})
