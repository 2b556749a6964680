/** Runs, sweeps and the ledger of trials: what was tried, and what came of it. */
import type { z } from 'zod'
import type {
  defaultWindowSchema,
  latestRunSchema,
  RunView,
  runTradesSchema,
  seriesSchema,
  startedRunSchema,
} from '../../contract/studies.js'
import type {
  comparisonSchema,
  SweepView,
  sweepReportSchema,
  trialLedgerSchema,
  workerSchema,
} from '../../contract/sweeps.js'
import type { StrategyParams } from '../../../store/param-key.js'
import type { PageOf } from '../ledger/ledger-reads.js'

/** Without the stamp, which the route adds. */
type Body<Z extends z.ZodType> = Omit<z.output<Z>, 'account' | 'tsMs' | 'asOfMs' | 'stale'>

interface SpanWanted {
  readonly instrument: string
  readonly hours: number
  /** Null: any. */
  readonly params: StrategyParams | null
  readonly minTrades: number
}
/** Null: of any instrument, any span, any parameters. */
export interface RunsWanted {
  readonly instrument: string | null
  readonly hours: number | null
  readonly params: StrategyParams | null
  readonly limit: number
  readonly cursor: string | undefined
}
export interface RunOrder {
  readonly instrument: string
  readonly days: number
  readonly params: StrategyParams | null
}

export interface RunReads {
  readonly latest: (wanted: SpanWanted) => Promise<Body<typeof latestRunSchema>>
  /** Newest first. */
  readonly list: (wanted: RunsWanted) => Promise<PageOf<RunView>>
  /** ApiError `no-data` where there is no such run. */
  readonly trades: (runId: string) => Promise<Body<typeof runTradesSchema>>
  readonly series: (instrument: string, params: StrategyParams | null) => Promise<Body<typeof seriesSchema>>
  /** Those that were heard of lately. */
  readonly workers: () => Promise<z.output<typeof workerSchema>[]>
}

/** Sweeps in the folder of this process, and its ledger of trials. */
export interface SweepReads {
  readonly list: () => Promise<SweepView[]>
  /** ApiError `no-data` where there is none of this name, or it has not ended. Opening it is a look that the ledger counts. */
  readonly report: (name: string, signal: AbortSignal) => Promise<Body<typeof sweepReportSchema>>
  readonly trialLedger: (limit: number, cursor: string | undefined) => Promise<Body<typeof trialLedgerSchema>>
}

export interface ResearchReads {
  readonly runs: RunReads
  readonly sweeps: SweepReads
  /** Two to ten stored runs, finished sweeps, or run folders. ApiError `no-data` where one is not there. */
  readonly compare: (names: readonly string[], signal: AbortSignal) => Promise<Body<typeof comparisonSchema>>
  readonly window: Pick<z.output<typeof defaultWindowSchema>, 'days' | 'spans' | 'longRunDays'>
  /** Queues a run for the workers; a text is why nothing can be started here. */
  readonly start: ((order: RunOrder, signal: AbortSignal) => Promise<StartedRun>) | string
  /** Whether POST /api/backtest/run is on (API_STUDIES=1). */
  readonly backtests: boolean
}
export type StartedRun = Omit<Body<typeof startedRunSchema>, 'workers'>
