/** Allocation of the budget: the K best instruments whose gate is on, how leftover places are filled, and the weight of each. */
import { z } from 'zod'
import { decodeState, encodeState } from '../lib/codec.js'
import { instrumentOperator } from '../model/instrument-operator.js'
import { f64, u8 } from '../graph/engine/define/schema.js'
import { schemas } from '../model/columns.js'
import type { World } from '../model/world.js'
import { decayPerMinute } from './allocate/half-life.js'
import { choosePlaces, rankByScore, type Standing } from './allocate/places.js'
import { createScores, hasScore, rawScore, type ScoreRule, type Scores, updateScore } from './allocate/score.js'
import { splitWeights } from './allocate/weights.js'
import { MINUTE_MS } from '../lib/time-units.js'

const weightOf = (what: string, name: string, weight: number) =>
  z
    .number()
    .min(0)
    .max(1000)
    .default(weight)
    .meta({ env: `ALLOC_SCORE_WEIGHT_${name}`, unit: 'ratio', description: `weight of ${what} in the score` })

const config = z
  .strictObject({
    topK: z
      .int()
      .min(1)
      .max(100)
      .default(3)
      .meta({ env: 'ALLOC_TOP_K', unit: 'instruments', description: 'places, instruments' }),
    intervalSec: z.int().min(60).max(3600).multipleOf(60).default(60).meta({
      env: 'ALLOC_INTERVAL_SEC',
      description: 'places are assigned in the first slice of each interval of this length, seconds',
    }),
    weightCoherence: weightOf('coherence', 'COHERENCE', 0.6),
    weightStability: weightOf('stability', 'STABILITY', 0.2),
    weightRupture: weightOf('1 - rupture', 'RUPTURE', 0.15),
    weightEntropy: weightOf('1 - entropy', 'ENTROPY', 0.05),
    weightHazard: weightOf('1 - lambda hazard', 'HAZARD', 0),
    scoreHalflifeMin: z.int().min(0).max(10_080).default(30).meta({
      env: 'ALLOC_SCORE_HALFLIFE_MIN',
      unit: 'min',
      description: 'half-life of the smoothed score, minutes of event time; 0: the raw score',
    }),
    switchMargin: z.number().min(0).max(1000).default(0.02).meta({
      env: 'ALLOC_SWITCH_MARGIN',
      unit: 'score',
      description: 'a challenger takes a place only with a score higher by this',
    }),
    fill: z.enum(['always', 'spinup', 'never']).default('always').meta({
      env: 'ALLOC_FILL',
      description:
        'whether leftover places go to instruments whose gate is off; spinup: until topK gates have been on at once',
    }),
    spinupMaxMin: z.int().min(0).max(100_000).default(60).meta({
      env: 'SPINUP_MAX_MIN',
      unit: 'min',
      description: 'the spin-up ends after this at the latest, minutes',
    }),
    gatesMaxAgeSec: z.number().min(0).max(86_400).default(180).meta({
      env: 'GATES_BLOB_MAX_AGE_SEC',
      description: 'gates older than this hold the weights unchanged, seconds',
    }),
  })
  .refine((c) => c.weightCoherence + c.weightStability + c.weightRupture + c.weightEntropy + c.weightHazard > 0, {
    error: 'all score weights are 0',
    path: ['weightCoherence'],
  })

interface AllocateState {
  readonly count: number
  readonly traded: Uint8Array
  readonly rule: ScoreRule
  readonly keptPerMinute: number
  readonly places: number
  readonly intervalMs: number
  readonly switchMargin: number
  readonly fill: 'always' | 'spinup' | 'never'
  readonly spinupMs: number
  readonly gatesMaxAgeMs: number
  readonly scores: Scores
  readonly standing: Standing
  /** 1: has a place although its gate is off. */
  readonly filled: Uint8Array
  /** Scratch space: instruments in the order of the current step. */
  readonly order: Int32Array
  readonly equal: Float64Array
  readonly last: Last
}

/** State of the last allocation. */
interface Last {
  /** Number of its interval, NaN = none yet. */
  interval: number
  held: number
  fallback: number
  /** 1: the gates have been fresh at least once. Until then nothing has been earned and nothing can be held. */
  gated: number
  firstMs: number
  spinupOver: number
}

const createState = (c: z.output<typeof config>, world: World, bytes?: Uint8Array): AllocateState => {
  const count = world.instruments.length
  const last: Last = { interval: Number.NaN, held: 0, fallback: 0, gated: 0, firstMs: Number.NaN, spinupOver: 0 }
  const saved = bytes
    ? decodeState<{ scores: Scores; weight: Float64Array; filled: Uint8Array; last: Last }>(bytes)
    : { scores: createScores(count), weight: new Float64Array(count), filled: new Uint8Array(count), last }
  return {
    count,
    traded: world.traded,
    rule: c,
    keptPerMinute: decayPerMinute(c.scoreHalflifeMin),
    places: Math.min(
      c.topK,
      world.traded.reduce((sum, yes) => sum + yes, 0),
    ),
    intervalMs: c.intervalSec * 1000,
    switchMargin: c.switchMargin,
    fill: c.fill,
    spinupMs: c.spinupMaxMin * MINUTE_MS,
    gatesMaxAgeMs: c.gatesMaxAgeSec * 1000,
    scores: saved.scores,
    standing: {
      score: saved.scores.score,
      rankable: new Uint8Array(count),
      eligible: new Uint8Array(count),
      weight: saved.weight,
    },
    filled: saved.filled,
    order: new Int32Array(count),
    equal: new Float64Array(count).fill(1),
    last: saved.last,
  }
}

