/** Runs trials as merged graphs: what equal trials compute is computed once, and memory stays bounded whatever their number. */
import type { TrialLine } from '../../model/trial-line.js'
import type { SweepMarket } from './sweep-market.js'
import type { Trial } from './trial.js'
import type { ProgramOf } from './trial-programs.js'

export interface TrialRun<T> {
  readonly market: SweepMarket
  readonly trials: readonly Trial[]
  readonly programOf: ProgramOf
  /** Bound of the columns of one merged graph, MB. */
  readonly memoryMb: number
  readonly signal: AbortSignal
  /** Called as groups of trials end: the lines in the order of the trial's targets, closed trades in the order of their exits. */
  readonly onTrial: (index: number, lines: readonly TrialLine[], trades: readonly T[]) => void
  /** A configuration that cannot run: the others go on. */
  readonly onFailed: (index: number, text: string) => void
}

/** Resolves when every trial is done or failed, or when the signal aborts. */
export type RunTrials = <T>(run: TrialRun<T>) => Promise<void>
