/** A slice's orders become decisions: the close leg split into one request a trade, oldest first, then the increase. */
import type { OrderRequest } from '../../model/broker-client.js'
import { REASON, REFUSAL } from '../../model/codes.js'
import { OWN_TAG, ownTrades, type ViewTrade } from './broker-view.js'
import { decisionId, keyOf, refuse } from './decisions.js'
import { executionRow } from '../../streams/execution/record.js'
import { closeRequest, entryRequest, hasSoundBrackets } from './order-requests.js'
import type { At, Decision, Draft, Leg, OrderRow } from './protocol-types.js'

const NO_TRADE = -1

interface Slice extends At {
  readonly tsMs: number
  readonly cause: number | string
}

/** What the operator wants closed. */
interface Flatten {
  readonly pairs: readonly number[]
  readonly isForeignToo: boolean
}

/** All closes of the slice stand before all of its increases. */
export const submit = (d: Draft, slice: Slice, rows: readonly OrderRow[], flatten: Flatten): void => {
  for (const row of rows) if (row.closeAll !== 0 || row.closeUnits !== 0) submitCloses(d, slice, row)
  for (const k of flatten.pairs) closeUnreadable(d, slice, k, flatten.pairs)
  if (flatten.isForeignToo) closeForeign(d, slice, flatten.pairs)
  for (const row of rows) if (row.approvedUnits !== 0) submitEntry(d, slice, row)
}

const submitCloses = (d: Draft, slice: Slice, row: OrderRow): void => {
  const instrument = d.settings.instruments[row.instrument]
  if (!instrument) return
  const trades = ownTrades(d.view, instrument.name)
  if (trades.length === 0) return refusedRow(d, slice, row, 'gone')
  if (row.closeAll === 0 && isBusy(d, row.instrument)) {
    // No partial close while an order may still change the position.
    return refusedRow(d, slice, row, 'pending')
  }
  let left = row.closeAll === 0 ? Math.abs(row.closeUnits) : Number.POSITIVE_INFINITY
  for (const trade of trades) {
    if (left <= 0) break
    if (row.closeAll === 0 && trade.units > 0 === row.closeUnits > 0) continue
    const size = Math.min(left, Math.abs(trade.units))
    left -= size
    if (!isClosing(d, trade.id)) add(d, slice, closeDecision(d, slice, row, trade, size))
  }
}

/**
 * SEP's trades of an instrument that is to be flat and whose trades could not all be understood: an id is enough to close one. Where the
 * instrument is not known they go when everything goes.
 */
const closeUnreadable = (d: Draft, slice: Slice, k: number, flatten: readonly number[]): void => {
  const instrument = d.settings.instruments[k]
  if (!instrument) return
  const takesLost = k === flatten[0] && flatten.length === d.settings.instruments.length
  for (const item of d.unreadable.unreadable) {
    const tradeId = Number(item.id ?? Number.NaN)
    const here = item.instrument === instrument.name || (item.instrument === null && takesLost)
    if (item.kind !== 'trade' || item.tag !== OWN_TAG || !here || !(tradeId > 0)) continue
    if (isClosing(d, tradeId) || isClosed(d, tradeId)) continue
    const leg: Leg = `close:${tradeId}`
    const id = decisionId(d.settings.account, instrument.name, slice.cause, leg)
    const request = closeRequest(tradeId, 'ALL', instrument, id)
    add(d, slice, made(d, slice, k, leg, tradeId, 0, REASON.flatten, request))
  }
}

/** Trades that are not SEP's, whole, by their ids. Those of instruments that this run lacks go with the first that it wants flat. */
const closeForeign = (d: Draft, slice: Slice, flatten: readonly number[]): void => {
  for (const trade of d.view.trades.values()) {
    const known = d.settings.instruments.findIndex(({ name }) => name === trade.instrument)
    const k = known < 0 ? flatten[0] : known
    if (trade.own || k === undefined || !flatten.includes(k) || isClosing(d, trade.id)) continue
    const leg: Leg = `close:${trade.id}`
    const id = decisionId(d.settings.account, trade.instrument, slice.cause, leg)
    const request = closeRequest(trade.id, 'ALL', { ...d.settings.instruments[k]!, name: trade.instrument }, id)
    add(d, slice, made(d, slice, k, leg, trade.id, -trade.units, REASON.flatten, request))
  }
}

