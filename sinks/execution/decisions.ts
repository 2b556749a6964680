/** The ways in which a decision ends, and the state of doubt before that. */
import type { OrderReply } from '../../model/broker-client.js'
import { REFUSAL, type RefusalName } from '../../model/codes.js'
import { executionRow } from '../../streams/execution/record.js'
import { putOutcome } from './outbox.js'
import { sha256 } from '../../graph/engine/hash/hash.js'
import type { Decision, Draft, Leg, Result } from './protocol-types.js'

/** Finished decisions that are kept, for requests that arrive late. */
const REMEMBERED = 256

/**
 * Name of one decision: 32 hexadecimal digits, a pure function of what was decided where. `cause` is the slice's time in ms, or the id of
 * the control request that asked. The same slice decided twice gives the same name, so that the store can refuse the second.
 */
export const decisionId = (account: string, instrument: string, cause: number | string, leg: Leg): string =>
  sha256(`${account}|${instrument}|${cause}|${leg}`).slice(0, 32)

export const setDecision = (d: Draft, decision: Decision, change: Partial<Decision>): Decision => {
  const changed = { ...decision, ...change }
  d.decisions = new Map(d.decisions).set(decision.id, changed)
  return changed
}

/** Key columns of the rows about a decision. */
export const keyOf = ({ instrument, tradeId, tsMs, units, reason }: Decision) => ({
  instrument,
  tradeId,
  decisionTsMs: tsMs,
  units,
  reason,
})

const ROW: Readonly<Record<Result, 'settled' | 'rejected' | 'refused' | 'abandoned'>> = {
  filled: 'settled',
  cancelled: 'rejected',
  rejected: 'rejected',
  refused: 'refused',
  abandoned: 'abandoned',
}

/** Ends a decision, with its outcome record and its row for the graph. */
export const finish = (
  d: Draft,
  decision: Decision,
  result: Result,
  end: {
    readonly reason: string
    readonly transactionId?: number
    readonly refusal?: RefusalName
    readonly nowMs: number
  },
): void => {
  const decisions = new Map(d.decisions)
  decisions.delete(decision.id)
  d.decisions = decisions
  remember(d, decision, result, end.transactionId ?? 0)
  // A decision that was never claimed has left no record that needs an outcome.
  if (decision.status !== 'queued')
    putOutcome(d, {
      decisionId: decision.id,
      result,
      reason: end.reason,
      transactionId: end.transactionId ?? 0,
      atMs: end.nowMs,
    })
  d.effects.push({
    type: 'execution',
    row: executionRow(ROW[result], {
      ...keyOf(decision),
      transactionId: end.transactionId ?? 0,
      tsMs: end.nowMs,
      refused: REFUSAL[end.refusal ?? 'none'],
    }),
  })
}

/** Ends a decision of which no byte has left. */
export const refuse = (d: Draft, decision: Decision, refusal: RefusalName, nowMs: number): void =>
  finish(d, decision, 'refused', { reason: refusal, refusal, nowMs })

/**
 * Ends a decision of which the client has sent no byte. It stays claimed: an increase is over, a later slice decides a close again.
 * No alarm: while the broker is away each slice may end so; that it is away, or that exits do not leave, has an alarm of its own.
 */
export const unsent = (
  d: Draft,
  decision: Decision,
  { refusal, message }: Extract<OrderReply, { readonly kind: 'unsent' }>,
  nowMs: number,
): void => {
  if (refusal !== 'unsent') return refuse(d, decision, refusal, nowMs)
  finish(d, decision, 'refused', { reason: `${refusal}: ${message}`, refusal, nowMs })
}

/** A decision whose bytes have left, or may have left: its outcome is unknown. */
export const doubt = (d: Draft, decision: Decision, monoMs: number, why?: string): void => {
  setDecision(d, decision, { status: 'unknown', sinceMs: monoMs, ...(why === undefined ? {} : { doubt: why }) })
  d.effects.push({ type: 'execution', row: executionRow('doubtful', keyOf(decision)) })
}

const remember = (d: Draft, decision: Decision, result: Result, transactionId: number): void => {
  const { instrument, tradeId, tsMs, reason } = decision
  const closed = new Map(d.closed)
  closed.delete(decision.id)
  closed.set(decision.id, { instrument, tradeId, tsMs, reason, result, transactionId })
  if (closed.size > REMEMBERED) closed.delete(closed.keys().next().value as string)
  d.closed = closed
}
