/** Runs trials as merged graphs: what equal trials compute is computed once, and memory stays bounded whatever their number. */
import type { TrialLine } from '../../model/trial-line.js'
import { type PreparedTrial, prepareTrial } from './prepare-trial.js'
import { runGroup } from './run-group.js'
import type { SweepMarket } from './sweep-market.js'
import { tradesOnly } from './trades/trades-only.js'
import type { Trial } from './trial.js'
import { type TrialGroup, trialGroups } from './trial-groups.js'
import { trialLines } from './trial-lines.js'
import { type SweepTrade, wantedTrades } from './trades/trial-trades.js'
import type { ProgramOf } from './trial-programs.js'

export interface TrialRun {
  readonly market: SweepMarket
  readonly trials: readonly Trial[]
  readonly programOf: ProgramOf
  /** Bound of a merged graph's columns and trades, MB. */
  readonly memoryMb: number
  readonly signal: AbortSignal
  /** Called as groups of trials end: the lines in the order of the trial's targets, closed trades in the order of their exits. */
  readonly onTrial: (index: number, lines: readonly TrialLine[], trades: () => readonly SweepTrade[]) => void
  /** A configuration that cannot run: the others go on. */
  readonly onFailed: (index: number, text: string) => void
}

/** What one trade takes in memory, with room for the garbage of making it. */
const TRADE_BYTES = 512

/** Resolves when every trial is done or failed, or when the signal aborts. */
export const runTrials = async (run: TrialRun): Promise<void> => {
  const prepared = run.trials.flatMap((trial) => preparedOf(trial, run))
  const groups = [...trialGroups(prepared, run.market.market.world.instruments.length, run.memoryMb)]
  for (let group = groups.shift(); group && !run.signal.aborted; group = groups.shift())
    groups.unshift(...(await runWhole(group, run)))
}

const preparedOf = (trial: Trial, run: TrialRun): readonly PreparedTrial[] => {
  try {
    const prepared = prepareTrial(trial, run.programOf)
    const { kind, input } = prepared
    return [kind === 'shadow' ? { ...prepared, input: tradesOnly(input) ?? input } : prepared]
  } catch (error) {
    run.onFailed(trial.index, textOf(error))
    return []
  }
}

/** Gives the halves of a group that failed or had too many trades: what is wrong with one trial does not touch the others. */
const runWhole = async (group: TrialGroup, run: TrialRun): Promise<readonly TrialGroup[]> => {
  const { trials } = group
  const names = run.market.market.world.instruments.map(({ name }) => name)
  const alone = trials.length === 1
  const tradesMax = alone ? Number.POSITIVE_INFINITY : (run.memoryMb * 2 ** 20) / TRADE_BYTES
  const outcome = await runGroup(group, run.market.market, run.signal, tradesMax).catch((error: unknown) => {
    if (alone) run.onFailed((trials[0] as PreparedTrial).trial.index, textOf(error))
    return 'failed' as const
  })
  if (outcome === 'aborted' || (outcome === 'failed' && alone)) return []
  if (outcome === 'failed' || outcome === 'too-many-trades') return halvesOf(group)
  for (const one of trials) {
    const trades = outcome(one)
    run.onTrial(one.trial.index, trialLines(one, run.market, trades), () => wantedTrades(one, trades, names))
  }
  return []
}

const halvesOf = (group: TrialGroup): readonly TrialGroup[] => {
  const middle = Math.ceil(group.trials.length / 2)
  return [group.trials.slice(0, middle), group.trials.slice(middle)].map((trials) => ({ ...group, trials }))
}

const textOf = (error: unknown): string => String(error instanceof Error ? error.message : error).split('\n')[0] ?? ''
