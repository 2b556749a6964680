/** The kernel's stream behind node `direction`: what it refuses, and the state that it saves. */
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { makeColumns } from '../../../graph/engine/testing/make-columns.js'
import { createDirectionStream } from '../../../native-rs/index.js'
import { direction } from '../../../operators/direction.js'
import { toyWorld } from '../../support/toy.js'

const SETTINGS = {
  look: 12,
  thrBps: 2,
  minCoherenceDelta: 0,
  combined: true,
  atrN: 14,
  bucketMs: 300_000,
  medianBuckets: 288,
}

/** Two instruments over 3,000 slices with pauses and missing candles. */
const feed = () => {
  let x = 5
  const next = () => (x = (Math.imul(x, 1103515245) + 12345) >>> 0) / 4294967296
  const rows = Array.from({ length: 6000 }, () => ({
    move: next() - 0.5,
    up: next(),
    coherence: next(),
    absent: next(),
  }))
  const price = [1.1, 150]
  const c = rows.map(({ move }, i) => (price[i % 2]! *= 1 + move * 1e-3))
  const candle = {
    present: rows.map(({ absent }) => (absent < 0.05 ? 0 : 1)),
    h: c.map((close, i) => close * (1 + rows[i]!.up * 1e-3)),
    l: c.map((close, i) => close * (1 - rows[i]!.up * 2e-3)),
    c,
  }
  const signal = { decisionCoherence: rows.map(({ coherence }) => coherence), gap: rows.map((_, i) => +(i % 701 < 2)) }
  const tsMs = Float64Array.from({ length: 3000 }, (_, s) => (s + 1 + (s > 1400 ? 37 : 0)) * 60_000)
  const input = {
    candle: makeColumns(direction.in.candle, 3000, 2, candle),
    signal: makeColumns(direction.in.signal, 3000, 2, signal),
  }
  return { time: { tsMs, asOfMs: tsMs }, input, out: makeColumns(direction.out, 3000, 2) }
}

test('the saved bytes are those of the first version of this state', () => {
  const { time, input, out } = feed()
  const state = direction.init(direction.config.parse({}), toyWorld())
  direction.step(state, time, input, out, 0, 3000)
  expect(createHash('sha256').update(direction.save(state)).digest('hex')).toBe(
    '5b3a5a167c0c0188e3c3222815d6e8566435038e800e059a6aabfd7edd5ff338',
  )
})

describe('the direction stream refuses', () => {
  const one = Uint8Array.of(1)
  const columns = (rows: number) => {
    const [f, u] = [() => new Float64Array(rows), () => new Uint8Array(rows)]
    return [f(), u(), f(), f(), f(), f(), u(), new Int32Array(rows), f(), f(), f(), f()] as const
  }
  const saved = (change: object) => () =>
    createDirectionStream(one, SETTINGS, { ...createDirectionStream(one, SETTINGS).save(), ...change })
  test.each<[string, () => unknown, string]>([
    ['a look of one close', () => createDirectionStream(one, { ...SETTINGS, look: 1 }), 'a look of 2 to 1440 closes'],
    [
      'buckets below a minute',
      () => createDirectionStream(one, { ...SETTINGS, bucketMs: 59_999 }),
      'of a minute or more',
    ],
    ['no instrument', () => createDirectionStream(new Uint8Array(0), SETTINGS), '0 instruments'],
    [
      'slices beyond its columns',
      () => createDirectionStream(one, SETTINGS).push(0, 4, ...columns(3)),
      'rows 0 to 4 do not fit columns of 3 rows',
    ],
    [
      'one array for two columns',
      () => {
        const [ts, present, high, , ...rest] = columns(3)
        createDirectionStream(one, SETTINGS).push(0, 3, ts, present, high, high, ...rest)
      },
      'two columns share memory',
    ],
    ['closes of another look', saved({ closes: new Float64Array(26) }), 'direction is not of this number'],
    ['a place outside its ring', saved({ at: Int32Array.of(12) }), 'of instrument 0 is damaged'],
    ['a place before it', saved({ medianAt: Int32Array.of(-1) }), 'of instrument 0 is damaged'],
  ])('%s', (_name, call, message) => {
    expect(call).toThrow(expect.objectContaining({ code: 'bad-argument', message: expect.stringContaining(message) }))
  })
})
