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
  'external',
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

/** Account guards: bit i of `risk.refused` (increase refused) or `risk.trimmed` (increase made smaller). */
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
  'stop',
] as const
export type RiskName = (typeof RISKS)[number]
export const RISK_BIT = Object.freeze(Object.fromEntries(RISKS.map((name, i) => [name, 1 << i]))) as Readonly<
  Record<RiskName, number>
>

/**
 * Types of the rows of the `execution` source. About a decision (key: instrument, decisionTsMs, tradeId of the close leg, or 0 for the
 * increase):
 * `placed`   in flight: `units` pending (an increase), or a reduction of `tradeId` pending; `reason`: why.
 * `doubtful` outcome unknown: still pending, and the instrument is unknown.
 * `settled`  filled (the fill's own rows come before this one); no longer pending, no longer unknown.
 * `refused`  never sent, with the reason in `refused`; no longer pending, no longer unknown. Not a rejection by the broker.
 *            tradeId -1: it never became a decision and ends nothing.
 * `rejected` the broker rejected or cancelled it; no longer pending, no longer unknown.
 * `abandoned` outcome unknown for the whole wait; no longer pending, no longer unknown.
 * About a trade (SEP's own, except for `foreign`):
 * `opened`   `units` at `price`, at `tsMs`, by the decision at `decisionTsMs` (NaN: not known).
 * `reduced`, `closed`  by `units` (sign of the order) at `price`; `amount`: realized, costs and `financing` of this part;
 *            `reason`: code of REASONS.
 * `stop_set`, `take_set`  bracket price of `tradeId`; price NaN: removed.
 * `repaired` the trade's true state: `units` held in all (0: gone), `price`, open `tsMs`. No fill, no money.
 * `foreign`  the foreign trade `tradeId` holds `units` in all (0: gone).
 * About the account (instrument -1, or the trade's where `tradeId` is not 0):
 * `financing` `amount` booked, of `tradeId` or (0) the rest. `funds`: `amount` paid in or out. `balance`: the balance is `balance`.
 * `noted`    a transaction that changes nothing here.
 * `restart`  what was pending or unknown before is void, what still is follows; `units` 1: all trades are void too.
 * `hidden`   the broker's sums hold margin `units` and unrealised P&L `amount` beyond the trades that could be read.
 * `balance` is finite in every row that changed it. The largest transactionId seen is the account's last transaction.
 */
export const EXECUTIONS = [
  'none',
  'placed',
  'doubtful',
  'settled',
  'refused',
  'rejected',
  'abandoned',
  'opened',
  'reduced',
  'closed',
  'stop_set',
  'take_set',
  'repaired',
  'foreign',
  'financing',
  'funds',
  'balance',
  'noted',
  'restart',
  'hidden',
] as const
export type ExecutionName = (typeof EXECUTIONS)[number]
export const EXECUTION = Object.freeze(Object.fromEntries(EXECUTIONS.map((name, i) => [name, i]))) as Readonly<
  Record<ExecutionName, number>
>

/**
 * Why a decision was not sent. `skew`: the machine's clock is off; `unsent`: it got no turn or no connection; `broker`, `prices`,
 * `transactions`, `account`: the reason of the same code on `/ready`; `stop`: a stop or take profit that cannot be meant; `unreadable`: an
 * order or trade of the instrument could not be understood.
 */
export const REFUSALS = [
  'none',
  'kill',
  'paused',
  'aged',
  'passive',
  'store',
  'duplicate',
  'conflict',
  'doubt',
  'pending',
  'foreign',
  'opposite',
  'gone',
  'untradeable',
  'stale_price',
  'invalid',
  'skew',
  'unsent',
  'broker',
  'prices',
  'transactions',
  'account',
  'stop',
  'unreadable',
] as const
export type RefusalName = (typeof REFUSALS)[number]
export const REFUSAL = Object.freeze(Object.fromEntries(REFUSALS.map((name, i) => [name, i]))) as Readonly<
  Record<RefusalName, number>
>

/** Gate states (u8 column `gates.state`). */
export const GATE_STATES = ['warming', 'off', 'on', 'cooldown'] as const

/** Names of the bits set in a mask. */
export const maskNames = (names: readonly string[], mask: number): string[] => names.filter((_, i) => (mask >>> i) & 1)
