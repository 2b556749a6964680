/**
 * Runs a sweep. Work to do = results wanted - results found: there is no state of a run that could be restored wrongly, so a sweep that was
 * killed anywhere and one that was never interrupted end in the same bytes.
 */
import type { Clock } from '../../../lib/clock.js'
import { isoTime } from '../../../lib/iso-time.js'
import type { TrialLine } from '../../../model/trial-line.js'
import { chunksOf } from './chunks.js'
import type { JobQueue, TrialFailure, TrialResult } from '../job-queue.js'
import { appendLedger, readTrialLedger } from '../ledger.js'
import type { TrialEntry } from '../ledger/ledger-line.js'
import { trialEntry } from '../ledger/trial-entries.js'
import type { OpenSweep } from './open-sweep.js'
import { byResult } from '../results/by-result.js'
import { openResults, type ResultsLog } from '../results/results-log.js'
import { writeSweepFile } from '../results/sweep-files.js'
import type { PlanFile } from './open-holdout.js'
import { sweepDocument } from './sweep-document.js'
import { sweepLines } from './sweep-lines.js'
import { type WantedResults, wantedResults } from './wanted-results.js'

export interface SweepRun {
  readonly out: string
  readonly ledger: string
  /** What `out` holds is computed again. */
  readonly fresh: boolean
  readonly workers: number
  readonly queue: JobQueue
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Called before the results of a chunk are made durable. */
  readonly onResults?: (results: readonly TrialResult[]) => Promise<void>
  /** Called with the ledger lines of results, those that the ledger held before included. */
  readonly onEntries?: (entries: readonly TrialEntry[]) => Promise<void>
  readonly onFailed: (failure: TrialFailure) => void
  /** Trials that are done, of those that were not found. */
  readonly onProgress: (done: number, of: number) => void
}
/** What `--json` prints. Trials, not lines: computed, reused, failed and poison add up to `trials` unless the run was interrupted. */
export interface SweepSummary {
  readonly sweep: string
  readonly trials: number
  readonly computed: number
  /** Found, or equal to one that was computed. */
  readonly reused: number
  readonly failed: number
  readonly poison: number
  readonly wallMs: number
}

export const runSweep = async (open: OpenSweep, run: SweepRun): Promise<SweepSummary> => {
  const startMs = run.clock.monotonicMs()
  const counts = { computed: 0, failed: 0, poison: 0 }
  const fail = (failure: TrialFailure) => {
    counts[failure.poison ? 'poison' : 'failed']++
    run.onFailed(failure)
  }
  const wanted = wantedResults(open, open.market, fail)
  const results = openResults(run.out, { fresh: run.fresh })
  try {
    const pending = pendingOf(wanted, results)
    // Read once: a line that another process adds meanwhile is doubled, which changes no count.
    const known = new Map(readTrialLedger(run.ledger).trials)
    const write = durably(open, run, results, known)
    // Results that an earlier run made durable, on another machine or with another ledger, count here as well.
    await enter(
      open,
      run,
      known,
      wanted.flatMap(({ hashes }) => hashes.filter((hash) => results.has(hash)).map((hash) => results.read(hash))),
    )
    const chunks = chunksOf(pending, open.plan, open.market, run.workers)
    const hashesOf = new Map(wanted.map(({ index, hashes }) => [index, hashes]))
    await run.queue.run(
      chunks.map((trials) => ({
        sweep: open.sweep,
        spec: open.plan,
        trials,
        hashes: trials.map((index) => hashesOf.get(index) ?? []),
        withTrades: run.onResults !== undefined,
      })),
      async (done) => {
        await run.onResults?.(done)
        await write(done)
        counts.computed += done.length
        run.onProgress(counts.computed + counts.failed + counts.poison, pending.length)
      },
      fail,
      run.signal,
    )
    if (!run.signal.aborted) writeFiles(open, run, wanted, results)
  } finally {
    results.close()
  }
  const { computed, failed, poison } = counts
  const reused = open.trials.count - computed - failed - poison
  const wallMs = Math.round(run.clock.monotonicMs() - startMs)
  return { sweep: open.sweep, trials: open.trials.count, computed, reused, failed, poison, wallMs }
}

/** One of several trials with the same results is computed. */
const pendingOf = (wanted: readonly WantedResults[], results: ResultsLog): readonly number[] => {
  const claimed = new Set<string>()
  return wanted.flatMap(({ index, hashes }) => {
    const missing = hashes.filter((hash) => !results.has(hash) && !claimed.has(hash))
    for (const hash of missing) claimed.add(hash)
    return missing.length === 0 ? [] : [index]
  })
}

/** The ledger first: what has been evaluated counts, even if its result is lost. */
const durably =
  (open: OpenSweep, run: SweepRun, results: ResultsLog, known: Map<string, TrialEntry>) =>
  async (done: readonly TrialResult[]): Promise<void> => {
    const fresh = done.flatMap(({ lines }) => byResult(lines)).filter(([first]) => !results.has(first!.resultHash))
    await enter(open, run, known, fresh)
    results.append(fresh)
  }

/** Appends those that the ledger does not have. */
const enter = async (
  open: OpenSweep,
  { ledger, clock, onEntries }: SweepRun,
  known: Map<string, TrialEntry>,
  found: readonly (readonly TrialLine[])[],
): Promise<void> => {
  if (found.length === 0) return
  const context = { time: isoTime(clock.nowMs()), family: open.family, dataHash: open.market.market.dataHash }
  const byHash = new Map(found.map((lines) => [lines[0]!.resultHash, lines]))
  const entries = [...byHash].map(([hash, lines]) => known.get(hash) ?? trialEntry(lines, context))
  appendLedger(
    ledger,
    entries.filter(({ resultHash }) => !known.has(resultHash)),
  )
  for (const entry of entries) known.set(entry.resultHash, entry)
  await onEntries?.(entries)
}

const writeFiles = (open: OpenSweep, run: SweepRun, wanted: readonly WantedResults[], results: ResultsLog): void => {
  writeSweepFile(run.out, 'trials.ndjson', sweepLines(open, wanted, results))
  const { sweep, family, plan, holdout } = open
  writeSweepFile(run.out, 'plan.json', [JSON.stringify({ sweep, family, plan, holdout } satisfies PlanFile)])
  writeSweepFile(run.out, 'sweep.json', [JSON.stringify(sweepDocument(open), null, 2)])
}
