/** Which decision is next, and whether it may be sent: checked when it starts, before it is sent, and right before its first byte. */
import type { RefusalName } from '../../model/codes.js'
import { refuse, setDecision } from './decisions.js'
import { frozenInstruments, stopsIncreases } from '../../model/unreadable-items.js'
import type { At, Decision, Draft, ProtocolState } from './protocol-types.js'

/** Starts what may start: one order at a time for each instrument, and no increase while a close of any instrument is in flight. */
export const pumpDecisions = (d: Draft, at: At): void => {
  const busy = new Set<number>()
  let closing = false
  for (const decision of d.decisions.values()) {
    const moves = decision.status !== 'unknown'
    if (decision.status === 'queued' && !busy.has(decision.instrument) && !(closing && decision.leg === 'entry'))
      start(d, decision, at)
    if (!moves || !d.decisions.has(decision.id)) continue
    busy.add(decision.instrument)
    if (decision.leg !== 'entry') closing = true
  }
}

const start = (d: Draft, decision: Decision, at: At): void => {
  const why = whyNot(d, decision, at, d.killSwitch, d.paused)
  if (why) return refuse(d, decision, why, at.nowMs)
  const claiming = setDecision(d, decision, { status: 'claiming', sinceMs: at.monoMs })
  d.effects.push({ type: 'claim', decision: claiming })
}

/** The check before sending. Reductions pass the kill switch and a pause: they are always allowed. */
export const passGate = (d: Draft, decision: Decision, now: At & Circumstances): void => {
  const why =
    whyNot(d, decision, now, now.killSwitch || d.killSwitch, now.paused || d.paused) ?? marketRefusal(d, decision, now)
  if (why) return refuse(d, decision, why, now.nowMs)
  setDecision(d, decision, { status: 'sending', sinceMs: now.monoMs })
  d.effects.push({ type: 'send', id: decision.id, request: decision.request })
}

/**
 * Why the bytes of a decision must not leave any more. Checked once its connection stands: between the gate and the first byte a process
 * can be stopped, or wait for its turn and its connection, for longer than its lease or the decision lasts.
 */
export const lateRefusal = (
  state: ProtocolState,
  id: string,
  at: At & { readonly outage: RefusalName | null },
): RefusalName | undefined => {
  const decision = state.decisions.get(id)
  // A request that has waited until its outcome counts as unknown, or is over, must not begin now.
  if (decision?.status !== 'sending') return 'gone'
  if (isPassive(state, at)) return 'passive'
  if (!(ageOf(decision, at) <= maxAgeOf(state, decision))) return 'aged'
  return decision.leg === 'entry' ? increaseRefusals(state, at)[0] : undefined
}

/** What refuses every increase now, whatever its instrument. `outage`: of what surrounds the protocol. */
export const increaseRefusals = (
  state: Pick<ProtocolState, 'leaseUntilMs' | 'isStopping' | 'killSwitch' | 'paused'>,
  at: At & { readonly outage: RefusalName | null },
): readonly RefusalName[] => [
  ...(isPassive(state, at) ? (['passive'] as const) : []),
  ...(state.killSwitch ? (['kill'] as const) : []),
  ...(state.paused ? (['paused'] as const) : []),
  ...(at.outage === null ? [] : [at.outage]),
]

export const isPassive = (state: Pick<ProtocolState, 'leaseUntilMs' | 'isStopping'>, { monoMs }: At): boolean =>
  state.isStopping || !(monoMs < state.leaseUntilMs)

/** Conditions at the gate. */
interface Circumstances {
  readonly killSwitch: boolean
  readonly paused: boolean
  readonly tradeable: boolean
  readonly priceAgeMs: number
}

/** New risk needs a live market; a reduction is left to the broker to refuse. */
const marketRefusal = (
  { settings: { limits } }: Draft,
  { leg }: Decision,
  { tradeable, priceAgeMs }: Circumstances,
): RefusalName | undefined => {
  if (leg !== 'entry') return undefined
  if (!tradeable) return 'untradeable'
  return priceAgeMs <= limits.priceMaxAgeMs ? undefined : 'stale_price'
}

const whyNot = (
  d: Draft,
  decision: Decision,
  at: At,
  killSwitch: boolean,
  paused: boolean,
): RefusalName | undefined => {
  if (isPassive(d, at)) return 'passive'
  if (!(ageOf(decision, at) <= maxAgeOf(d, decision))) return 'aged'
  if (decision.leg !== 'entry') return isHeld(d, decision.tradeId) ? closeRefusal(d, decision) : 'gone'
  if (killSwitch) return 'kill'
  if (paused) return 'paused'
  if (isDoubtful(d, decision)) return 'doubt'
  return unreadableRefusal(d, decision) ?? positionRefusal(d, decision)
}

/** The trade is in our view, or the broker shows one of this id that could not be understood otherwise. */
const isHeld = ({ view, unreadable: { unreadable } }: Draft, tradeId: number): boolean =>
  view.trades.has(tradeId) || unreadable.some(({ kind, id }) => kind === 'trade' && Number(id) === tradeId)

/** No new risk where an order or trade could not be understood; none at all where it is not even known where that is. */
const unreadableRefusal = ({ unreadable }: Draft, { request }: Decision): RefusalName | undefined => {
  if (stopsIncreases(unreadable) !== null) return 'account'
  return frozenInstruments(unreadable).includes(request.instrument) ? 'unreadable' : undefined
}

/** A partial close is refused where an unknown order may have changed the position; a whole trade can be closed only once. */
const closeRefusal = (d: Draft, decision: Decision): RefusalName | undefined =>
  decision.request.units !== 'ALL' && isDoubtful(d, decision) ? 'doubt' : undefined

const isDoubtful = (d: Draft, decision: Decision): boolean => {
  for (const other of d.decisions.values())
    if (other.instrument === decision.instrument && other.status === 'unknown') return true
  return false
}

/** New risk only in instruments without foreign trades, and never against our own position, which the broker would reduce instead. */
const positionRefusal = (d: Draft, decision: Decision): RefusalName | undefined => {
  const name = decision.request.instrument
  for (const trade of d.view.trades.values()) {
    if (trade.instrument !== name) continue
    if (!trade.own) return 'foreign'
    if (trade.units > 0 !== decision.units > 0) return 'opposite'
  }
  return undefined
}

export const ageOf = (decision: Decision, { nowMs, monoMs }: At): number =>
  Math.max(nowMs - decision.tsMs, decision.ageMs + monoMs - decision.cameMs)

export const maxAgeOf = ({ settings: { limits } }: ProtocolState, decision: Decision): number =>
  decision.leg === 'entry' ? limits.entryMaxAgeMs : limits.closeMaxAgeMs
