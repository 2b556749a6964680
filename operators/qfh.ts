/** QFH metrics of the last 128 bits of each instrument, with volatility, mean rupture and the signature's repetitions. */
import { z } from 'zod'
import { decodeState, encodeState } from '../lib/codec.js'
import { instrumentOperator } from '../model/instrument-operator.js'
import { type Columns, f64, u8 } from '../graph/engine/define/schema.js'
import { schemas } from '../model/columns.js'
import { createQfhStream, type QfhStream } from '../native-rs/index.js'
import { createEcho, echoState, type Echo, pushEcho } from './qfh/echo.js'
import { createSigma, pushSigma, type Sigma, sigmaState } from './qfh/sigma.js'
import { MINUTE_MS } from '../lib/time-units.js'

/** A longer interval between two candles of an instrument is a gap. */
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
}

const config = z.strictObject({
  coherence: z
    .enum(['v2', 'pattern'])
    .default('v2')
    .meta({ env: 'QFH_COHERENCE', description: 'the coherence used by decisions; both are published' }),
  extended: z.boolean().default(false).meta({ env: 'QFH_EXTENDED', description: 'additional window metrics' }),
  signaturePrecision: z
    .int()
    .min(0)
    .max(6)
    .default(2)
    .meta({ env: 'QFH_SIGNATURE_PRECISION', unit: 'decimals', description: 'decimals of the signature' }),
  echoLookbackMinutes: z
    .int()
    .min(1)
    .max(1440)
    .default(60)
    .meta({ env: 'ECHO_LOOKBACK_MINUTES', description: 'look-back for repetitions of a signature, minutes' }),
})

/** `gap`: more than 5 minutes since the previous candle. */
export const qfh = instrumentOperator({
  kind: 'qfh@1',
  doc: 'Metrics of the last 128 bits (docs/qfh.md), causal, stride 1. NaN before 128 bits and without a candle.',
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
    }
  },
  save: ({ stream, sigma, echo, lastTsMs }) =>
    encodeState({ stream: stream.save(), sigma: sigmaState(sigma), echo: echoState(echo), lastTsMs }),
  step: (state, time, { bits, candle }, out, from, to) => {
    const { count, lastTsMs, scale, sigma, echo } = state
    const begin = from * count
    const end = to * count
    pushRows(state, bits.bit, out, begin, end)
    const decisive = state.pattern ? out.coherencePattern : out.coherence
    for (let i = begin; i < end; i++) {
      out.lambdaHazard[i] = out.rupture[i]!
      out.decisionCoherence[i] = decisive[i]!
    }
    for (let s = from; s < to; s++) {
      const tsMs = time.tsMs[s]!
      for (let k = 0, i = s * count; k < count; k++, i++) {
        if (candle.present[i] === 0) {
          blank(out, i)
          continue
        }
        const gap = tsMs - lastTsMs[k]! > GAP_MS
        lastTsMs[k] = tsMs
        out.gap[i] = gap ? 1 : 0
        out.sigmaEff[i] = pushSigma(sigma, k, candle.c[i]!, gap)
        pushEcho(echo, k, tsMs, out, i, scale)
      }
    }
  },
  warmup: () => 1440,
})

/** In the kernel's order of output. */
const FURTHER = [
  'tau1',
  'tau4',
  'tauSlope',
  'wallRatio',
  'wallSlope',
  'lowfShare',
  'reynolds',
  'halfLife',
  'corrLength',
] as const

type SignalColumns = Columns<typeof schemas.signal>

const pushRows = (
  { stream, extended }: QfhState,
  bit: Uint8Array,
  out: SignalColumns,
  begin: number,
  end: number,
): void => {
  const further = FURTHER.map((name) => out[name])
  if (!extended) for (const column of further) column.fill(Number.NaN, begin, end)
  stream.push(
    bit,
    begin,
    end,
    out.coherence,
    out.coherencePattern,
    out.stability,
    out.rupture,
    out.entropy,
    out.flipRatio,
    out.collapsed,
    extended ? further : undefined,
  )
}

const blank = (out: SignalColumns, i: number): void => {
  out.gap[i] = 0
  out.sigmaEff[i] = Number.NaN
  out.lambda[i] = Number.NaN
  out.sigC[i] = -1
  out.sigS[i] = -1
  out.sigE[i] = -1
  out.repetition[i] = 0
}
