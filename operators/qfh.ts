/** QFH metrics of the last 128 bits of each instrument, with volatility, mean rupture and the signature's repetitions. */
import { z } from 'zod'
import { instrumentOperator } from '../model/instrument-operator.js'
import { f64, u8 } from '../graph/engine/define/schema.js'
import { schemas } from '../model/columns.js'
import { createSignalStream, type SignalStream } from '../native-rs/index.js'
import { decodeSignals, encodeSignals } from './qfh/saved-signals.js'
import { MINUTE_MS } from '../lib/time-units.js'

/** A longer interval between two candles of an instrument is a gap. */
const GAP_MS = 5 * MINUTE_MS

interface QfhState {
  readonly count: number
  readonly extended: boolean
  readonly stream: SignalStream
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
  init: (c, world, saved): QfhState => ({
    count: world.instruments.length,
    extended: c.extended,
    stream: createSignalStream(
      world.instruments.length,
      {
        byPattern: c.coherence === 'pattern',
        scale: Number(`1e${c.signaturePrecision}`),
        lookbackMs: c.echoLookbackMinutes * MINUTE_MS,
        gapMs: GAP_MS,
      },
      saved && decodeSignals(saved),
    ),
  }),
  save: ({ stream }) => encodeSignals(stream.save()),
  step: ({ count, extended, stream }, { tsMs }, { bits, candle }, out, from, to) => {
    const further = FURTHER.map((name) => out[name])
    if (!extended) for (const column of further) column.fill(Number.NaN, from * count, to * count)
    stream.push(
      from,
      to,
      tsMs,
      bits.bit,
      candle.present,
      candle.c,
      out.coherence,
      out.coherencePattern,
      out.stability,
      out.rupture,
      out.entropy,
      out.flipRatio,
      out.collapsed,
      out.lambdaHazard,
      out.decisionCoherence,
      out.gap,
      out.sigmaEff,
      out.lambda,
      out.sigC,
      out.sigS,
      out.sigE,
      out.repetition,
      extended ? further : undefined,
    )
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
