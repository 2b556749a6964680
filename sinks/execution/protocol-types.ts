/** Types of the order protocol: its state, its events, its effects. All plain data. */
import { MINUTE_MS } from '../../lib/time-units.js'
import type { BrokerAccount, BrokerTransaction, OrderReply, OrderRequest } from '../../model/broker-client.js'
import type { FencedAnswer } from '../../store/store.js'
import type { UnreadableParts } from '../../model/unreadable-items.js'
import type { BrokerView } from './broker-view.js'
import type { ExecutionRow } from '../../streams/execution/record.js'

/** An increase, or the close of one trade. */
export type Leg = 'entry' | `close:${number}`

export interface Limits {
  /** No increase from a decision older than this, ms. */
  readonly entryMaxAgeMs: number
  /** No reduction from a decision older than this, ms; the graph orders it again. */
  readonly closeMaxAgeMs: number
  /** No increase on a quote older than this, ms. */
  readonly priceMaxAgeMs: number
  /** Longest time a request may take to reach the broker after its connection is gone, ms. An unknown outcome is given up only after it. */
  readonly unknownWaitMs: number
  /** Between two reads of the transactions while something is unknown, ms. */
  readonly unknownPollMs: number
  /** A request without an answer counts as unknown after, ms. */
  readonly sendMaxMs: number
  /** A store that has not answered counts as failed after, ms. */
  readonly storeMaxMs: number
  /** From a write that failed, or that the disk did not confirm, to its next attempt, ms; doubles with each failure, up to eightfold. */
  readonly storeRetryMs: number
  /** Between two comparisons with the broker's account, ms. */
  readonly reconcileMs: number
  /** Between two checks for what has waited too long, ms. */
  readonly tickMs: number
}

export const DEFAULT_LIMITS: Limits = Object.freeze({
  entryMaxAgeMs: 15_000,
  closeMaxAgeMs: MINUTE_MS,
  priceMaxAgeMs: 10_000,
  unknownWaitMs: 65_000,
  unknownPollMs: 5_000,
  sendMaxMs: 20_000,
  storeMaxMs: 10_000,
  storeRetryMs: 1_000,
  reconcileMs: 30_000,
  tickMs: 1_000,
})

export interface ProtocolInstrument {
  readonly name: string
  readonly displayPrecision: number
  readonly tradeUnitsPrecision: number
}
export interface ProtocolSettings {
  readonly account: string
  readonly graphHash: string
  /** In the world's order: the index is the one of the graph's rows. */
  readonly instruments: readonly ProtocolInstrument[]
  readonly limits: Limits
  /** No increase with a stop farther away than this, % of price. */
  readonly stopMaxPct: number
}

export interface Switches {
  readonly killSwitch: boolean
  readonly paused: boolean
}
/** Of one instrument, right now. */
export interface MarketState {
  readonly tradeable: boolean
  readonly priceAgeMs: number
}

/** One row of the graph's `order` output, as far as the broker is concerned. NaN = not set. */
export interface OrderRow {
  readonly instrument: number
  /** Sign of the order; 0 = none. */
  readonly closeUnits: number
  readonly closeAll: number
  readonly closeReason: number
  readonly approvedUnits: number
  readonly increaseReason: number
  readonly stopDistance: number
  readonly takeDistance: number
  readonly stopPrice: number
  readonly takePrice: number
  readonly priceBound: number
}

/** `queued` -> `claiming` -> `flushing` -> `sending` -> (`answered` | `unknown`) -> gone. Bytes leave only on the way to `sending`. */
export type DecisionStatus = 'queued' | 'claiming' | 'flushing' | 'sending' | 'answered' | 'unknown'

export interface Decision {
  readonly id: string
  readonly leg: Leg
  /** Index in the world. */
  readonly instrument: number
  /** The trade that is closed; 0 = an increase. */
  readonly tradeId: number
  /** Signed, of the order. */
  readonly units: number
  readonly reason: number
  readonly tsMs: number
  readonly request: OrderRequest
  readonly status: DecisionStatus
  /** Monotonic, of the last change of status. */
  readonly sinceMs: number
  /** Age of the decision on arrival, and the time of arrival (monotonic): a clock that is set back makes no decision younger. */
  readonly ageMs: number
  readonly cameMs: number
  /** The broker's order, once a transaction showed it; 0 = not yet. */
  readonly orderId: number
  /** What came instead of an answer, where that is known. */
  readonly doubt?: string
}

export const RESULTS = ['filled', 'cancelled', 'rejected', 'refused', 'abandoned'] as const
export type Result = (typeof RESULTS)[number]

/** A decision that is over: kept for some time, because a request may arrive late. */
export interface ClosedDecision {
  readonly instrument: number
  readonly tradeId: number
  readonly tsMs: number
  readonly reason: number
  readonly result: Result
  /** The transaction that ended it; 0 = none did. */
  readonly transactionId: number
}

