import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { GATE_STATES } from '../../model/codes.js'
import type { World } from '../../model/world.js'
import { rollingGates } from '../../operators/rolling-gates.js'
import { type RunOptions, runOperator } from '../../graph/engine/testing/run-operator.js'
import { DAY, HOUR, MINUTE, worldOf } from '../support/wall-clock.js'

type Config = z.input<typeof rollingGates.config>
/** Monday, midnight UTC. */
const START = Date.UTC(2024, 0, 8)
const one = worldOf(['EUR_USD'])

interface Row {
  readonly tsMs: number
  /** Net bps of the trade that ended here. */
  readonly trade?: number
  readonly openBps?: number
  readonly open?: number
  readonly nearClose?: number
  readonly present?: number
}
/** Runs slices of one row per instrument: all instruments of a slice in order. */
const run = (rows: readonly Row[], config: Config = {}, world: World = one, options: RunOptions = {}) => {
  const count = world.instruments.length
  const slices = rows.filter((_, i) => i % count === 0)
  const { columns, saved } = runOperator(
    rollingGates,
    config,
    world,
    {
      tsMs: slices.map(({ tsMs }) => tsMs),
      columns: {
        shadow: {
          openBps: rows.map(({ openBps }) => openBps ?? 0),
          closed: rows.map(({ trade }) => (trade === undefined ? 0 : 1)),
          tradeBps: rows.map(({ trade }) => trade ?? Number.NaN),
        },
        session: {
          open: rows.map(({ open }) => open ?? 1),
          nearClose: rows.map(({ nearClose }) => nearClose ?? 0),
          tradingDay: slices.map(({ tsMs }) => Math.floor(tsMs / DAY)),
        },
        candle: { present: rows.map(({ present }) => present ?? 1) },
      },
    },
    options,
  )
  return { columns: columns as { [name: string]: ArrayLike<number> }, saved }
}
const states = ({ columns }: ReturnType<typeof run>) => Array.from(columns['state']!, (state) => GATE_STATES[state])
const quick = { warmTrades: 1, warmDays: 1, minTrades: 1 }
/** One slice per hour with one trade in each. */
const hourly = (trades: readonly (number | undefined)[]): Row[] =>
  trades.map((trade, hour) => ({ tsMs: START + hour * HOUR, ...(trade === undefined ? {} : { trade }) }))

describe('the trailing summary', () => {
  test('a trade counts from its exit until exactly 30 days later', () => {
    const at = (tsMs: number, trade?: number): Row => ({ tsMs, ...(trade === undefined ? {} : { trade }) })
    const { columns } = run([
      at(START, 4),
      at(START + MINUTE, -1),
      at(START + 30 * DAY - MINUTE),
      at(START + 30 * DAY),
      at(START + 30 * DAY + MINUTE),
    ])
    expect(Array.from(columns['trades']!)).toEqual([1, 2, 2, 1, 0])
    expect(Array.from(columns['pnlBps']!)).toEqual([4, 3, 3, -1, 0])
    expect(Array.from(columns['winRate']!)).toEqual([1, 0.5, 0.5, 0, 0])
    expect(Array.from(columns['drawdownBps']!)).toEqual([0, 1, 1, 1, 0])
    expect(Array.from(columns['calmar']!)).toEqual([10, 3, 3, -1, 0])
  })

  test('the open trade counts in the drawdown, not in the pnl; without trades calmar is 0', () => {
    const { columns } = run([
      { tsMs: START, openBps: -3 },
      { tsMs: START + MINUTE, trade: 8 },
      { tsMs: START + 2 * MINUTE, openBps: -4 },
      { tsMs: START + 3 * MINUTE, openBps: 5 },
      { tsMs: START + 4 * MINUTE, openBps: -500 },
    ])
    expect(Array.from(columns['drawdownBps']!)).toEqual([3, 0, 4, 0, 500])
    expect(Array.from(columns['pnlBps']!)).toEqual([0, 8, 8, 8, 8])
    expect(Array.from(columns['calmar']!)).toEqual([0, 10, 2, 10, 8 / 500])
  })

  test('a slice that only carries a request repeats the last evaluation', () => {
    const { columns } = run([
      { tsMs: START, trade: 4 },
      { tsMs: START + 500, openBps: -2 },
      { tsMs: START + MINUTE, openBps: -2 },
    ])
    expect(Array.from(columns['drawdownBps']!)).toEqual([0, 0, 2])
    expect(Array.from(columns['gateTsMs']!)).toEqual([START, START, START + MINUTE])
  })
})

