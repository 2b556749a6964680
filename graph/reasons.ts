/** Why an order exists, why a guard closed, why risk refused: codes carried in columns, names in reports. */

/** Order reasons (u8 columns); 0 = none. */
export const REASONS = [
  'none',
  'entry',
  'add',
  'resize',
  'session',
  'pnl_tp',
  'pnl_sl',
  'slope',
  'stop',
  'take',
  'rest',
  'flatten',
  'drain',
  'pulse',
  'open',
  'closeout',
] as const
export type ReasonName = (typeof REASONS)[number]
export const REASON = Object.freeze(Object.fromEntries(REASONS.map((name, i) => [name, i]))) as Readonly<
  Record<ReasonName, number>
>

/** Market guards; bit i of `guards.failed` is set where guard i closed. `data` = no candle in the slice. */
export const GUARDS = [
  'coherence',
  'stability',
  'rupture',
  'entropy',
  'hazard',
  'repetition',
  'spread',
  'session',
  'data',
] as const
export type GuardName = (typeof GUARDS)[number]
export const GUARD_BIT = Object.freeze(Object.fromEntries(GUARDS.map((name, i) => [name, 1 << i]))) as Readonly<
  Record<GuardName, number>
>

/** Account guards; bit i of `risk.refused` (increase refused) or `risk.trimmed` (increase made smaller). */
export const RISKS = [
  'kill',
  'paused',
  'locked',
  'disconnected',
  'filled',
  'stale_slice',
  'stale_heartbeat',
  'stale_price',
  'untradeable',
  'spread',
  'var',
  'margin',
  'position_size',
  'daily_loss',
  'positions_per_pair',
  'total_positions',
  'net_units',
  'orders_per_min',
  'currency_exposure',
  'drawdown',
  'stop_lock',
  'reject_backoff',
  'minimum_size',
  'unknown',
  'session',
] as const
export type RiskName = (typeof RISKS)[number]
export const RISK_BIT = Object.freeze(Object.fromEntries(RISKS.map((name, i) => [name, 1 << i]))) as Readonly<
  Record<RiskName, number>
>

/** Gate states (u8 column `gates.state`). */
export const GATE_STATES = ['warming', 'off', 'on', 'cooldown'] as const

/** Names of the bits set in a mask. */
export const maskNames = (names: readonly string[], mask: number): string[] => names.filter((_, i) => (mask >>> i) & 1)
