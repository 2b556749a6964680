/** QFH metrics of the last 128 bits of each instrument, with volatility, mean rupture and the signature's repetitions. */
import { z } from 'zod'
import { decodeState, encodeState } from '../graph/codec.js'
import { operator } from '../graph/operator.js'
import { f64, u8 } from '../graph/schema.js'
import { schemas } from '../graph/schemas.js'
import { createQfhStream, type QfhStream } from '../native-rs/index.js'
import { createEcho, echoState, type Echo, pushEcho } from './qfh/echo.js'
import { createSigma, pushSigma, type Sigma, sigmaState } from './qfh/sigma.js'

const MINUTE_MS = 60_000
/** A longer difference between two candles of an instrument is a gap. */
const GAP_MS = 5 * MINUTE_MS

interface QfhState {
  readonly count: number
  readonly pattern: boolean
  readonly extended: boolean
  readonly scale: number
  readonly stream: QfhStream
  readonly sigma: Sigma
  readonly echo: Echo
  /** tsMs of the last candle, NaN before the first. */
  readonly lastTsMs: Float64Array
  readonly further: Float64Array
}

const config = z.strictObject({
  coherence: z
    .enum(['v2', 'pattern'])
    .default('v2')
    .meta({ env: 'QFH_COHERENCE', description: 'the coherence that decisions use; both are published' }),
  extended: z.boolean().default(false).meta({ env: 'QFH_EXTENDED', description: 'further window metrics' }),
  signaturePrecision: z.int().min(0).max(6).default(2).meta({ description: 'decimals of the signature' }),
  echoLookbackMinutes: z
    .int()
    .min(1)
    .max(1440)
    .default(60)
    .meta({ env: 'ECHO_LOOKBACK_MINUTES', description: 'minutes in which repetitions of a signature are counted' }),
})

export const qfh = operator({
  kind: 'qfh@1',
  doc: 'Metrics of the last 128 bits (docs/qfh.md), causal, stride 1, NaN before 128 bits and where no candle is present. gap: more than 5 minutes since the last candle.',
  in: { bits: schemas.bits, candle: { present: u8.row, c: f64.row } },
  out: schemas.signal,
  config,
  init: (c, world, saved): QfhState => {
    const count = world.instruments.length
    const state = saved
      ? decodeState<{ stream: Uint8Array; sigma: never; echo: never; lastTsMs: Float64Array }>(saved)
      : null
    return {
      count,
      pattern: c.coherence === 'pattern',
      extended: c.extended,
      scale: Number(`1e${c.signaturePrecision}`),
      stream: createQfhStream(count, state?.stream),
      sigma: createSigma(count, state?.sigma),
      echo: createEcho(count, c.echoLookbackMinutes * MINUTE_MS, state?.echo),
      lastTsMs: state?.lastTsMs ?? new Float64Array(count).fill(Number.NaN),
      further: new Float64Array(9),
    }
  },
  save: ({ stream, sigma, echo, lastTsMs }) =>
    encodeState({ stream: stream.save(), sigma: sigmaState(sigma), echo: echoState(echo), lastTsMs }),
  step: (state, time, { bits, candle }, out, from, to) => {
    const { count, lastTsMs, scale, sigma, echo, further } = state
    const rows = [from * count, to * count] as const
    if (!state.extended) pushRows(state, bits.bit, out, rows[0], rows[1])
    for (let s = from; s < to; s++) {
      const tsMs = time.tsMs[s]!
      for (let k = 0; k < count; k++) {
        const i = s * count + k
        // The extended metrics are those of the window as it stands, so each row is pushed before they are read.
        if (state.extended && k === 0) pushRows(state, bits.bit, out, s * count, (s + 1) * count)
        out.lambdaHazard[i] = out.rupture[i]!
        out.decisionCoherence[i] = state.pattern ? out.coherencePattern[i]! : out.coherence[i]!
        further.fill(Number.NaN)
        if (candle.present[i] === 0) {
          blank(out, i)
        } else {
          const gap = tsMs - lastTsMs[k]! > GAP_MS
          lastTsMs[k] = tsMs
          out.gap[i] = gap ? 1 : 0
          out.sigmaEff[i] = pushSigma(sigma, k, candle.c[i]!, gap)
          pushEcho(echo, k, tsMs, out, i, scale)
          if (state.extended) state.stream.extended(k, out.rupture[i]!, further)
        }
        writeFurther(out, further, i)
      }
    }
  },
  warmup: () => 1440,
})

interface MetricColumns {
  readonly coherence: Float64Array
  readonly coherencePattern: Float64Array
  readonly stability: Float64Array
  readonly rupture: Float64Array
  readonly entropy: Float64Array
  readonly flipRatio: Float64Array
  readonly collapsed: Uint8Array
}
const pushRows = (state: QfhState, bit: Uint8Array, out: MetricColumns, from: number, to: number): void =>
  state.stream.push(
    bit,
    from,
    to,
    out.coherence,
    out.coherencePattern,
    out.stability,
    out.rupture,
    out.entropy,
    out.flipRatio,
    out.collapsed,
  )

type SignalColumns = { readonly [K in keyof typeof schemas.signal]: { [i: number]: number } }

const blank = (out: SignalColumns, i: number): void => {
  out.gap[i] = 0
  out.sigmaEff[i] = Number.NaN
  out.lambda[i] = Number.NaN
  out.sigC[i] = -1
  out.sigS[i] = -1
  out.sigE[i] = -1
  out.repetition[i] = 0
}

const writeFurther = (out: SignalColumns, further: Float64Array, i: number): void => {
  out.tau1[i] = further[0]!
  out.tau4[i] = further[1]!
  out.tauSlope[i] = further[2]!
  out.wallRatio[i] = further[3]!
  out.wallSlope[i] = further[4]!
  out.lowfShare[i] = further[5]!
  out.reynolds[i] = further[6]!
  out.halfLife[i] = further[7]!
  out.corrLength[i] = further[8]!
}
