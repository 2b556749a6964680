/** What a sweep's folder knows of it: sweep.json. */
import type { TrialLine } from '../../../model/trial-line.js'

export interface SweepFacts {
  readonly name: string
  /** Hash of the resolved spec. */
  readonly sweep: string
  readonly graph: string
  readonly family: string
  readonly kind: string
  readonly objective: 'pnl' | 'calmar' | 'dsr'
  readonly minTrades: number
  readonly dataHash: string
  /** Hash of the fed columns. */
  readonly market: string
  readonly home: string
  /** Traded ones. */
  readonly instruments: readonly string[]
  /** ISO minutes, UTC. */
  readonly window: { readonly from: string; readonly to: string }
  /** Open New York trading days of the window, `2024-03-05`, ascending. */
  readonly days: readonly string[]
  readonly holdout: { readonly from: string; readonly to: string } | null
  /** As given: preset of commissions, factors on spread and slippage. */
  readonly costs: Readonly<Record<string, unknown>>
  readonly trials: number
  readonly versions: Readonly<Record<string, unknown>>
  readonly command: string | null
}

export type TrialPart = TrialLine['part']
