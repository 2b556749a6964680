/** The lines of trials.ndjson: trial by trial, instrument by instrument. */
import type { OpenPlan } from '../open-plan.js'
import type { ResultsLog } from '../results/results-log.js'
import type { WantedResults } from './wanted-results.js'

/** Trials without a result are left out. Equal results of two trials have each the names of its own trial. */
export const sweepLines = function* (
  { trials }: OpenPlan,
  wanted: readonly WantedResults[],
  results: Pick<ResultsLog, 'has' | 'read'>,
): Generator<string> {
  for (const { index, hashes, configHash } of wanted) {
    if (!hashes.every((hash) => results.has(hash))) continue
    const { targets, window } = trials.at(index)
    const lines = new Map(hashes.flatMap((hash) => results.read(hash)).map((line) => [line.instrument, line]))
    for (const { instrument, params, paramKey } of targets) {
      const line = lines.get(instrument)
      if (!line) continue
      yield JSON.stringify({ ...line, configHash, params, paramKey, fold: window.fold, part: window.part })
    }
  }
}
