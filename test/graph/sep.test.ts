/** Laws of the whole graph: cutting, resuming, no look-ahead, one order a target, one way to the broker. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Frame } from '../../graph/engine/run/frame.js'
import { sep } from '../../graph/sep.js'
import type { CandleSeries } from '../../model/candle-series.js'
import { reachingWithout } from '../../graph/engine/define/topology.js'
import { resolveSettings } from '../../app/config/settings.js'
import { changeFuture, MARKET_START_MS, randomMarket } from '../support/random-market.js'
import { eager, runSep } from '../support/sep-run.js'

const MINUTES = 420
const column = (frame: Frame, node: string, name: string) => frame.columns[node]?.[name] as Float64Array

/** Every slice's row of instrument k, flattened over frames. */
const collect = (
  series: readonly CandleSeries[],
  wanted: readonly (readonly [node: string, name: string])[],
  options = {},
) => {
  const rows: { tsMs: number; values: number[][] }[] = []
  runSep(series, {
    ...options,
    look: (frame) => {
      for (let s = 0; s < frame.slices; s++) {
        const values = wanted.map(([node, name]) => [
          ...column(frame, node, name).subarray(s * frame.count, (s + 1) * frame.count),
        ])
        rows.push({ tsMs: frame.time.tsMs[s] as number, values })
      }
    },
  })
  return rows
}