/** Until the account is read again it is still listed. */
const isClosed = (d: Draft, tradeId: number): boolean =>
  [...d.closed.values()].some((closed) => closed.tradeId === tradeId && closed.result === 'filled')

const closeDecision = (d: Draft, slice: Slice, row: OrderRow, trade: ViewTrade, size: number): Decision => {
  const instrument = d.settings.instruments[row.instrument]!
  const whole = size >= Math.abs(trade.units)
  const leg: Leg = `close:${trade.id}`
  const id = decisionId(d.settings.account, instrument.name, slice.cause, leg)
  const request = closeRequest(trade.id, whole ? 'ALL' : size, instrument, id)
  return made(d, slice, row.instrument, leg, trade.id, trade.units > 0 ? -size : size, row.closeReason, request)
}

const submitEntry = (d: Draft, slice: Slice, row: OrderRow): void => {
  const instrument = d.settings.instruments[row.instrument]
  if (!instrument) return
  const id = decisionId(d.settings.account, instrument.name, slice.cause, 'entry')
  const request = entryRequest(row, instrument, id, d.hedging)
  if (!request) return refusedRow(d, slice, row, 'invalid')
  if (!hasSoundBrackets(row, d.settings.stopMaxPct)) return refusedRow(d, slice, row, 'stop')
  add(d, slice, made(d, slice, row.instrument, 'entry', 0, Number(request.units), row.increaseReason, request))
}

const made = (
  d: Draft,
  slice: Slice,
  instrument: number,
  leg: Leg,
  tradeId: number,
  units: number,
  reason: number,
  request: OrderRequest,
): Decision => ({
  id: request.decisionId,
  leg,
  instrument,
  tradeId,
  units,
  reason,
  tsMs: slice.tsMs,
  request,
  status: 'queued',
  sinceMs: slice.monoMs,
  ageMs: slice.nowMs - slice.tsMs,
  cameMs: slice.monoMs,
  orderId: 0,
})

const add = (d: Draft, slice: Slice, decision: Decision): void => {
  // The same slice again: its decision is in flight, or over.
  if (d.decisions.has(decision.id) || d.closed.has(decision.id)) return
  const busy = decision.leg === 'entry' && isBusy(d, decision.instrument, slice.tsMs)
  d.decisions = new Map(d.decisions).set(decision.id, decision)
  d.effects.push({ type: 'execution', row: executionRow('placed', keyOf(decision)) })
  if (busy) refuse(d, decision, 'pending', slice.nowMs)
}

/** Is an order of the instrument in flight, apart from the closes of the slice at `butTsMs`? */
const isBusy = (d: Draft, instrument: number, butTsMs = Number.NaN): boolean => {
  for (const other of d.decisions.values())
    if (other.instrument === instrument && !(other.tsMs === butTsMs && other.tradeId !== 0)) return true
  return false
}

/** One close of a trade at a time: if it fails, the next slice orders it again. */
const isClosing = (d: Draft, tradeId: number): boolean => {
  for (const other of d.decisions.values()) if (other.tradeId === tradeId) return true
  return false
}

/** Refused before it became a decision: it names no trade, so that it ends no decision in flight. */
const refusedRow = (d: Draft, slice: Slice, row: OrderRow, why: 'gone' | 'pending' | 'invalid' | 'stop'): void => {
  d.effects.push({
    type: 'execution',
    row: executionRow('refused', {
      instrument: row.instrument,
      tradeId: NO_TRADE,
      decisionTsMs: slice.tsMs,
      tsMs: slice.nowMs,
      units: why === 'invalid' ? row.approvedUnits : row.closeUnits,
      refused: REFUSAL[why],
    }),
  })
}
