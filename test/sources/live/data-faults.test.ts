/** Whatever the broker does to its candles: a slice has the clean ones, or a gap that is reported. */
import fc from 'fast-check'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { describe, expect, test } from 'vitest'
import { testClock } from '../../support/test-clock.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { SERIES_COLUMNS } from '../../../model/candle-series.js'
import { createBrokerClock } from '../../../oanda/client/broker-clock.js'
import { isFxWeekMinute } from '../../../operators/calendar/new-york.js'
import type { LiveSlice } from '../../../sources/live/live-slices.js'
import { createCandleSource } from '../../../sources/oanda/candles.js'
import { settle } from '../../support/settle.js'
import { type CleanCandle, cleanValues, disturbedBroker } from './disturbed-broker.js'
import { liveBench } from '../../support/live/live-bench.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

const NAMES = ['EUR_USD', 'GBP_USD', 'USD_JPY']
/** Beginnings of half an hour; New York's and London's clocks change on Sundays, when the week is shut. */
const STARTS: readonly (readonly [string, number])[] = [
  ['a Monday noon', Date.UTC(2026, 0, 5, 12)],
  ['the daily break, winter', Date.UTC(2026, 0, 6, 21, 45)],
  ['the end of a week, winter', Date.UTC(2026, 0, 9, 21, 40)],
  ['the beginning of a week, winter', Date.UTC(2026, 0, 11, 21, 55)],
  ['the last week before New York changes', Date.UTC(2026, 2, 6, 21, 40)],
  ['the first week after New York has changed', Date.UTC(2026, 2, 8, 20, 55)],
  ['the first week after London has changed', Date.UTC(2026, 2, 29, 20, 55)],
  ['London back, New York not yet', Date.UTC(2026, 9, 25, 20, 55)],
  ['both back', Date.UTC(2026, 10, 1, 21, 55)],
  ['the hour that New York has twice', Date.UTC(2026, 10, 1, 5, 45)],
  ['the hour that London skips', Date.UTC(2026, 2, 29, 0, 45)],
]
const MINUTES = 30

/** A candle of most minutes of the week. */
const market = (seed: number, startMs: number): Map<string, CleanCandle[]> => {
  const generator = xoroshiro128plus(seed)
  return new Map(
    NAMES.map((name) => {
      let points = 110_000
      const candles: CleanCandle[] = []
      for (let n = 0; n < MINUTES; n++) {
        points += uniformInt(generator, -20, 20)
        const tMs = startMs + n * MINUTE_MS
        if (isFxWeekMinute(tMs) && uniformInt(generator, 0, 19) > 0) candles.push({ tMs, points })
      }
      return [name, candles]
    }),
  )
}

interface Row {
  readonly instrument: string
  readonly tMs: number
  readonly values: Readonly<Record<string, number>>
  readonly present: number
  readonly bid: number
}

const play = async (seed: number, startMs: number, perMille: number) => {
  const clean = market(seed, startMs)
  let broker!: ReturnType<typeof disturbedBroker>
  const bench = liveBench({
    names: NAMES,
    nowMs: startMs,
    afterMs: startMs,
    candles: (nowMs) => {
      broker = disturbedBroker({ seed: seed + 1, clean, nowMs, perMille })
      const base = testClock(0)
      const clock = createBrokerClock({ base: { ...base, nowMs }, follow: false })
      return createCandleSource({ clock, candles: broker.candles })
    },
  })
  bench.prices.tradeable.fill(0)
  const rows: Row[] = []
  const times: number[] = []
  const endMs = startMs + (MINUTES + 3) * MINUTE_MS
  let next = bench.raw.next()
  while (bench.base.nowMs() < endMs) {
    let slice: LiveSlice | null = null
    void next.then(({ value }) => {
      slice = (value as LiveSlice | undefined) ?? null
    })
    await settle(bench.base, Promise.race([next, bench.base.sleep(endMs - bench.base.nowMs())]), 2000)
    if (slice === null) break
    const { frame } = slice as LiveSlice
    times.push(frame.time.tsMs[0]!)
    expect(frame.time.asOfMs[0]).toBeGreaterThanOrEqual(frame.time.tsMs[0]!)
    rows.push(...NAMES.map((instrument, k) => rowOf(frame, instrument, k)))
    next = bench.raw.next()
  }
  bench.stop.abort()
  return { clean, broker, rows, times, faults: bench.faults, revisions: bench.revisions }
}

