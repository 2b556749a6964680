/**
 * The order protocol as a pure function: state and event give the next state and the effects to perform. It is total.
 *
 * A decision is claimed in the store under the epoch of our lease, together with its INTENT and SENT record. The record must be on disk;
 * then age, lease, kill switch and position are checked once more; then its bytes leave, once. A definite answer ends it, including proof
 * that nothing was sent. Anything else is unknown, which is a state: the broker's transactions are read until they show what happened, or
 * until nothing can arrive any more. Nothing is ever sent again: the graph sees a position that should not be there and makes a new
 * decision under a new name.
 */
import { ALL_READABLE } from '../../model/unreadable-items.js'
import { EMPTY_VIEW } from './broker-view.js'
import { takeAccount } from './compare/take-account.js'
import { doubt, finish, refuse, setDecision, unsent } from './decisions.js'
import { ageOf, isPassive, maxAgeOf, passGate, pumpDecisions } from './pre-send-checks.js'
import { pumpOutbox, written } from './outbox.js'
import type { At, Decision, Draft, Effect, ProtocolEvent, ProtocolState, ProtocolSettings } from './protocol-types.js'
import { submit } from './submit.js'
import { fetchIfBehind, takeTransactions } from './take-transactions.js'

/** Between reads of the transactions while there is a gap, or a reply names transactions that we have not seen, ms. */
const SOON_MS = 250

/** The state before any event. Passive, kill switch on: nothing goes out before a lease and the switches are known. */
export const initialState = (settings: ProtocolSettings): ProtocolState => ({
  settings,
  leaseUntilMs: Number.NEGATIVE_INFINITY,
  isStopping: false,
  killSwitch: true,
  paused: true,
  hedging: false,
  view: EMPTY_VIEW,
  unreadable: ALL_READABLE,
  appliedTransactionId: 0,
  stash: [],
  knownId: 0,
  fetchingMs: Number.NaN,
  fetchedMs: Number.NEGATIVE_INFINITY,
  reconcilingMs: Number.NaN,
  reconciledMs: Number.NEGATIVE_INFINITY,
  decisions: new Map(),
  closed: new Map(),
  outbox: {
    ledger: [],
    outcomes: [],
    ledgerSent: 0,
    outcomesSent: 0,
    sentMs: Number.NaN,
    retryMs: Number.NaN,
    failures: 0,
  },
})

export const step = (
  state: ProtocolState,
  event: ProtocolEvent,
): { readonly state: ProtocolState; readonly effects: readonly Effect[] } => {
  const draft: Draft = { ...state, effects: [] }
  handle(draft, event)
  pumpDecisions(draft, event)
  pumpOutbox(draft, event.monoMs)
  return { state: stateOf(draft), effects: draft.effects }
}

/** Without the effects; written out, because this runs for every event. */
const stateOf = (d: Draft): ProtocolState => ({
  settings: d.settings,
  leaseUntilMs: d.leaseUntilMs,
  isStopping: d.isStopping,
  killSwitch: d.killSwitch,
  paused: d.paused,
  hedging: d.hedging,
  view: d.view,
  unreadable: d.unreadable,
  appliedTransactionId: d.appliedTransactionId,
  stash: d.stash,
  knownId: d.knownId,
  fetchingMs: d.fetchingMs,
  fetchedMs: d.fetchedMs,
  reconcilingMs: d.reconcilingMs,
  reconciledMs: d.reconciledMs,
  decisions: d.decisions,
  closed: d.closed,
  outbox: d.outbox,
})

type EventOf<T extends ProtocolEvent['type']> = Extract<ProtocolEvent, { readonly type: T }>

