/** A sweep, resolved: all that a worker on any machine needs to build trial i. Plain JSON; it names data by path and holds no secret. */
import type { GraphFile } from '../../model/graph-file.js'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** A setting that varies. */
export interface Axis {
  /** As the spec writes it. */
  readonly name: string
  /** Path of the setting, as `direction.look`. */
  readonly path: string
  readonly values: readonly Json[]
}
/** Instruments that vary over the same axes. */
export interface Space {
  readonly instruments: readonly string[]
  /** A fixed setting is an axis of one value. */
  readonly axes: readonly Axis[]
}
export interface Window {
  readonly fold: number | null
  readonly part: 'all' | 'train' | 'test' | 'holdout'
  /** A trade counts if its exit slice is in (fromMs, toMs]. */
  readonly fromMs: number
  readonly toMs: number
}
export type Sampling =
  | { readonly kind: 'grid' }
  | { readonly kind: 'random' | 'halton'; readonly n: number; readonly seed: number }

export interface CostFactors {
  /** Preset of commissions; null: that of the settings. */
  readonly commission: string | null
  /** Bid and ask move away from their mid by this factor. */
  readonly spread: number
  readonly slippage: number
}
export interface SweepPlan {
  readonly format: 1
  readonly name: string
  readonly kind: 'shadow' | 'portfolio'
  /** A name, or the absolute path of a file, whose identity is `graphFile`. */
  readonly graph: string
  readonly graphFile: GraphFile | null
  /** Absolute paths of folders; or one `valkey:`, the candles of the store; or one `synth:..`, a made market. */
  readonly data: readonly string[]
  readonly home: string
  readonly lenient: boolean
  readonly trust: boolean
  /** Settings of all trials that are not at their default, by path. */
  readonly base: { readonly [path: string]: Json }
  /** What `params` of a result holds: axes, and settings that differ between instruments. */
  readonly params: readonly { readonly name: string; readonly path: string }[]
  readonly spaces: readonly Space[]
  readonly sampling: Sampling
  readonly windows: readonly Window[]
  /** What makes one configuration better than another, among those with at least `minTrades`. */
  readonly objective: 'pnl' | 'calmar' | 'dsr'
  readonly minTrades: number
  readonly costs: CostFactors
  /** Hash of the columns that the trials are fed: a worker whose data has another one refuses. */
  readonly market: string
  /** Instruments of the world, those that only convert included. */
  readonly instruments: readonly string[]
}
