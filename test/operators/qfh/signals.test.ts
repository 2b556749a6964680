/** What the kernel adds to the window metrics of node `qfh`: against slow versions in TypeScript, equal to the bit. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeColumns } from '../../../graph/engine/testing/make-columns.js'
import { canonicalBytes } from '../../../lib/codec.js'
import { createQfhStream, createSignalStream } from '../../../native-rs/index.js'
import { qfh } from '../../../operators/qfh.js'
import { referenceSigma } from '../../reference/sigma.js'

const MINUTE = 60_000
const SETTINGS = { byPattern: false, scale: 100, lookbackMs: 60 * MINUTE, gapMs: 5 * MINUTE }
const NAMES = ['EUR_USD', 'GBP_USD', 'USD_JPY']

/** Numbers in [0, 1), the same for the same seed. */
const uniform = (seed: number) => {
  let x = seed
  return () => (x = (Math.imul(x, 1103515245) + 12345) >>> 0) / 4294967296
}

/** Slices of several instruments: pauses, missing candles, closes that move by a tick or by a lot. */
const feed = (seed: number, slices: number, count: number) => {
  const next = uniform(seed)
  const tsMs = new Float64Array(slices)
  const [bit, present] = [new Uint8Array(slices * count), new Uint8Array(slices * count)]
  const c = new Float64Array(slices * count)
  const price = Array.from({ length: count }, (_, k) => 10 ** (k - 1))
  for (let s = 0, ts = 0; s < slices; s++) {
    ts += next() < 0.02 ? Math.ceil(next() * 90) : 1
    tsMs[s] = ts * MINUTE
    for (let k = 0, i = s * count; k < count; k++, i++) {
      price[k]! *= 1 + (next() - 0.5) * (next() < 0.01 ? 0.5 : 1e-3)
      present[i] = next() < 0.04 ? 0 : 1
      // Bits in long runs and mixed ones: few and many different signatures.
      bit[i] = present[i] === 0 ? 255 : next() < (s % 700 < 350 ? 0.02 : 0.5) ? 1 : 0
      c[i] = present[i] === 0 ? Number.NaN : price[k]!
    }
  }
  return { time: { tsMs, asOfMs: tsMs }, input: { bits: { bit }, candle: { present, c } }, slices, count }
}

const world = (count: number) => {
  const instruments = NAMES.slice(0, count).map((name) => ({ name }))
  return { instruments, rows: instruments } as never
}

const outputs = (slices: number, count: number) => makeColumns(qfh.out, slices, count)

/** Steps everything in frames of random length; returns the columns and the state. */
const run = ({ time, input, slices, count }: ReturnType<typeof feed>, config: object, cut: () => number) => {
  const out = outputs(slices, count)
  const parsed = qfh.config.parse(config)
  let state = qfh.init(parsed, world(count))
  for (let from = 0; from < slices; ) {
    const to = Math.min(slices, from + 1 + Math.floor(cut() * 200))
    qfh.step(state, time, input, out, from, to)
    if (cut() < 0.1) state = qfh.init(parsed, world(count), qfh.save(state))
    from = to
  }
  return { out, saved: qfh.save(state) }
}

/** The same numbers from all that came before, window metrics given. */
const slow = (
  { time, input, slices, count }: ReturnType<typeof feed>,
  out: ReturnType<typeof outputs>,
  precision: number,
  lookback: number,
) => {
  const wanted = outputs(slices, count)
  const scale = 10 ** precision
  const rounded = (x: number) => Math.floor(Math.min(1, Math.max(0, x)) * scale + 0.5)
  for (let k = 0; k < count; k++) {
    const sigma = referenceSigma()
    const past: { ts: number; signature: string; ruptures: number }[] = []
    let last = Number.NaN
    for (let s = 0, i = k; s < slices; s++, i += count) {
      const ts = time.tsMs[s]!
      wanted.sigC[i] = wanted.sigS[i] = wanted.sigE[i] = -1
      if (input.candle.present[i] === 0) continue
      const gap = ts - last > 5 * MINUTE
      last = ts
      wanted.gap[i] = gap ? 1 : 0
      wanted.sigmaEff[i] = sigma(input.candle.c[i]!, gap)
      if (Number.isNaN(out.coherence[i])) continue
      const parts = [out.coherence, out.stability, out.entropy].map((column) => rounded(column[i]!))
      const signature = parts.join()
      past.push({ ts, signature, ruptures: Math.floor(out.rupture[i]! * 127 + 0.5) })
      ;[wanted.sigC[i], wanted.sigS[i], wanted.sigE[i]] = parts as [number, number, number]
      wanted.repetition[i] = past.filter((p) => ts - p.ts <= lookback * MINUTE && p.signature === signature).length
      const hour = past.filter((p) => ts - p.ts < 60 * MINUTE)
      wanted.lambda[i] = hour.reduce((sum, p) => sum + p.ruptures, 0) / (127 * hour.length)
    }
  }
  return wanted
}

