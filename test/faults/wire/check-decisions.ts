/** C13 in the simulator: the slice's order row = the decision = the request = the broker's transaction. */
import type { BrokerTransaction } from '../../../model/broker-client.js'
import { decisionId } from '../../../sinks/execution/decisions.js'
import { orderKeys, type SentContent } from '../../../sinks/execution/order-records.js'
import type { OrderRow } from '../../../sinks/execution/protocol-types.js'
import { type Decided, fillFaults, orderFaults } from './check-wire.js'
import type { RefoldedSlice } from '../root/refolded.js'
import type { RunFacts } from '../run-facts.js'

export const decisionFaults = (facts: RunFacts, slices: readonly RefoldedSlice[]): readonly string[] => {
  const { ledger, settings } = facts
  const rows = rowsOf(facts, slices)
  const nameOf = (k: number) => settings.instruments[k]?.name ?? ''
  const faults: string[] = []
  const decided = new Map<number, Decided>()
  for (const [orderId, { decisionId: id }] of ledger.causes) {
    const content = claimed(facts, id)
    const order = ledger.transactions[orderId - 1]
    // Checked elsewhere: it must be there.
    if (!content || !order) continue
    const { instrument, units, request } = content
    const decision = { id, instrument: nameOf(instrument), units, request }
    decided.set(orderId, decision)
    faults.push(...orderFaults(decision, order.raw), ...rowFaults(id, content, rows))
  }
  for (const fill of ledger.transactions) {
    const decision = decided.get(Number(fill.raw['orderID']))
    if (decision && fill.type === 'ORDER_FILL') faults.push(...fillFaults(decision, fill.raw, after(facts, fill)))
  }
  return faults
}

const claimed = ({ store, settings }: RunFacts, id: string): SentContent | null => {
  const claim = store.peek.claim(orderKeys(settings.account).claims, id)
  return claim ? (JSON.parse(claim.content) as SentContent) : null
}

/** The orders that a fill created come right after it. */
const after = ({ ledger }: RunFacts, { id }: BrokerTransaction) =>
  ledger.transactions.slice(id, id + 3).map(({ raw }) => raw)

interface SlicesRow {
  readonly tsMs: number
  readonly row: OrderRow
}

/** The order rows of all slices as the journal gives them again, by the name of their increase, and by slice and instrument. */
const rowsOf = ({ settings }: RunFacts, slices: readonly RefoldedSlice[]): ReadonlyMap<string, SlicesRow> => {
  const rows = new Map<string, SlicesRow>()
  for (const { tsMs, orders } of slices)
    for (const row of orders) {
      const name = settings.instruments[row.instrument]?.name ?? ''
      rows.set(decisionId(settings.account, name, tsMs, 'entry'), { tsMs, row })
      rows.set(`${tsMs}|${row.instrument}`, { tsMs, row })
    }
  return rows
}

const rowFaults = (id: string, content: SentContent, rows: ReadonlyMap<string, SlicesRow>): readonly string[] => {
  const { leg, instrument, tsMs, units, request } = content
  const isEntry = request.leg === 'entry'
  const found = rows.get(isEntry ? id : `${tsMs}|${instrument}`)
  if (!found || found.tsMs !== tsMs) return [`C13: ${leg} ${id}: no slice at ${tsMs} ordered it`]
  const { row } = found
  const fault = (what: string) => [`C13: ${leg} ${id}: ${what}`]
  if (!isEntry) {
    if (Math.sign(units) !== Math.sign(row.closeUnits))
      return fault(`${units} units, the slice closed ${row.closeUnits}`)
    const isPart = row.closeAll === 0 && Math.abs(units) > Math.abs(row.closeUnits)
    return isPart ? fault(`${units} units, the slice closed ${row.closeUnits}`) : []
  }
  if (units !== row.approvedUnits) return fault(`${units} units, the slice ordered ${row.approvedUnits}`)
  const stop = row.stopPrice > 0 ? { price: row.stopPrice.toFixed(5) } : { distance: row.stopDistance.toFixed(5) }
  if (JSON.stringify(request.stopLoss) !== JSON.stringify(stop))
    return fault(`stop ${JSON.stringify(request.stopLoss)}, the slice ordered ${JSON.stringify(stop)}`)
  return Math.abs(Number(request.priceBound) - row.priceBound) < 1.01e-5
    ? []
    : fault(`bound ${request.priceBound}, the slice ordered ${row.priceBound}`)
}