const handle = (d: Draft, event: ProtocolEvent): void => {
  if (event.type === 'orders')
    submit(d, event, event.rows, { pairs: event.flatten ?? [], isForeignToo: event.foreign === true })
  else if (event.type === 'claimed') claimed(d, event)
  else if (event.type === 'flushed') flushed(d, event)
  else if (event.type === 'replied') replied(d, event)
  else if (event.type === 'transaction') {
    takeTransactions(d, [event.transaction], event)
    if (isBehind(d)) fetchIfBehind(d, event, SOON_MS)
  } else if (event.type === 'heartbeat') {
    d.knownId = Math.max(d.knownId, event.lastTransactionId)
    if (isBehind(d)) fetchIfBehind(d, event, SOON_MS)
  } else if (event.type === 'fetched') fetched(d, event)
  else if (event.type === 'account') takeAccount(d, event)
  else if (event.type === 'written') written(d, event.ok, event.monoMs)
  else if (event.type === 'switches') {
    d.killSwitch = event.killSwitch
    d.paused = event.paused
    dropQueued(d, event)
  } else if (event.type === 'lease') {
    d.leaseUntilMs = event.untilMs
    dropQueued(d, event)
  } else if (event.type === 'stop') {
    d.isStopping = true
    dropQueued(d, event)
  } else if (event.type === 'reconcile') d.reconciledMs = Number.NEGATIVE_INFINITY
  else tick(d, event)
  if (event.type === 'reconcile') reconcileIfDue(d, event)
}

const isBehind = (d: Draft): boolean => d.knownId > d.view.lastTransactionId

const claimed = (d: Draft, { id, answer, nowMs, monoMs }: EventOf<'claimed'>): void => {
  const decision = d.decisions.get(id)
  if (decision?.status !== 'claiming') return
  if (answer === 'ok') {
    setDecision(d, decision, { status: 'flushing', sinceMs: monoMs })
    d.effects.push({ type: 'flush', id })
    return
  }
  if (answer === 'stale-epoch') d.leaseUntilMs = Number.NEGATIVE_INFINITY
  if (answer === 'stale-epoch')
    d.effects.push({ type: 'alarm', text: 'the lease of the account is lost: nothing more is sent' })
  if (answer === 'conflict')
    d.effects.push({ type: 'alarm', text: `decision ${id} was recorded before with different content: not sent` })
  // The owner of the claim records the outcome: a name that was taken before is not ours to end.
  const ours = answer === 'failed'
  const why = answer === 'failed' || answer === 'moved' ? 'store' : answer === 'stale-epoch' ? 'passive' : answer
  refuse(d, ours ? decision : { ...decision, status: 'queued' }, why, nowMs)
}

const flushed = (d: Draft, event: EventOf<'flushed'>): void => {
  const decision = d.decisions.get(event.id)
  if (decision?.status !== 'flushing') return
  if (event.durable || isWholeClose(decision)) passGate(d, decision, event)
  else refuse(d, decision, 'store', event.nowMs)
}

/**
 * May leave while the disk does not confirm: should its record be lost, a second close of the trade finds it gone, and what the first one
 * did is adopted with an alarm. Increases and partial closes would be doubled.
 */
const isWholeClose = ({ request }: Decision): boolean => request.leg === 'close' && request.units === 'ALL'

const replied = (d: Draft, event: EventOf<'replied'>): void => {
  const { reply, nowMs, monoMs } = event
  const decision = d.decisions.get(event.id)
  const waits = decision?.status === 'sending' || decision?.status === 'unknown'
  if (reply?.kind === 'unsent' && decision && waits && decision.orderId === 0) return unsent(d, decision, reply, nowMs)
  // An order that the broker has was sent, even if the client reports otherwise.
  if (!reply || reply.kind === 'unsent') {
    if (decision?.status === 'sending') doubt(d, decision, monoMs, event.why)
    return fetchIfBehind(d, event, SOON_MS)
  }
  if (decision && waits) setDecision(d, decision, { status: 'answered', sinceMs: monoMs })
  if (reply.kind === 'rejected' && (reply.status === 401 || reply.status === 403))
    d.effects.push({ type: 'alarm', text: `the broker refuses to let us trade: ${reply.code} ${reply.message}`.trim() })
  d.knownId = Math.max(d.knownId, reply.lastTransactionId ?? 0)
  takeTransactions(d, reply.transactions, event)
  const open = d.decisions.get(event.id)
  // A rejection is definite, even if its transaction cannot be applied yet.
  if (open && reply.kind === 'rejected')
    finish(d, open, 'rejected', { reason: `${reply.code} ${reply.message}`.trim(), nowMs })
  if (isBehind(d) || d.decisions.has(event.id)) fetchIfBehind(d, event, SOON_MS)
}