/** An entry of the ledger stream. `id` is the entry's. */
export type LedgerRecord =
  | {
      readonly kind: 'transaction'
      readonly id: string
      readonly transaction: BrokerTransaction
      readonly decisionId: string | null
      readonly origin: 'decision' | 'external' | 'foreign' | 'bracket' | 'none'
    }
  | { readonly kind: 'snapshot'; readonly id: string; readonly view: BrokerView }
export interface OutcomeRecord {
  readonly decisionId: string
  readonly result: Result
  /** Of the reject, cancel or refusal; empty where filled. Stored as `says`. */
  readonly reason: string
  readonly transactionId: number
  readonly atMs: number
}

export interface ProtocolState {
  readonly settings: ProtocolSettings
  /** Monotonic end of our lease; -Infinity = passive: nothing goes out. */
  readonly leaseUntilMs: number
  /** The process ends: no byte of an order leaves any more. */
  readonly isStopping: boolean
  readonly killSwitch: boolean
  readonly paused: boolean
  readonly hedging: boolean
  readonly view: BrokerView
  /** What could not be understood when the account was last read. */
  readonly unreadable: UnreadableParts
  /** The newest transaction that the graph's state has applied at the start: rows up to it are not given again. */
  readonly appliedTransactionId: number
  /** Transactions after a gap, by rising id. */
  readonly stash: readonly BrokerTransaction[]
  /** The newest transaction that the broker has announced. */
  readonly knownId: number
  /** Monotonic start of the read in flight; NaN = none. */
  readonly fetchingMs: number
  readonly fetchedMs: number
  readonly reconcilingMs: number
  readonly reconciledMs: number
  /** Open ones, in order of arrival. */
  readonly decisions: ReadonlyMap<string, Decision>
  /** The newest that are over. */
  readonly closed: ReadonlyMap<string, ClosedDecision>
  readonly outbox: {
    readonly ledger: readonly LedgerRecord[]
    readonly outcomes: readonly OutcomeRecord[]
    /** How many of each are in flight to the store; 0 and 0 = none. */
    readonly ledgerSent: number
    readonly outcomesSent: number
    /** Monotonic; NaN = nothing is in flight. */
    readonly sentMs: number
    /** Earliest retry after a failure, monotonic; NaN = no failure. */
    readonly retryMs: number
    /** In a row. */
    readonly failures: number
  }
}
/** Time of an event: wall clock and monotonic, ms. */
export interface At {
  readonly nowMs: number
  readonly monoMs: number
}
export type ProtocolEvent = At &
  (
    | {
        readonly type: 'orders'
        readonly tsMs: number
        /** Id of the control request where one asked; else the slice's time. */
        readonly cause: number | string
        readonly rows: readonly OrderRow[]
        /** Instruments that the operator wants flat. */
        readonly flatten?: readonly number[]
        /** The operator wants trades that are not SEP's closed, too. */
        readonly foreign?: boolean
      }
    | { readonly type: 'claimed'; readonly id: string; readonly answer: FencedAnswer | 'failed' }
    | {
        readonly type: 'flushed'
        readonly id: string
        readonly durable: boolean
        /** As read from the store right now; true where it could not be read. */
        readonly killSwitch: boolean
        readonly paused: boolean
        /** The instrument's, right now. */
        readonly tradeable: boolean
        readonly priceAgeMs: number
      }
    /** null = unknown; `why`: what came instead of an answer. */
    | { readonly type: 'replied'; readonly id: string; readonly reply: OrderReply | null; readonly why?: string }
    | { readonly type: 'transaction'; readonly transaction: BrokerTransaction }
    | { readonly type: 'heartbeat'; readonly lastTransactionId: number }
    /** null = the read failed. */
    | { readonly type: 'fetched'; readonly transactions: readonly BrokerTransaction[] | null }
    | { readonly type: 'account'; readonly account: BrokerAccount | null }
    | { readonly type: 'written'; readonly ok: boolean }
    | { readonly type: 'switches'; readonly killSwitch: boolean; readonly paused: boolean }
    | { readonly type: 'lease'; readonly untilMs: number }
    | { readonly type: 'reconcile' | 'tick' | 'stop' }
  )

export type Effect =
  | { readonly type: 'claim'; readonly decision: Decision }
  | { readonly type: 'flush'; readonly id: string }
  | { readonly type: 'send'; readonly id: string; readonly request: OrderRequest }
  | { readonly type: 'fetch'; readonly after: number }
  | { readonly type: 'reconcile' }
  | {
      readonly type: 'write'
      readonly ledger: readonly LedgerRecord[]
      readonly outcomes: readonly OutcomeRecord[]
      /** An earlier attempt may have been executed: look before writing again. */
      readonly again: boolean
    }
  | { readonly type: 'execution'; readonly row: ExecutionRow }
  | { readonly type: 'alarm'; readonly text: string }

/** A state being changed: the maps in it are replaced, never changed. */
export type Draft = { -readonly [K in keyof ProtocolState]: ProtocolState[K] } & { readonly effects: Effect[] }
