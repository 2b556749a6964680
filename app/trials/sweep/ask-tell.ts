/** A sweep that an optimiser from outside drives: it asks for one configuration at a time and is given its results. */
import { isoTime } from '../../../lib/iso-time.js'
import { SepError } from '../../../model/error-codes.js'
import type { TrialLine } from '../../../model/trial-line.js'
import { dateOfDay, openTradingDays } from '../../../operators/calendar/open-days.js'
import { configurationOf, countedDays } from '../../../studies/report/sweep/configuration.js'
import { tallySweep } from '../../../studies/report/sweep/tally-sweep.js'
import { graphSettings } from '../../config/graph-settings.js'
import { parseLeaf, settingNamed } from '../../config/leaves/layers.js'
import { type Leaf, leavesOf } from '../../config/leaves/leaves.js'
import { buildTrials } from '../build-trials.js'
import { type EntryContext, trialEntry } from '../ledger/trial-entries.js'
import { enterTrials } from '../ledger.js'
import { byResult } from '../results/by-result.js'
import { openResults } from '../results/results-log.js'
import { runTrials } from '../run-trials.js'
import type { Axis, Json, SweepPlan } from '../sweep-plan.js'
import type { OpenSweep } from './open-sweep.js'
import type { SweepRun } from './run-sweep.js'
import { wantedResults } from './wanted-results.js'

export interface AskTell {
  /** One line of parameters, `{"look": 12}`, in; one object out. What is wrong with a line is `{error}`: the next one is taken. */
  answer(line: string): Promise<object>
  close(): void
}
type AskTellRun = Pick<SweepRun, 'out' | 'ledger' | 'fresh' | 'clock' | 'signal'> & { readonly memoryMb: number }

/** Parameters that a line leaves out have the first value of the spec. Every answer counts in the ledger; what is known is not computed. */
export const openAskTell = async (open: OpenSweep, run: AskTellRun): Promise<AskTell> => {
  const leaves = leavesOf((await graphSettings(open.plan.graph)).sections)
  const results = openResults(run.out, { fresh: run.fresh })
  const context = (): EntryContext => ({
    time: isoTime(run.clock.nowMs()),
    family: open.family,
    dataHash: open.market.market.dataHash,
  })
  const linesOf = async (plan: SweepPlan): Promise<readonly TrialLine[]> => {
    const { programOf, market } = open
    const trials = buildTrials(plan, programOf, market.market.world)
    const failed: string[] = []
    const wanted = wantedResults({ plan, programOf, trials }, market, ({ text }) => failed.push(text))
    const missing = wanted.filter(({ hashes }) => !hashes.every((hash) => results.has(hash)))
    const found: (readonly TrialLine[])[] = []
    await runTrials({
      ...{ market, programOf, memoryMb: run.memoryMb, signal: run.signal },
      trials: missing.map(({ index }) => trials.at(index)),
      onTrial: (_, lines) => found.push(...byResult(lines)),
      onFailed: (_, text) => failed.push(text),
    })
    if (failed[0] !== undefined) throw new SepError('bad-argument', failed[0])
    const known = wanted.flatMap(({ hashes }) =>
      hashes.filter((hash) => results.has(hash)).map((hash) => results.read(hash)),
    )
    enterTrials(
      run.ledger,
      [...known, ...found].map((lines) => trialEntry(lines, context())),
    )
    results.append(found)
    return wanted.flatMap(({ hashes }) => hashes.flatMap((hash) => results.read(hash)))
  }
  return {
    answer: async (line) => {
      try {
        const plan = planOf(open.plan, given(line, leaves))
        return answerOf(open, await linesOf(plan))
      } catch (error) {
        if (error instanceof SepError) return { error: error.message }
        throw error
      }
    },
    close: () => results.close(),
  }
}

/** One value each. */
const given = (line: string, leaves: readonly Leaf[]): readonly Axis[] => {
  const parsed = objectIn(line)
  return Object.entries(parsed).map(([name, value]) => {
    const { path } = settingNamed(name, leaves, name)
    const leaf = leaves.find((one) => one.path === path) as Leaf
    if (
      path === 'run.pairs' ||
      path.startsWith('run.spread') ||
      path === 'run.instruments' ||
      path === 'broker.commission'
    )
      throw new SepError('bad-argument', `${name}: all trials share one market; set it in the spec`)
    return { name, path, values: [parseLeaf(leaf, value, name) as Json] }
  })
}

const objectIn = (line: string): { readonly [name: string]: unknown } => {
  try {
    const parsed: unknown = JSON.parse(line)
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as object as never
  } catch {
    // The same sentence for both.
  }
  throw new SepError('bad-argument', 'a line is one JSON object of parameters, like {"look": 12, "thr_bps": 2}')
}

const planOf = (plan: SweepPlan, asked: readonly Axis[]): SweepPlan => {
  const instruments = [...new Set(plan.spaces.flatMap((space) => space.instruments))].toSorted()
  const first = (plan.spaces[0]?.axes ?? []).map((axis) => ({ ...axis, values: axis.values.slice(0, 1) }))
  const axes = new Map([...first, ...asked].map((axis) => [axis.path, axis]))
  const params = new Map([...plan.params, ...asked].map(({ name, path }) => [path, { name, path }]))
  return {
    ...plan,
    spaces: [{ instruments, axes: [...axes.values()] }],
    params: [...params.values()],
    sampling: { kind: 'grid' },
  }
}

/** Pooled over instruments; of a walk-forward the test windows put together, as the report has them. */
const answerOf = ({ plan, window }: OpenSweep, lines: readonly TrialLine[]): object => {
  const days = openTradingDays(window.fromMs, window.toMs).map(dateOfDay)
  const tally = tallySweep(days)
  for (const line of lines) tally.take(line)
  const pooled = [...tally.configurations.values()]
  const {
    pool: _,
    instruments: __,
    varying: ___,
    ...figures
  } = configurationOf(pooled[0]!, days.length, countedDays(pooled, days.length), plan.objective)
  return { ...figures, enough: figures.trades >= plan.minTrades, lines }
}
