/** How often the verdict finds an edge where there is none, and where there is one: random walks, each searched by 64 configurations. */
import { DAY_MS, MINUTE_MS } from '../../../lib/time-units.js'
import { portableRandom } from '../../../studies/statistics/distributions/portable-random.js'
import { moments } from '../../../studies/statistics/sample/moments.js'
import { judge, type VerdictName } from '../../../studies/verdict/judge.js'
import type { VerdictConfiguration } from '../../../studies/verdict/verdict-input.js'

export interface CalibrationCase {
  readonly name: string
  /** Taken off every trade, in bps. */
  readonly costBps: number
  /** Net mean per trade that one of the 64 configurations has instead. */
  readonly plantedBps?: number
  /** Without it the best of 64 is taken for the only one tried: step 3 of the rule. */
  readonly counted: boolean
  /** Edges that are allowed of 100. */
  readonly least: number
  readonly most: number
}

export const CALIBRATION: readonly CalibrationCase[] = [
  { name: '(a) random walk at zero cost', costBps: 0, counted: true, least: 0, most: 10 },
  { name: '(b) random walk net of 1.5 bps a trade', costBps: 1.5, counted: true, least: 0, most: 1 },
  { name: '(c) one configuration with +1 bp net', costBps: 1.5, plantedBps: 1, counted: true, least: 90, most: 100 },
  { name: '(a) without counting the search must fail', costBps: 0, counted: false, least: 11, most: 100 },
]

const DAYS = 60
const DAY = DAY_MS / MINUTE_MS
/** With 1 bp a minute a trade has a standard deviation of 6 bps. */
const HOLD = 36
const LOOKS = [5, 10, 15, 20, 30, 45, 60, 90]
const THRESHOLDS = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75]

/** The verdict on one market. */
export const calibrationVerdict = (of: CalibrationCase, seed: number): VerdictName => {
  const path = randomWalk(seed)
  const planted = of.plantedBps === undefined ? -1 : seed % (LOOKS.length * THRESHOLDS.length)
  const configurations = LOOKS.flatMap((look, l) =>
    THRESHOLDS.map((threshold, t) => {
      const index = l * THRESHOLDS.length + t
      const added = index === planted ? of.plantedBps! : -of.costBps
      return momentum(path, { look, threshold, added, hash: of.counted ? String(index) : 'one' })
    }),
  )
  const days = Array.from({ length: DAYS }, (_, day) => `day ${day}`)
  return judge({ configurations, days, n: 1, minTrades: 30 }).verdict
}

/** Log price in bps by minute; a step is the sum of twelve uniforms - 6. */
const randomWalk = (seed: number): Float64Array => {
  const random = portableRandom(seed * 7919 + 1)
  const path = new Float64Array(DAYS * DAY)
  for (let i = 1; i < path.length; i++) {
    let step = -6
    for (let k = 0; k < 12; k++) step += random()
    path[i] = path[i - 1]! + step
  }
  return path
}

interface Momentum {
  readonly look: number
  readonly threshold: number
  /** To every trade, in bps. */
  readonly added: number
  readonly hash: string
}

/** Enters with the move of the last `look` minutes where it is beyond threshold x sqrt(look), for HOLD minutes. */
const momentum = (path: Float64Array, { look, threshold, added, hash }: Momentum): VerdictConfiguration => {
  const bound = threshold * Math.sqrt(look)
  const daily = new Float64Array(DAYS)
  const trades: number[] = []
  for (let i = look; i + HOLD < path.length; i++) {
    const move = path[i]! - path[i - look]!
    if (Math.abs(move) <= bound) continue
    const net = (path[i + HOLD]! - path[i]!) * Math.sign(move) + added
    trades.push(net)
    daily[Math.floor((i + HOLD) / DAY)]! += net
    i += HOLD
  }
  const { mean, sd } = moments(trades)
  return {
    configHash: hash,
    params: { look, threshold },
    trades: trades.length,
    meanTrade: mean,
    sdTrade: sd,
    objective: mean * trades.length,
    daily,
  }
}
