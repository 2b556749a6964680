/** Which results a sweep wants, before anything is computed: work to do = hashes wanted - results found. */
import { configHashOf, resultHashes } from '../identity.js'
import type { TrialFailure } from '../job-queue.js'
import type { OpenPlan } from '../open-plan.js'
import { prepareTrial } from '../prepare-trial.js'
import type { SweepMarket } from '../sweep-market.js'

/** One trial. */
export interface WantedResults {
  readonly index: number
  readonly configHash: string
  /** Each has one line, or for a portfolio one line for each instrument. */
  readonly hashes: readonly string[]
}

/** Settings that cannot be are reported, and nothing is wanted of them. */
export const wantedResults = (
  { trials, programOf }: OpenPlan,
  market: SweepMarket,
  onFailed: (failure: TrialFailure) => void,
): readonly WantedResults[] => {
  const wanted: WantedResults[] = []
  for (let index = 0; index < trials.count; index++) {
    try {
      const prepared = prepareTrial(trials.at(index), programOf)
      const hashes = [...resultHashes(prepared, market).values()]
      wanted.push({ index, configHash: configHashOf(prepared), hashes })
    } catch (error) {
      const text = String(error instanceof Error ? error.message : error).split('\n')[0] ?? ''
      onFailed({ index, text, poison: false })
    }
  }
  return wanted
}