describe('the gate', () => {
  test('opens with the second pass on the hour, closes with the second fail, cools after the fourth', () => {
    const rows = hourly([5, 5, 5, -90, 0, 0, 0, 100, 0, 0, 0])
    expect(states(run(rows, quick))).toEqual([
      'off',
      'on',
      'on',
      'on',
      'off',
      'off',
      'cooldown',
      'cooldown',
      'off',
      'on',
      'on',
    ])
    const { columns } = run(rows, quick)
    expect(Array.from(columns['misses']!)).toEqual([0, 0, 0, 1, 2, 3, 0, 0, 0, 0, 0])
    expect(Array.from(columns['passes']!)).toEqual([1, 2, 3, 0, 0, 0, 0, 0, 1, 2, 3])
    expect(columns['cooldownUntilMs']![6]).toBe(START + 8 * HOUR)
    expect(Array.from(columns['eligible']!)).toEqual([0, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1])
  })

  test('between hours nothing counts, unless verdicts count every minute', () => {
    const rows = Array.from({ length: 62 }, (_, i) => ({ tsMs: START + i * MINUTE, trade: 5 }))
    expect(states(run(rows, quick)).indexOf('on')).toBe(60)
    expect(states(run(rows, { ...quick, countEveryMin: 1 })).indexOf('on')).toBe(1)
  })

  test('closed or near the close the counters hold; a missing candle changes nothing', () => {
    const rows = hourly([5, 5, 5, 5, 5]).map((row, i) => ({
      ...row,
      ...[{}, { open: 0 }, { nearClose: 1 }, { present: 0 }][i],
    }))
    expect(Array.from(run(rows, quick).columns['passes']!)).toEqual([1, 1, 1, 2, 3])
  })

  test('an hour without slices is not counted; a request off the minute grid counts nothing', () => {
    const rows = [0, 1, 49, 49.5, 50].map((hour) => ({ tsMs: START + hour * HOUR + (hour === 49 ? 7 : 0), trade: 5 }))
    expect(Array.from(run(rows, quick).columns['passes']!)).toEqual([1, 2, 2, 3, 4])
  })

  test('warms up until 10 trades and 10 trading days with a candle are in the window', () => {
    const days = (trade: number, more: (day: number) => Partial<Row> = () => ({})) =>
      Array.from({ length: 14 }, (_, day) => ({ tsMs: START + day * DAY, trade, ...more(day) }))
    const first = (rows: readonly Row[]) => states(run(rows)).findIndex((state) => state !== 'warming')
    expect(first(days(5))).toBe(9)
    expect(first(days(5, (day) => (day < 2 ? { present: 0 } : {})))).toBe(11)
    expect(first(days(5).map((row, day) => (day < 3 ? { tsMs: row.tsMs } : row)))).toBe(12)
    // The passes of a warming gate do not count, nor do days that have left the window.
    expect(run(days(5)).columns['passes']!.length).toBe(14)
    expect(Array.from(run(days(5)).columns['passes']!).slice(8, 11)).toEqual([0, 1, 2])
    expect(first(days(5).map((row, day) => ({ ...row, tsMs: row.tsMs + (day < 9 ? 0 : 40 * DAY) })))).toBe(-1)
  })

  test('floors move with the hourly samples, from the first trade on', () => {
    const rows = hourly([undefined, undefined, ...Array.from({ length: 60 }, () => 2)])
    const { columns } = run(rows, quick)
    expect(columns['minTrades']![24]).toBe(1)
    // Samples 1, 2 .. 24 of hours 2 to 25.
    expect(columns['minTrades']![25]).toBe(0.5 * 12.5)
    expect(columns['calmarMin']![24]).toBe(0.15)
    expect(columns['calmarMin']![25]).toBe(0.5)
  })

  test('the band: 0.15 for CHF, configurable for any, at most 0.3', () => {
    const world = worldOf(['AUD_USD', 'CHF_JPY', 'EUR_USD', 'USD_CHF'], { untraded: ['AUD_USD'] })
    const rows = world.instruments.map(() => ({ tsMs: START }))
    const buffers = (config: Config) => Array.from(run(rows, config, world).columns['buffer']!).slice(1)
    expect(buffers({})).toEqual([0.15, 0.1, 0.15])
    expect(buffers({ hysteresis: 0.2, hysteresisPair: { USD_CHF: 0.5, CHF_JPY: -1 } })).toEqual([0, 0.2, 0.3])
  })

  test('untraded instruments are off', () => {
    const { columns } = run([{ tsMs: START, trade: 5 }], quick, worldOf(['EUR_USD'], { untraded: ['EUR_USD'] }))
    expect([columns['eligible']![0], GATE_STATES[columns['state']![0]!], columns['trades']![0]]).toEqual([
      0,
      'off',
      Number.NaN,
    ])
  })
})

