import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CandleSeries } from '../../model/candle-series.js'
import { candleBits } from '../../native-rs/index.js'
import { qbsa } from '../../operators/qbsa.js'
import { qfh } from '../../operators/qfh.js'
import { manifold, type ManifoldOptions } from '../../studies/manifold.js'
import { repetitions } from '../../studies/manifold/repetitions.js'
import { manifoldText } from '../../studies/manifold/text.js'
import { toyWorld } from '../support/toy.js'
import { makeSeries } from '../support/series.js'
import { runOperator } from '../../graph/engine/testing/run-operator.js'
import { GOLDEN } from '../support/paths.js'

interface Json {
  readonly [key: string]: Json | number | string | boolean
}
interface Case {
  readonly name: string
  readonly instrument: string
  readonly candles: readonly (readonly number[])[]
  readonly bits: string
  readonly manifold: Json & { readonly signals: readonly Json[] }
}
const text = readFileSync(join(GOLDEN, 'manifold_cases.json'), 'utf8')
const { cases } = JSON.parse(text) as { readonly cases: readonly Case[] }

const CAUSAL: ManifoldOptions = { view: 'causal', signaturePrecision: 2, lookbackMinutes: 60, noVolume: 'range' }
const ORIGINAL: ManifoldOptions = { ...CAUSAL, view: 'original', noVolume: 'parity' }

const seriesOf = ({ instrument, candles }: Case): CandleSeries => {
  const column = (n: number) => Float64Array.from(candles, (candle) => candle[n] as number)
  const empty = makeSeries(instrument, 0, [])
  return { ...empty, tMs: column(0), o: column(1), h: column(2), l: column(3), c: column(4), v: column(5) }
}
const documentOf = (series: CandleSeries, options: Partial<ManifoldOptions> = {}): Json =>
  JSON.parse([...manifoldText(manifold(series, { ...CAUSAL, ...options }))].join('')) as Json

/** Paths of all leaves with their values. */
const leaves = (value: unknown, path = ''): [string, unknown][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, item]) => leaves(item, `${path}.${key}`))
    : [[path, value]]

/** A value this close to a rounding boundary may fall on either side. */
const nearEdge = (x: number): boolean => Math.abs(((x * 100) % 1) - 0.5) < 1e-4

describe("the original's view", () => {
  test('there are 15 cases', () => expect(cases.length).toBe(15))

  test.each(cases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const series = seriesOf(one)
    expect([...candleBits(series, true)].join('')).toBe(one.bits)
    const found = documentOf(series, ORIGINAL)
    const wanted = new Map(leaves(one.manifold))
    expect(new Set(leaves(found).map(([path]) => path))).toEqual(new Set(wanted.keys()))
    for (const [path, value] of leaves(found)) {
      const other = wanted.get(path)
      if (typeof value === 'number') expect(Math.abs(value - (other as number)), path).toBeLessThanOrEqual(1e-6)
      else if (!path.endsWith('.signature')) expect(value, path).toBe(other)
    }
    for (const [i, signal] of (found['signals'] as unknown as Json[]).entries()) {
      const names = ['coherence', 'stability', 'entropy'] as const
      if (names.some((name) => nearEdge(signal[name] as number))) continue
      expect(signal['repetition']).toEqual(one.manifold.signals[i]?.['repetition'])
    }
  })

  test('its signal stamped with candle g+1 equals the causal one of candle g+128', () => {
    const series = randomSeries(900, 3)
    const original = [...manifold(series, ORIGINAL).signals]
    const causal = [...manifold(series, { ...CAUSAL, noVolume: 'parity' }).signals]
    expect(original.length).toBe(129)
    for (const signal of original) {
      const candle = series.tMs.indexOf(Number(signal.timestamp_ns / 1_000_000n))
      const same = causal[candle + 127 - 128]
      expect(same?.timestamp_ns).toBe(BigInt(series.tMs[candle + 127] as number) * 1_000_000n)
      const { coherence_pattern: _added, ...metrics } = same?.metrics ?? {}
      expect(metrics).toEqual(signal.metrics)
    }
  })
})