const COMPARED = ['gap', 'sigmaEff', 'lambda', 'sigC', 'sigS', 'sigE', 'repetition'] as const

describe('node qfh', () => {
  test('property: gap, sigma, signature, repetition and lambda equal the slow version, whatever the cuts and restores', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 0, max: 6 }),
        fc.constantFrom(1, 7, 60, 1440),
        (seed, count, signaturePrecision, echoLookbackMinutes) => {
          const given = feed(seed, 600, count)
          const { out } = run(given, { signaturePrecision, echoLookbackMinutes }, uniform(seed + 1))
          const wanted = slow(given, out, signaturePrecision, echoLookbackMinutes)
          for (const name of COMPARED) expect(out[name], name).toEqual(wanted[name])
        },
      ),
      { numRuns: 25 },
    )
  })

  test('beyond the ring of a day, and with the sums of sigma made again', () => {
    const given = feed(11, 4500, 2)
    const { out } = run(given, { echoLookbackMinutes: 1440 }, uniform(12))
    const wanted = slow(given, out, 2, 1440)
    for (const name of COMPARED) expect(out[name], name).toEqual(wanted[name])
  })

  test('the metrics are those of the bit stream', () => {
    const given = feed(3, 900, 3)
    const { out } = run(given, { coherence: 'pattern', extended: true }, uniform(4))
    const same = outputs(900, 3)
    const further = [same.tau1, same.tau4, same.tauSlope, same.wallRatio, same.wallSlope, same.lowfShare]
    const metrics = [same.coherence, same.coherencePattern, same.stability, same.rupture, same.entropy] as const
    createQfhStream(3).push(given.input.bits.bit, 0, 2700, ...metrics, same.flipRatio, same.collapsed, [
      ...further,
      ...[same.reynolds, same.halfLife, same.corrLength],
    ])
    same.decisionCoherence.set(same.coherencePattern)
    same.lambdaHazard.set(same.rupture)
    for (const name of Object.keys(qfh.out) as (keyof typeof same)[])
      if (!COMPARED.includes(name as never)) expect(out[name], String(name)).toEqual(same[name])
  })

  test('the saved bytes are those of the first version of this state', () => {
    const digest = createHash('sha256').update(canonicalBytes(run(feed(5, 3000, 3), {}, uniform(6)).saved))
    expect(digest.digest('hex')).toBe('0cddadbbae0382cf553877ff42895f1cb70b4e2b2f6abebed8d91cd59a7a5e2a')
  })
})

describe('the signal stream refuses', () => {
  const columns = (rows: number) => {
    const [f, u, i] = [() => new Float64Array(rows), () => new Uint8Array(rows), () => new Int32Array(rows)]
    const input = [f(), u(), u(), f()] as const
    return [...input, f(), f(), f(), f(), f(), f(), u(), f(), f(), u(), f(), f(), i(), i(), i(), i()] as const
  }
  const refused = (settings: Partial<typeof SETTINGS>) => () => createSignalStream(1, { ...SETTINGS, ...settings })
  const saved = (change: object) => () =>
    createSignalStream(1, SETTINGS, { ...createSignalStream(1, SETTINGS).save(), ...change })
  test.each<[string, () => unknown, string, string]>([
    ['a scale that is not whole', refused({ scale: 1.5 }), 'bad-argument', 'scale 1 to 1000000'],
    ['a look-back below a minute', refused({ lookbackMs: 59_999 }), 'bad-argument', 'look-back 60000'],
    ['no instrument', () => createSignalStream(0, SETTINGS), 'bad-argument', '0 instruments'],
    [
      'slices beyond its columns',
      () => createSignalStream(1, SETTINGS).push(0, 4, ...columns(3)),
      'bad-argument',
      'rows 0 to 4 do not fit columns of 3 rows',
    ],
    [
      'a bit that is none',
      () => {
        const given = columns(3)
        given[1][1] = 7
        createSignalStream(1, SETTINGS).push(0, 3, ...given)
      },
      'bad-bits',
      'bit 1',
    ],
    [
      'one array for two columns',
      () => {
        const [ts, bit, present, , ...out] = columns(3)
        createSignalStream(1, SETTINGS).push(0, 3, ts, bit, present, out[0], ...out)
      },
      'bad-argument',
      'two columns share memory',
    ],
    [
      'a ring of another length',
      saved({ returns: new Float64Array(7) }),
      'bad-argument',
      'sigma is not of this number',
    ],
    ['a stamp that is missing', saved({ tsMs: new Float64Array(7) }), 'bad-argument', 'echo is not of this number'],
    [
      'more stamps than a day has',
      saved({ head: Float64Array.of(9000) }),
      'bad-argument',
      'of instrument 0 is damaged',
    ],
    ['a tail after its head', saved({ tail: Float64Array.of(1) }), 'bad-argument', 'of instrument 0 is damaged'],
    [
      'times of another market',
      saved({ lastTsMs: new Float64Array(2) }),
      'bad-argument',
      'times is not of this number',
    ],
  ])('%s', (_name, call, code, message) => {
    expect(call).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }))
  })
})
