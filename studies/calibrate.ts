/** Where the guards' bounds lie in the metrics of a market, and which bounds would pass a wanted share of the minutes. */

import { MARKET_COLUMNS, type MarketColumn } from '../sinks/market-columns.js'
import { quantile } from './statistics/sample/quantile.js'

export const QUANTILES = [0.1, 0.25, 0.5, 0.75, 0.9] as const

/** A guard passes a minute if its metric is at least (`min`) or at most (`max`) the bound. */
export interface CalibratedBound {
  readonly guard: string
  readonly metric: MarketColumn
  readonly side: 'min' | 'max'
  readonly bound: number
  /** The setting that holds the bound. */
  readonly setting: string
}
interface BoundFinding extends CalibratedBound {
  /** Share of the known values that pass, 0..1; NaN if none is known. */
  readonly passRate: number
  /** The bound at which the wanted share passes. */
  readonly suggested: number
}
export interface Calibration {
  /** Number of known values, by metric. */
  readonly known: { readonly [metric in MarketColumn]: number }
  /** At QUANTILES, linearly interpolated; NaN if no value is known. */
  readonly quantiles: { readonly [metric in MarketColumn]: readonly number[] }
  readonly bounds: readonly BoundFinding[]
  /** Guards that pass nearly everything or nearly nothing. */
  readonly warnings: readonly string[]
}

/** A guard that passes or blocks less than this share of the minutes filters nothing useful. */
const RARE = 0.005

/** `columns`: one value per minute, NaN = unknown (left out). passRate in (0, 1): the share that each guard should pass on its own. */
export const calibrate = (
  columns: { readonly [metric in MarketColumn]: Float64Array },
  bounds: readonly CalibratedBound[],
  passRate: number,
): Calibration => {
  const sorted = perMetric((metric) => columns[metric].filter((value) => value === value).sort())
  const findings = bounds.map((bound): BoundFinding => {
    const values = sorted[bound.metric]
    return {
      ...bound,
      passRate: passShare(values, bound),
      suggested: quantile(values, bound.side === 'min' ? 1 - passRate : passRate),
    }
  })
  return {
    known: perMetric((metric) => sorted[metric].length),
    quantiles: perMetric((metric) => QUANTILES.map((q) => quantile(sorted[metric], q))),
    bounds: findings,
    warnings: findings.flatMap(warning),
  }
}

const perMetric = <T>(of: (metric: MarketColumn) => T): { readonly [metric in MarketColumn]: T } =>
  Object.fromEntries(MARKET_COLUMNS.map((metric) => [metric, of(metric)])) as { [metric in MarketColumn]: T }

const passShare = (sorted: Float64Array, { side, bound }: CalibratedBound): number => {
  let passed = 0
  for (let i = 0; i < sorted.length; i++) if (side === 'min' ? sorted[i]! >= bound : sorted[i]! <= bound) passed++
  return passed / sorted.length
}

const warning = ({ guard, side, bound, passRate }: BoundFinding): readonly string[] => {
  const text = `${guard} ${side === 'min' ? '>=' : '<='} ${bound} passes ${(passRate * 100).toFixed(2)} % of minutes`
  if (passRate < RARE) return [`${text}: it blocks nearly every entry`]
  return passRate > 1 - RARE ? [`${text}: it filters almost nothing`] : []
}