const randomSeries = (count: number, seed: number, noVolume = false): CandleSeries => {
  let x = seed
  const next = () => {
    x = (Math.imul(x, 1103515245) + 12345) >>> 0
    return x / 4294967296
  }
  let price = 1.1
  let minute = 0
  const rows = Array.from({ length: count }, () => {
    const o = price
    price = Math.round((price + (next() - 0.5) * 2e-4) * 1e5) / 1e5
    minute += next() < 0.02 ? 1 + Math.floor(next() * 90) : 1
    const c = price
    return {
      minute,
      o,
      h: Math.max(o, c) + Math.round(next() * 4) / 1e5,
      l: Math.min(o, c) - Math.round(next() * 4) / 1e5,
      c,
      v: noVolume ? 0 : 1 + Math.floor(next() * 9),
    }
  })
  return { ...makeSeries('EUR_USD', 1_757_462_400_000, rows), noVolume }
}

describe('the causal view', () => {
  test('has one signal per candle from the 129th on, with the time and the close of that candle', () => {
    const series = randomSeries(140, 1)
    expect(manifold(randomSeries(128, 1), CAUSAL).signals.length).toBe(0)
    const { count, signals, ...rest } = manifold(series, CAUSAL)
    expect([count, signals.length, rest.t0_ms, rest.t1_ms]).toEqual([140, 12, series.tMs[0], series.tMs[139]])
    for (const [i, signal] of [...signals].entries()) {
      expect(signal.timestamp_ns).toBe(BigInt(series.tMs[128 + i] as number) * 1_000_000n)
      expect(signal.price).toBe(series.c[128 + i])
    }
    expect(rest.metrics).toEqual(signals.at(11).metrics)
  })

  test.each([
    ['a source with volume', false, 'range'],
    ['a source without, volume left out', true, 'range'],
    ['a source without, all volumes 0', true, 'parity'],
  ] as const)('equals what the graph computes: %s', (_name, noVolume, rule) => {
    const series = randomSeries(700, 5, noVolume)
    const world = { ...toyWorld(['EUR_USD']), noVolume: Uint8Array.of(noVolume ? 1 : 0) }
    const tsMs = [...series.tMs].map((t) => t + 60_000)
    const present = tsMs.map(() => 1)
    const { h, l, c, v } = series
    const candle = { present, h: [...h], l: [...l], c: [...c], v: [...v] }
    const bits = runOperator(qbsa, { noVolume: rule }, world, { tsMs, columns: { candle } })
    const bit = [...(bits.columns['bit'] as Uint8Array)]
    const settings = { extended: true, signaturePrecision: 1, echoLookbackMinutes: 30 }
    const out = runOperator(qfh, settings, world, {
      tsMs,
      columns: { bits: { bit }, candle: { present, c: [...c] } },
    }).columns
    const options = { ...CAUSAL, noVolume: rule, signaturePrecision: 1, lookbackMinutes: 30 }
    for (const [i, { metrics, repetition, state }] of [...manifold(series, options).signals].entries()) {
      const row = (name: string) => (out[name] as Float64Array)[128 + i]
      const signature = `c${row('sigC')! / 10}_s${row('sigS')! / 10}_e${row('sigE')! / 10}`.replace(
        /([cse])([01])(?=_|$)/g,
        '$1$2.0',
      )
      expect({ ...metrics, ...repetition, collapsed: state === 'collapsed' ? 1 : 0, first_seen_ms: 0 }).toEqual({
        coherence: row('coherence'),
        coherence_pattern: row('coherencePattern'),
        stability: row('stability'),
        entropy: row('entropy'),
        rupture: row('rupture'),
        coherence_tau_1: row('tau1'),
        coherence_tau_4: row('tau4'),
        coherence_tau_slope: row('tauSlope'),
        domain_wall_ratio: row('wallRatio'),
        domain_wall_slope: row('wallSlope'),
        spectral_lowf_share: row('lowfShare'),
        reynolds_ratio: row('reynolds'),
        temporal_half_life: row('halfLife'),
        spatial_corr_length: row('corrLength'),
        pinned_alignment: 1,
        collapsed: row('collapsed'),
        signature,
        count_1h: row('repetition'),
        first_seen_ms: 0,
      })
    }
  })

  test('the two rules for a source without volume give different bits', () => {
    const series = randomSeries(300, 9, true)
    const range = manifold(series, CAUSAL).metrics?.rupture
    expect(manifold(series, { ...CAUSAL, noVolume: 'parity' }).metrics?.rupture).toBeGreaterThan(range as number)
  })

  test('invalid candles are refused', () => {
    const series = randomSeries(200, 1)
    series.c[150] = Number.NaN
    expect(() => manifold(series, CAUSAL)).toThrow(
      expect.objectContaining({ code: 'bad-data', message: expect.stringContaining('candle 150: close') }),
    )
  })
})

