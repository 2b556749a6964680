/** Runs, sweeps and the ledger of trials; null answers are decided by the routes. */
import type { z } from 'zod'
import type {
  defaultWindowSchema,
  latestRunSchema,
  runSchema,
  runTradesSchema,
  seriesSchema,
  startedRunSchema,
} from '../../contract/studies.js'
import type { comparisonSchema, sweepReportSchema, sweepsSchema, trialLedgerSchema } from '../../contract/sweeps.js'
import type { StrategyParams } from '../../../store/param-key.js'
import type { PageOf } from '../ledger/ledger-reads.js'

/** Without the stamp, which the route adds. */
type Body<Z extends z.ZodType> = Omit<z.output<Z>, 'account' | 'tsMs' | 'asOfMs' | 'stale'>

export interface SpanWanted {
  readonly instrument: string
  readonly hours: number
  /** Null: any. */
  readonly params: StrategyParams | null
}
/** Null: of any instrument, of any span. */
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
  readonly latest: (wanted: SpanWanted & { readonly minTrades: number }) => Promise<Body<typeof latestRunSchema>>
  /** Newest first. */
  readonly list: (wanted: RunsWanted) => Promise<PageOf<z.output<typeof runSchema>>>
  /** ApiError `no-data` where there is no such run. */
  readonly trades: (runId: string) => Promise<Body<typeof runTradesSchema>>
  readonly series: (instrument: string, params: StrategyParams | null) => Promise<Body<typeof seriesSchema>>
  readonly workers: () => Promise<z.output<typeof sweepsSchema>['workers']>
}

/** Reads of the folders of this process. */
export interface FolderReads {
  readonly sweeps: () => z.output<typeof sweepsSchema>['sweeps']
  /** ApiError `no-data` where there is none of this name, or it has not ended. */
  readonly sweep: (name: string) => Body<typeof sweepReportSchema>
  readonly trialLedger: (limit: number, cursor: string | undefined) => Body<typeof trialLedgerSchema>
}

export interface ResearchReads {
  readonly runs: RunReads
  readonly folders: FolderReads
  /** Two to ten stored runs. ApiError `no-data` where one is not there. */
  readonly compare: (runIds: readonly string[]) => Promise<Body<typeof comparisonSchema>>
  readonly defaultWindow: () => Pick<z.output<typeof defaultWindowSchema>, 'days' | 'spans' | 'longRunDays'>
  /** Null where nothing can be started here; `studiesOff` names why. */
  readonly start: ((order: RunOrder) => Promise<Omit<Body<typeof startedRunSchema>, 'workers'>>) | null
  /** Whether POST /api/backtest/run is on (API_STUDIES=1). */
  readonly backtests: boolean
}