describe('the whole graph', () => {
  test('this market trades: entries, adds, closes and shadow trades all occur', () => {
    let [entries, adds, closes, shadow] = [0, 0, 0, 0]
    runSep(randomMarket({ seed: 3, minutes: 1200 }), {
      look: (frame) => {
        for (let i = 0; i < frame.slices * frame.count; i++) {
          const reason = column(frame, 'risk', 'increaseReason')[i]
          if (reason === 1) entries++
          if (reason === 2) adds++
          if (column(frame, 'risk', 'closeAll')[i]) closes++
          if (column(frame, 'shadow', 'closed')[i]) shadow++
        }
      },
    })
    expect([entries > 3, adds > 3, closes > 1, shadow > 3]).toEqual([true, true, true, true])
  })

  test('any cutting into frames and any snapshot/restore gives the same bytes of every column', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (seed, cuts, restore) => {
          const series = randomMarket({ seed, minutes: MINUTES, missingPerMille: 40 })
          const whole = runSep(series).digest.columns()
          expect(
            [...runSep(series, { cuts, restore }).digest.columns()].filter(([name, hash]) => whole.get(name) !== hash),
          ).toEqual([])
        },
      ),
      { numRuns: 12 },
    )
  })

  test('changed candles after t change nothing up to t', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 150, max: MINUTES - 1 }),
        (seed, minute) => {
          const afterMs = MARKET_START_MS + minute * 60_000
          const series = randomMarket({ seed, minutes: MINUTES, missingPerMille: 40 })
          const past = (given: readonly CandleSeries[]) => {
            const seen: string[] = []
            runSep(given, {
              cuts: [1],
              look: (frame, compiled) => {
                if ((frame.time.tsMs[0] as number) > afterMs) return
                for (const node of compiled.graph.nodes) {
                  for (const [name, col] of Object.entries(node.schema)) {
                    if (col.shape === 'event') continue
                    seen.push(
                      `${node.id}.${name}:${column(frame, node.id, name)
                        .subarray(0, col.shape === 'row' ? frame.count : 1)
                        .join()}`,
                    )
                  }
                }
              },
            })
            return seen
          }
          const before = past(series)
          expect(before.length).toBeGreaterThan(1000)
          expect(past(series.map((one) => changeFuture(one, afterMs)))).toEqual(before)
        },
      ),
      { numRuns: 6 },
    )
  })

  test('a target is ordered once: held + pending never passes the target, and a decided entry is not decided again on its way', () => {
    const rows = collect(randomMarket({ seed: 11, minutes: 900, missingPerMille: 60 }), [
      ['broker', 'units'],
      ['broker', 'pendingUnits'],
      ['risk', 'approvedUnits'],
      ['size', 'targetUnits'],
    ])
    let orders = 0
    for (const { values } of rows) {
      const [units, pending, approved, target] = values as [number[], number[], number[], number[]]
      for (let k = 0; k < units.length; k++) {
        if (approved[k] === 0) continue
        orders++
        expect(pending[k]).toBe(0)
        expect(Math.abs((units[k] as number) + (approved[k] as number))).toBeLessThanOrEqual(
          Math.abs(target[k] as number),
        )
      }
    }
    expect(orders).toBeGreaterThan(10)
  })

  test('an order for an instrument that misses the next slice is pending, counts as held, fills in its next candle or expires', () => {
    const full = randomMarket({ seed: 5, minutes: 900 })
    const wanted = [
      ['risk', 'approvedUnits'],
      ['broker', 'pendingUnits'],
      ['broker', 'units'],
      ['broker', 'rejected'],
      ['strategy', 'enter'],
    ] as const
    const first = collect(full, wanted).flatMap(({ tsMs, values }) =>
      (values[0] as number[]).flatMap((approved, k) =>
        approved !== 0 && (values[2] as number[])[k] === 0 ? [{ tsMs, k, approved }] : [],
      ),
    )[0]
    expect(first).toBeDefined()
    const { tsMs, k, approved } = first as { tsMs: number; k: number; approved: number }
    const without = (minutes: number) =>
      full.map((series, n) => {
        const name = [...full].map(({ instrument }) => instrument).sort()[k]
        return series.instrument === name
          ? dropBetween(series, tsMs, tsMs + minutes * 60_000)
          : (full[n] as CandleSeries)
      })
    const at = (rows: ReturnType<typeof collect>, minutes: number, n: number) =>
      (rows.find((row) => row.tsMs === tsMs + minutes * 60_000)?.values[n] as number[])[k]
    const oneMissing = collect(without(1), wanted)
    expect(at(oneMissing, 1, 1)).toBe(approved)
    expect([at(oneMissing, 1, 0), at(oneMissing, 1, 4)]).toEqual([0, 0])
    expect([at(oneMissing, 2, 1), at(oneMissing, 2, 2)]).toEqual([0, approved])
    const threeMissing = collect(without(3), wanted)
    expect(at(threeMissing, 2, 3)).toBe(1)
    expect([at(threeMissing, 3, 1), at(threeMissing, 4, 2)]).toEqual([0, 0])
  })

  test('nothing but risk leads to the order port of the broker', () => {
    expect(reachingWithout(sep(resolveSettings()), 'broker', 'order', 'risk')).toEqual([])
    expect(reachingWithout(sep(resolveSettings()), 'broker', 'candle', 'risk')).toEqual(['candle'])
  })

  test('paused or with the kill switch on nothing is increased, and the shadow goes on as before', () => {
    const series = randomMarket({ seed: 7, minutes: 600 })
    const wanted = [
      ['risk', 'approvedUnits'],
      ['shadow', 'tradeBps'],
      ['shadow', 'closed'],
    ] as const
    const free = collect(series, wanted)
    const killed = collect(series, wanted, { control: () => ({ ...control, killSwitch: 1 }) })
    expect(killed.every(({ values }) => (values[0] as number[]).every((units) => units === 0))).toBe(true)
    expect(killed.map(({ values }) => values[2])).toEqual(free.map(({ values }) => values[2]))
  })

  test('the home currency may be any: the same market in euro trades too', () => {
    let fills = 0
    runSep(randomMarket({ seed: 3, minutes: 900, names: ['EUR_USD', 'EUR_JPY', 'USD_JPY'] }), {
      home: 'EUR',
      settings: eager(),
      look: (frame) => {
        fills += (frame.columns['broker']?.['at'] as Uint32Array)[frame.slices] as number
        const nav = column(frame, 'broker', 'nav')
        for (let s = 0; s < frame.slices; s++) expect(Number.isFinite(nav[s])).toBe(true)
      },
    })
    expect(fills).toBeGreaterThan(3)
  })
})

const control = {
  killSwitch: 0,
  paused: 0,
  fillTrades: 1,
  connected: 1,
  heartbeatAgeMs: 0,
  requestId: 0,
  lockUntilMs: null,
  flatten: null,
}

/** Without the candles whose slice time lies in (fromMs, toMs]. */
const dropBetween = (series: CandleSeries, fromMs: number, toMs: number): CandleSeries => {
  const keep = Array.from(series.tMs, (t) => !(t + 60_000 > fromMs && t + 60_000 <= toMs))
  return Object.fromEntries(
    Object.entries(series).map(([name, value]) => [
      name,
      value instanceof Float64Array ? value.filter((_, i) => keep[i]) : value,
    ]),
  ) as unknown as CandleSeries
}