/**
 * Scores and ranks change every slice; places and weights change in the first slice of each interval and hold until the next. A
 * score survives 3 minute slices without a candle. Closed or near the close: unranked and no place, unless weights are held.
 * Untraded instruments: score NaN, all else 0.
 */
export const allocate = instrumentOperator({
  kind: 'allocate@1',
  doc: 'Scores instruments by their smoothed QFH metrics, gives the K places (gate on first, incumbents favoured) and weights by score.',
  in: {
    gate: { eligible: u8.row, gateTsMs: f64.slice },
    signal: {
      decisionCoherence: f64.row,
      stability: f64.row,
      rupture: f64.row,
      entropy: f64.row,
      lambdaHazard: f64.row,
    },
    session: { open: u8.row, nearClose: u8.row },
  },
  out: schemas.allocate,
  config,
  init: createState,
  save: ({ scores, standing: { weight }, filled, last }) =>
    encodeState({ scores: { ...scores }, weight, filled, last: { ...last } }),
  step: (state, time, { gate, signal, session }, out, from, to) => {
    const { count, rule, scores, standing, order, last } = state
    for (let s = from; s < to; s++) {
      const tsMs = time.tsMs[s]!
      for (let k = 0, i = s * count; k < count; k++, i++) {
        out.rank[i] = 0
        if (state.traded[k] === 0) continue
        const raw = rawScore(
          rule,
          signal.decisionCoherence[i]!,
          signal.stability[i]!,
          signal.rupture[i]!,
          signal.entropy[i]!,
          signal.lambdaHazard[i]!,
        )
        updateScore(scores, k, tsMs, raw, state.keptPerMinute)
        standing.eligible[k] = gate.eligible[i]!
        standing.rankable[k] = session.open[i] === 1 && session.nearClose[i] === 0 && hasScore(scores, k) ? 1 : 0
      }
      const ranked = rankByScore(order, standing)
      for (let n = 0; n < ranked; n++) out.rank[s * count + order[n]!] = n + 1
      const interval = Math.floor(tsMs / state.intervalMs)
      if (interval !== last.interval) {
        last.interval = interval
        assign(state, tsMs, tsMs - gate.gateTsMs[s]!, ranked)
      }
      for (let k = 0, i = s * count; k < count; k++, i++) {
        out.weight[i] = standing.weight[k]!
        out.score[i] = scores.score[k]!
        out.filled[i] = state.filled[k]!
      }
      out.held[s] = last.held
      out.fallback[s] = last.fallback
    }
  },
  warmup: ({ scoreHalflifeMin }) => 10 * scoreHalflifeMin,
})

/** Reassigns the places, or holds them if the gates are stale or missing. `order` starts with the `ranked` instruments. */
const assign = (state: AllocateState, tsMs: number, gatesAgeMs: number, ranked: number): void => {
  const { last, standing, order } = state
  const fresh = gatesAgeMs <= state.gatesMaxAgeMs
  last.fallback = fresh || last.gated === 1 ? 0 : 1
  last.held = fresh || last.fallback === 1 ? 0 : 1
  if (last.held === 1) return
  if (fresh) last.gated = 1
  // Without gates no place is earned: all are filled ones.
  else standing.eligible.fill(0)
  const fill = spinningUp(state, tsMs) || state.fill === 'always'
  const placed = choosePlaces(order, ranked, standing, state.places, state.switchMargin, fill)
  for (let k = 0; k < state.count; k++) {
    standing.weight[k] = 0
    state.filled[k] = 0
  }
  if (placed > 0) splitWeights(standing.weight, order, placed, last.fallback === 1 ? state.equal : standing.score)
  for (let n = 0; n < placed; n++) state.filled[order[n]!] = 1 - standing.eligible[order[n]!]!
}

/** Until K gates have been on at once or the time is up; after that never again. */
const spinningUp = ({ last, fill, spinupMs, places, traded, standing }: AllocateState, tsMs: number): boolean => {
  if (last.firstMs !== last.firstMs) last.firstMs = tsMs
  let on = 0
  for (let k = 0; k < traded.length; k++) on += traded[k]! & standing.eligible[k]!
  if (on >= places || tsMs - last.firstMs >= spinupMs) last.spinupOver = 1
  return fill === 'spinup' && last.spinupOver === 0
}
