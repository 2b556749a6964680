/** Runs, sweeps and the ledger of trials of a process: its folder, and its store where it has one. */
import type { ResearchReads, RunOrder, StartedRun } from '../../../api/model/research/research-reads.js'
import { runReads } from '../../../api/model/research/run-reads.js'
import { systemClock } from '../../../lib/clock.js'
import { memoryStore } from '../../../store/memory/store.js'
import type { StoreReads } from '../../../store/store.js'
import { defaultWindow } from '../../../studies/spans/default-window.js'
import { compareNamed } from './compare-named.js'
import { sepCommand, type SepCommand } from './sep-command.js'
import { sweepReads } from './sweep-reads.js'

export interface ResearchInputs {
  /** Null: runs are not stored here. */
  readonly store: StoreReads | null
  /** Address of the store that workers share; null: it cannot be reached from other processes. */
  readonly storeUrl: string | null
  /** Of the sweeps: `.sep/sweeps`. */
  readonly sweeps: string
  /** Names of run folders begin here; default the working folder. */
  readonly runs?: string
  /** Of trials: `.sep/ledger.ndjson`. */
  readonly ledger: string
  /** Setting `gates.windowDays`. */
  readonly gateDays: number
  /** API_STUDIES=1 */
  readonly backtests: boolean
}

export const researchReads = (inputs: ResearchInputs): ResearchReads => {
  const { storeUrl, sweeps, ledger, gateDays, backtests } = inputs
  // Without a store nothing is stored: the same reads, of an empty one.
  const store = inputs.store ?? memoryStore({ clock: systemClock })
  const command = sepCommand()
  const { days, spans, long_run_days } = defaultWindow(gateDays)
  return {
    runs: runReads(store),
    sweeps: sweepReads({ folder: sweeps, ledger, command }),
    compare: compareNamed({ store, sweeps, runs: inputs.runs ?? '.', command }),
    window: { days, spans: [...spans], longRunDays: long_run_days },
    start: storeUrl === null ? NO_WORKERS : (order, signal) => startRun(command, storeUrl, order, signal),
    backtests,
  }
}

const NO_WORKERS = 'runs are computed by workers, which need a store that they can reach: start with --store URL'

/** What `sep studies enqueue-long-run --json` prints. */
interface Queued {
  readonly job_id: string
  readonly run_id: string
  readonly from: string
  readonly to: string
  readonly days: number
}

const startRun = async (
  command: SepCommand,
  storeUrl: string,
  { instrument, days, params }: RunOrder,
  signal: AbortSignal,
): Promise<StartedRun> => {
  const flags = Object.entries(params ?? {}).flatMap(([name, value]) => [
    `--${name.replaceAll('_', '-')}`,
    String(value),
  ])
  const args = ['studies', 'enqueue-long-run', '--instrument', instrument, '--days', String(days), ...flags]
  // Not as an argument: an address may hold a password, and the list of processes shows arguments.
  const queued = (await command(args, signal, { SEP_STORE_URL: storeUrl })) as Queued
  return {
    jobId: queued.job_id,
    runId: queued.run_id,
    fromMs: Date.parse(queued.from),
    toMs: Date.parse(queued.to),
    days: queued.days,
  }
}