/** Normal numbers from a seed. */
const normals = (seed: number) => {
  let x = seed
  const uniform = () => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0
    return (x + 0.5) / 4294967296
  }
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  return { uniform, normal }
}

/** Five-minute slices on weekdays; every instrument trades 25 times a day. */
const trading = (means: readonly number[], days: number, seed: number): Row[] => {
  const { uniform, normal } = normals(seed)
  const rows: Row[] = []
  for (let tsMs = START; tsMs < START + days * DAY; tsMs += 5 * MINUTE) {
    if (Math.floor((tsMs - START) / DAY) % 7 >= 5) continue
    for (const mean of means) rows.push(uniform() < 25 / 288 ? { tsMs, trade: mean + 6 * normal() } : { tsMs })
  }
  return rows
}

describe('who gets through, 20 seeds of 120 days, 25 trades a day, standard deviation 6 bps', () => {
  test.each([
    ['-0.8 bps a trade', -0.8, 0, 0.01],
    ['+1 bps a trade', 1, 0.8, 1],
  ])('%s', (_what, mean, least, most) => {
    const names = Array.from({ length: 20 }, (_, i) => `A${String.fromCharCode(65 + i)}A_USD`)
    const rows = trading(
      names.map(() => mean),
      120,
      42,
    )
    const { columns } = run(rows, {}, worldOf(names))
    const after = rows.findIndex(({ tsMs }) => tsMs >= START + 30 * DAY)
    const late = Array.from(columns['eligible']!).slice(after)
    const share = late.reduce((a, b) => a + b, 0) / late.length
    expect(share).toBeGreaterThanOrEqual(least)
    expect(share).toBeLessThanOrEqual(most)
  })
})

/** The definition for EUR_USD and the default rule: everything recomputed from all rows up to each slice. */
const slowGates = (rows: readonly Row[], windowMs: number, warm: number) => {
  const hours = new Set<number>()
  const samples: { trades: number; calmar: number }[] = []
  let state = 'warming'
  let [beenOn, passes, fails, misses, cooldownUntilMs] = [false, 0, 0, 0, 0]
  const sorted = (values: number[]) => values.sort((a, b) => a - b)
  const at = (values: number[], p: number) => {
    const x = (values.length - 1) * p
    const [low, high] = [values[Math.floor(x)]!, values[Math.ceil(x)]!]
    return low + (x - Math.floor(x)) * (high - low)
  }
  return rows.map(({ tsMs, openBps = 0, open = 1, nearClose = 0 }, i) => {
    const past = rows.slice(0, i + 1)
    const inside = past.filter((row) => row.tsMs > tsMs - windowMs)
    const trades = inside.flatMap((row) => (row.trade === undefined ? [] : [row.trade]))
    let [path, peak, drawdown] = [0, 0, 0]
    for (const bps of [...trades, openBps]) {
      path += bps
      peak = Math.max(peak, path)
      drawdown = Math.max(drawdown, peak - path)
    }
    const pnl = trades.reduce((a, b) => a + b, 0)
    const calmar =
      trades.length === 0 ? 0 : drawdown === 0 ? (pnl > 0 ? 10 : 0) : Math.max(-10, Math.min(10, pnl / drawdown))
    const newHour = !hours.has(Math.floor(tsMs / HOUR))
    hours.add(Math.floor(tsMs / HOUR))
    if (newHour && past.some((row) => row.trade !== undefined)) samples.push({ trades: trades.length, calmar })
    const ring = samples.slice(-720)
    const counts = sorted(ring.map((sample) => sample.trades))
    const calmars = sorted(ring.map((sample) => sample.calmar))
    const adaptive = ring.length >= 24
    const minTrades = Math.max(3, adaptive ? 0.5 * at(counts, 0.5) : 0)
    const calmarMin = adaptive
      ? Math.min(0.5, Math.max(0.15, at(calmars, 0.5) + 0.1 * (at(calmars, 0.75) - at(calmars, 0.25))))
      : 0.15
    const days = new Set(inside.filter((row) => row.present !== 0).map((row) => Math.floor(row.tsMs / DAY)))
    if (state === 'warming' && trades.length >= warm && days.size >= warm) state = 'off'
    if (state === 'cooldown' && tsMs >= cooldownUntilMs) {
      state = 'off'
      cooldownUntilMs = 0
    }
    if (newHour && open === 1 && nearClose === 0 && (state === 'on' || state === 'off')) {
      const pass = trades.length >= minTrades && pnl >= 1 && calmar >= calmarMin + 0.1 * Math.max(calmarMin, 0.15)
      const fail = trades.length < minTrades || pnl < -1 || calmar < calmarMin - 0.1 * Math.max(calmarMin, 0.15)
      passes = pass ? passes + 1 : 0
      fails = fail ? fails + 1 : 0
      misses = fail && beenOn ? misses + 1 : 0
      if (misses === 4) {
        state = 'cooldown'
        cooldownUntilMs = tsMs + 2 * HOUR
        ;[passes, fails, misses] = [0, 0, 0]
      } else if (passes >= 2) {
        state = 'on'
        beenOn = true
      } else if (fails >= 2) state = 'off'
    }
    return {
      tsMs,
      state,
      trades: trades.length,
      pnl,
      drawdown,
      calmar,
      minTrades,
      calmarMin,
      passes,
      fails,
      misses,
      cooldownUntilMs,
    }
  })
}