const rowOf = (frame: Frame, instrument: string, k: number): Row => {
  const { candle, quote } = frame.columns as unknown as Record<string, Record<string, ArrayLike<number>>>
  const { present, ...columns } = candle!
  return {
    instrument,
    tMs: frame.time.tsMs[0]! - MINUTE_MS,
    values: Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column[k]!])),
    present: present![k]!,
    bid: quote!['bid']![k]!,
  }
}

type Played = Awaited<ReturnType<typeof play>>
/** Reports about one candle: it was used too early, came late, or was changed after its slice. */
const isReported = ({ revisions, faults }: Played, { instrument, tMs, values, present }: Row): boolean =>
  faults.some((text) => text.startsWith(`${instrument} ${new Date(tMs).toISOString()} is used before`)) ||
  revisions.some((revision) => {
    if (revision.instrument !== instrument) return false
    if ('late' in revision) return present === 0 && revision.late.tMs.includes(tMs)
    return present === 1 && revision.tMs === tMs && revision.used[SERIES_COLUMNS.indexOf('c')] === values['c']
  })

const check = (played: Played): { clean: number; gaps: number; changed: number } => {
  const { clean, broker, rows, times, faults } = played
  const counts = { clean: 0, gaps: 0, changed: 0 }
  for (let n = 1; n < times.length; n++) expect(times[n]).toBeGreaterThan(times[n - 1]!)
  for (const row of rows) {
    const candle = clean.get(row.instrument)!.find(({ tMs }) => tMs === row.tMs)
    if (row.present === 0) {
      expect(row.values['c']).toBeNaN()
      if (!candle) continue
      counts.gaps++
      const faulty = faults.some((text) => text.startsWith(row.instrument))
      expect(isReported(played, row) || faulty || !broker.isPlain(row.instrument, row.tMs)).toBe(true)
      continue
    }
    expect(candle).toBeDefined()
    expect(row.bid).toBe(row.values['bc'])
    const isOf = (points: number) =>
      Object.entries(cleanValues(points)).every(([name, value]) => row.values[name] === value)
    if (isOf(candle!.points)) counts.clean++
    else if (isOf(broker.lastWord(row.instrument, row.tMs))) counts.changed++
    else {
      counts.changed++
      expect([row.instrument, row.tMs, isReported(played, row)]).toEqual([row.instrument, row.tMs, true])
    }
  }
  return counts
}

describe('data faults', () => {
  test.each(STARTS)('%s: an undisturbed stream comes out whole', async (_, startMs) => {
    const played = await play(9, startMs, 0)
    const has = [...played.clean.values()].reduce((sum, candles) => sum + candles.length, 0)
    expect(check(played)).toEqual({ clean: has, gaps: 0, changed: 0 })
    expect([played.faults, played.revisions]).toEqual([[], []])
  })

  test('200 disturbed streams: the clean candle, or a reported gap or revision', async () => {
    const total = { clean: 0, gaps: 0, changed: 0 }
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1e9 }),
        fc.constantFrom(...STARTS.slice(0, -2).map(([, startMs]) => startMs)),
        fc.constantFrom(20, 150, 400),
        async (seed, startMs, perMille) => {
          const counts = check(await play(seed, startMs, perMille))
          for (const name of ['clean', 'gaps', 'changed'] as const) total[name] += counts[name]
        },
      ),
      { numRuns: 200, seed: 20_260_901 },
    )
    // All three kinds were there.
    expect(total.clean).toBeGreaterThan(5000)
    expect(total.gaps).toBeGreaterThan(200)
    expect(total.changed).toBeGreaterThan(50)
  })
})
