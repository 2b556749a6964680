/** Why a pipeline as a whole may not trade: the codes of `/ready`, of its log lines and of its alarms' causes. */

/** In the order in which reasons are listed. A code names what holds for the whole account, never for one instrument. */
export const READY_CODES = [
  'starting',
  'standby',
  'warming',
  'kill_switch',
  'paused',
  'drawdown',
  'daily_loss',
  'margin',
  'broker',
  'prices',
  'transactions',
  'clock_skew',
  'store',
  'journal',
  'lease',
  'slices',
  'account',
  /** Every traded instrument is blocked. */
  'instruments',
] as const
export type ReadyCode = (typeof READY_CODES)[number]

export interface ReadyReason {
  readonly code: ReadyCode
  readonly text: string
  /** Machine time from which on it holds, ms UTC. */
  readonly sinceMs: number
}

/** The life of a process; all but the last are reasons of the same name. */
export const PHASES = ['starting', 'standby', 'warming', 'running'] as const satisfies readonly (
  | ReadyCode
  | 'running'
)[]
export type Phase = (typeof PHASES)[number]

/** What may hold in any phase. */
export type ConditionCode = Exclude<ReadyCode, Phase>
export const CONDITION_CODES: readonly ConditionCode[] = READY_CODES.filter(
  (code): code is ConditionCode => !(PHASES as readonly string[]).includes(code),
)