const quarter = (n: number) => n / 4
const rowOf = fc.record({
  waitMin: fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 1, max: 90 }) }, fc.integer({ min: 600, max: 6000 })),
  trade: fc.option(fc.integer({ min: -40, max: 48 }).map(quarter), { nil: undefined }),
  openBps: fc.oneof(fc.constant(0), fc.integer({ min: -40, max: 40 }).map(quarter)),
  open: fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, fc.constant(0)),
  nearClose: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.constant(1)),
  present: fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, fc.constant(0)),
})
const stream = fc.array(rowOf, { minLength: 1, maxLength: 200, size: 'max' }).map((gaps) => {
  let tsMs = START
  return gaps.map(({ waitMin, trade, ...row }): Row => {
    tsMs += waitMin * MINUTE
    return { ...row, tsMs, ...(trade === undefined ? {} : { trade }) }
  })
})

describe('properties', () => {
  test('equals a recomputation from the start', () => {
    const reached = new Set<string>()
    fc.assert(
      fc.property(stream, (rows) => {
        const { columns } = run(rows, { windowDays: 5, warmTrades: 3, warmDays: 3, minTrades: 3 })
        const expected = slowGates(rows, 5 * DAY, 3)
        expected.forEach((row, i) => {
          reached.add(row.state)
          const at = (name: string) => columns[name]![i]!
          expect({
            tsMs: row.tsMs,
            state: GATE_STATES[at('state')],
            trades: at('trades'),
            pnl: at('pnlBps'),
            drawdown: at('drawdownBps'),
            calmar: at('calmar'),
            minTrades: at('minTrades'),
            calmarMin: at('calmarMin'),
            passes: at('passes'),
            fails: at('fails'),
            misses: at('misses'),
            cooldownUntilMs: at('cooldownUntilMs'),
          }).toEqual(row)
        })
      }),
      { numRuns: 40, seed: 7 },
    )
    expect(reached.size).toBe(4)
  })

  test('cut anywhere, restored anywhere: the same bytes, and one instrument never sees another', () => {
    const world = worldOf(['EUR_USD', 'USD_CHF'])
    const config: Config = { windowDays: 5, warmTrades: 3, warmDays: 3, minTrades: 3 }
    fc.assert(
      fc.property(
        stream,
        stream,
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom('adaptive' as const, 'original' as const),
        (a, b, frame, floors) => {
          const rows = a.flatMap((row, i) => [row, { ...(b[i] ?? row), tsMs: row.tsMs }])
          const whole = run(rows, { ...config, floors }, world)
          expect(run(rows, { ...config, floors }, world, { frames: [frame], restore: true })).toEqual(whole)
          const alone = run(a, { ...config, floors })
          for (const name of ['state', 'calmar', 'calmarMin', 'misses'])
            expect(Array.from(alone.columns[name]!)).toEqual(a.map((_, s) => whole.columns[name]![s * 2]))
        },
      ),
      { numRuns: 40 },
    )
  })
})

test.each([
  { windowDays: 0 },
  { windowDays: 7 },
  { calmarMin: 0.6 },
  { hysteresis: Number.NaN },
  { intervalSec: 90 },
  { floors: 'none' },
  { minTrade: 10 },
])('config %j is refused', (config) => expect(rollingGates.config.safeParse(config).success).toBe(false))

test('warms up over the window and the ring of hours', () => {
  expect(rollingGates.warmup?.(rollingGates.config.parse({}))).toBe(60 * 1440)
})