describe('repetitions', () => {
  const columns = (minutes: readonly number[]) => ({
    stamps: Float64Array.from(minutes, (minute) => minute * 60_000),
    coherence: new Float64Array(minutes.length).fill(0.525),
    rupture: new Float64Array(minutes.length).fill(0.1),
    entropy: new Float64Array(minutes.length).fill(0.87),
  })

  test('a stamp exactly as old as the look-back still counts', () => {
    const { signatures, counts, firstMs } = repetitions(columns([0, 1, 60, 61, 62, 200]), 2, 3_600_000)
    expect(signatures[0]).toBe('c0.53_s0.90_e0.87')
    expect([...counts]).toEqual([1, 2, 3, 3, 3, 1])
    expect([...firstMs].map((ms) => ms / 60_000)).toEqual([0, 0, 0, 1, 60, 200])
  })

  test.each([
    [0, 'c1_s1_e1'],
    [1, 'c0.5_s0.9_e0.9'],
    [6, 'c0.525000_s0.900000_e0.870000'],
  ])('%i decimals', (precision, signature) => {
    expect(repetitions(columns([0]), precision, 60_000).signatures).toEqual([signature])
  })

  test('equal a search through all earlier signals', () => {
    const share = fc.integer({ min: 0, max: 3 }).map((n) => n / 4)
    const row = fc.record({ step: fc.integer({ min: 1, max: 20 }), coherence: share, entropy: share })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 80 }), fc.integer({ min: 1, max: 60 }), (rows, lookback) => {
        let now = 0
        const stamps = rows.map(({ step }) => (now += step))
        const key = rows.map((one) => `${one.coherence} ${one.entropy}`)
        const found = repetitions(
          {
            stamps: Float64Array.from(stamps),
            coherence: Float64Array.from(rows, (one) => one.coherence),
            rupture: new Float64Array(rows.length),
            entropy: Float64Array.from(rows, (one) => one.entropy),
          },
          2,
          lookback,
        )
        for (const [i, now] of stamps.entries()) {
          const same = stamps.filter((ts, j) => j <= i && key[j] === key[i] && now - ts <= lookback)
          expect([found.counts[i], found.firstMs[i]]).toEqual([same.length, same[0]])
        }
      }),
    )
  })
})

describe('manifold text', () => {
  test('nanoseconds beyond 2^53 keep all digits', () => {
    const series = randomSeries(129, 1)
    series.tMs[128] = 1_757_462_400_123 + 10 * 86_400_000
    const pieces = [...manifoldText(manifold(series, CAUSAL))].join('')
    expect(pieces).toContain('"signals":[{"timestamp_ns":1758326400123000000,"price":')
  })

  test('without candles only instrument, count and signals; without a name UNKNOWN', () => {
    expect(documentOf(makeSeries('EUR_USD', 0, []))).toEqual({ instrument: 'EUR_USD', count: 0, signals: [] })
    expect(documentOf(makeSeries('', 0, []))['instrument']).toBe('UNKNOWN')
  })

  test('is the JSON of the object, field by field, across several pieces', () => {
    const document = manifold(randomSeries(400, 2), CAUSAL)
    const pieces = [...manifoldText(document)]
    expect(pieces.length).toBe(5)
    const whole = {
      ...document,
      signals: [...document.signals].map((one) => ({ ...one, timestamp_ns: Number(one.timestamp_ns) })),
    }
    expect(JSON.parse(pieces.join(''))).toEqual(whole)
  })
})
