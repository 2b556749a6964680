/** Admission of entries by market conditions: a mask of the guards that failed. */
import { z } from 'zod'
import { instrumentOperator } from '../model/instrument-operator.js'
import { type GuardBounds, guardBounds } from './guard-bounds.js'
import { GUARD_BIT } from '../model/codes.js'
import { f64, i32, u8 } from '../graph/engine/define/schema.js'
import { schemas } from '../model/columns.js'
import { pairName } from '../model/pair-name.js'

const fraction = z.number().min(0).max(1)
const spread = z.number().min(0).max(10_000)
const config = z.strictObject({
  coherence: z
    .enum(['v2', 'pattern'])
    .default('v2')
    .meta({ from: 'qfh.coherence', description: 'the coherence used by decisions; it selects the defaults' }),
  noVolume: z
    .enum(['range', 'parity'])
    .default('range')
    .meta({ from: 'qbsa.noVolume', description: 'how bits are made without volume; range has its own defaults' }),
  cMin: fraction
    .nullable()
    .default(null)
    .meta({
      short: 'c_min',
      env: 'GUARD_MIN_COHERENCE',
      unit: 'ratio',
      aliases: ['AUTO_MIN_COHERENCE'],
      description: 'minimum coherence; unset: v2 0.50 (without volume 0.55), pattern 0.42',
    }),
  minStability: fraction
    .default(0.4)
    .meta({ env: 'GUARD_MIN_STABILITY', unit: 'ratio', description: 'minimum stability' }),
  maxRupture: fraction
    .default(0.6)
    .meta({ env: 'GUARD_MAX_RUPTURE', unit: 'ratio', aliases: ['AUTO_MAX_RUPTURE'], description: 'maximum rupture' }),
  maxEntropy: fraction
    .nullable()
    .default(null)
    .meta({
      env: 'GUARD_MAX_ENTROPY',
      unit: 'ratio',
      aliases: ['AUTO_MAX_ENTROPY'],
      description: 'maximum entropy; unset: 0.92 (v2 without volume 0.83)',
    }),
  maxHazard: fraction.default(1).meta({ env: 'ECHO_HAZARD_MAX', unit: 'ratio', description: 'maximum lambda hazard' }),
  minRepetitions: z.int().min(0).max(1_000_000).default(0).meta({
    env: 'ECHO_MIN_REPETITIONS',
    unit: 'repetitions',
    description: 'minimum repetitions of the signature; 0 = off',
  }),
  maxSpreadBps: spread.default(2.5).meta({ env: 'MAX_SPREAD_BPS', description: 'maximum spread, bps' }),
  maxSpread: z
    .record(pairName, spread)
    .default({})
    .meta({ env: 'MAX_SPREAD_JSON', unit: 'bps', description: 'maximum spread by instrument, bps: {"NZD_USD": 4}' }),
})

interface GuardsState extends GuardBounds {
  readonly count: number
  readonly traded: Uint8Array
}

/** NaN fails. Without a candle at least `data` and `session` fail; untraded instruments have pass 0 and an empty mask. */
export const marketGuards = instrumentOperator({
  kind: 'guards@1',
  doc: 'Coherence, stability, rupture, entropy, hazard, repetition, spread, session: all must pass; the mask names those that failed.',
  in: {
    candle: { present: u8.row },
    quote: { spreadBps: f64.row },
    signal: {
      decisionCoherence: f64.row,
      stability: f64.row,
      rupture: f64.row,
      entropy: f64.row,
      lambdaHazard: f64.row,
      repetition: i32.row,
    },
    session: { entryOk: u8.row },
  },
  out: schemas.guards,
  config,
  init: (c, world): GuardsState => ({
    count: world.instruments.length,
    traded: world.traded,
    ...guardBounds(c, world),
  }),
  save: () => new Uint8Array(0),
  step: (state, _time, { candle, quote, signal, session }, out, from, to) => {
    const { count, traded, cMin, maxEntropy, maxSpreadBps, minStability, maxRupture, maxHazard, minRepetitions } = state
    const { decisionCoherence, stability, rupture, entropy, lambdaHazard, repetition } = signal
    const { pass, failed: failedMask } = out
    const { spreadBps } = quote
    const { entryOk } = session
    for (let s = from; s < to; s++) {
      for (let k = 0, i = s * count; k < count; k++, i++) {
        if (traded[k] === 0) {
          pass[i] = 0
          failedMask[i] = 0
          continue
        }
        const present = candle.present[i] === 1
        const failed =
          (decisionCoherence[i]! >= cMin[k]! ? 0 : GUARD_BIT.coherence) |
          (stability[i]! >= minStability ? 0 : GUARD_BIT.stability) |
          (rupture[i]! <= maxRupture ? 0 : GUARD_BIT.rupture) |
          (entropy[i]! <= maxEntropy[k]! ? 0 : GUARD_BIT.entropy) |
          (lambdaHazard[i]! <= maxHazard ? 0 : GUARD_BIT.hazard) |
          (repetition[i]! >= minRepetitions ? 0 : GUARD_BIT.repetition) |
          (spreadBps[i]! <= maxSpreadBps[k]! ? 0 : GUARD_BIT.spread) |
          (present && entryOk[i] === 1 ? 0 : GUARD_BIT.session) |
          (present ? 0 : GUARD_BIT.data)
        failedMask[i] = failed
        pass[i] = failed === 0 ? 1 : 0
      }
    }
  },
})