const fetched = (d: Draft, event: EventOf<'fetched'>): void => {
  const beganMs = d.fetchingMs
  d.fetchingMs = Number.NaN
  d.fetchedMs = event.monoMs
  if (!event.transactions) return
  takeTransactions(d, event.transactions, event)
  // The read was complete at its time: what it does not show had not happened by then.
  const { unknownWaitMs } = d.settings.limits
  for (const decision of d.decisions.values())
    if (decision.status === 'unknown' && decision.orderId === 0 && beganMs >= decision.sinceMs + unknownWaitMs)
      abandon(d, decision, event.nowMs)
}

const abandon = (d: Draft, decision: Decision, nowMs: number): void => {
  const after = decision.doubt === undefined ? '' : `; ${decision.doubt}`
  finish(d, decision, 'abandoned', { reason: `no transaction shows it${after}`, nowMs })
  d.effects.push({ type: 'alarm', text: `decision ${decision.id} was sent and never arrived: abandoned${after}` })
}

/** Ends at once what has not left yet and must not leave now: kill switch, pause, lost lease or the end of the process. */
const dropQueued = (d: Draft, event: At): void => {
  const passive = isPassive(d, event)
  for (const decision of d.decisions.values()) {
    if (decision.status === 'sending' || decision.status === 'answered' || decision.status === 'unknown') continue
    if (passive) refuse(d, decision, 'passive', event.nowMs)
    else if (decision.leg === 'entry' && (d.killSwitch || d.paused))
      refuse(d, decision, d.killSwitch ? 'kill' : 'paused', event.nowMs)
  }
}

const tick = (d: Draft, event: At): void => {
  const { limits } = d.settings
  const { nowMs, monoMs } = event
  let unknown = false
  for (const decision of d.decisions.values()) {
    const waitedMs = monoMs - decision.sinceMs
    const { status } = decision
    if (status === 'queued' && ageOf(decision, event) > maxAgeOf(d, decision)) refuse(d, decision, 'aged', nowMs)
    else if ((status === 'claiming' || status === 'flushing') && waitedMs > limits.storeMaxMs)
      refuse(d, decision, 'store', nowMs)
    else if (status === 'sending' && waitedMs > limits.sendMaxMs) doubt(d, decision, monoMs)
    // The broker accepted it, and its transactions do not show it.
    else if (status === 'answered' && waitedMs > limits.sendMaxMs && !isBehind(d)) doubt(d, decision, monoMs)
    if (status === 'unknown' || status === 'answered') unknown = true
  }
  const { sentMs } = d.outbox
  if (sentMs === sentMs && monoMs - sentMs > 3 * limits.storeMaxMs) written(d, false, monoMs)
  // A read that never came back does not stop all later ones.
  if (monoMs - d.fetchingMs > limits.sendMaxMs) d.fetchingMs = Number.NaN
  if (monoMs - d.reconcilingMs > limits.sendMaxMs) d.reconcilingMs = Number.NaN
  if (isBehind(d)) fetchIfBehind(d, event, 1000)
  else if (unknown) fetchIfBehind(d, event, limits.unknownPollMs)
  reconcileIfDue(d, event)
}

const reconcileIfDue = (d: Draft, { monoMs }: At): void => {
  if (d.reconcilingMs === d.reconcilingMs || monoMs - d.reconciledMs < d.settings.limits.reconcileMs) return
  d.reconcilingMs = monoMs
  d.effects.push({ type: 'reconcile' })
}
