/** Broker against what we know: a pure compare that decides nothing. */
import type { BrokerAccount } from '../../model/broker-client.js'
import { type BrokerView, OWN_TAG, tradeRow } from './broker-view.js'
import { executionRow, type ExecutionRow } from './execution-row.js'

export interface Difference {
  readonly text: string
  readonly row: ExecutionRow
}

/** What must be repaired so that our view equals theirs. Only meaningful where both are at the same transaction. */
export const compareViews = (
  view: BrokerView,
  theirs: BrokerView,
  indexOf: (instrument: string) => number,
): Difference[] => {
  const differences: Difference[] = []
  for (const id of [...new Set([...view.trades.keys(), ...theirs.trades.keys()])].sort((a, b) => a - b)) {
    const ours = view.trades.get(id)
    const trade = theirs.trades.get(id)
    if (ours && trade && ours.units === trade.units && ours.own === trade.own) continue
    const shown = trade ?? { ...ours!, units: 0 }
    // Whose it is may have changed: what it was goes first.
    if (ours && trade && ours.own !== trade.own)
      differences.push({
        text: `trade ${id} changed hands`,
        row: tradeRow({ ...ours, units: 0 }, indexOf(ours.instrument)),
      })
    differences.push({
      text: `trade ${id} of ${shown.instrument}: the broker holds ${shown.units}, we knew ${ours?.units ?? 0}`,
      row: tradeRow(shown, indexOf(shown.instrument)),
    })
  }
  if (Number.isFinite(theirs.balance) && Math.abs(theirs.balance - view.balance) >= 5e-5)
    differences.push({
      text: `the broker's balance is ${theirs.balance}, we knew ${view.balance}`,
      row: executionRow('balance', { balance: theirs.balance }),
    })
  return differences
}

/** Rows that tell a graph that knows nothing of the whole account. */
export const accountRows = (
  view: BrokerView,
  account: BrokerAccount | null,
  indexOf: (instrument: string) => number,
): ExecutionRow[] => [
  executionRow('balance', { balance: view.balance, transactionId: view.lastTransactionId }),
  ...[...view.trades.values()].map((trade) => tradeRow(trade, indexOf(trade.instrument))),
  ...(account?.trades ?? []).flatMap((trade) => {
    if (!view.trades.get(Number(trade.tradeId))?.own) return []
    const key = { instrument: indexOf(trade.instrument), tradeId: Number(trade.tradeId) }
    return [
      ...(trade.stopPrice === null ? [] : [executionRow('stop_set', { ...key, price: Number(trade.stopPrice) })]),
      ...(trade.takePrice === null ? [] : [executionRow('take_set', { ...key, price: Number(trade.takePrice) })]),
    ]
  }),
]

/** Why trading cannot start on this account, as the broker shows it now; null = it can. Foreign trades freeze their instrument, they stop no start. */
export const accountRefusal = ({ hedging, trades }: BrokerAccount): string | null => {
  if (!hedging) return null
  const side = new Map<string, boolean>()
  for (const trade of trades) {
    if (trade.tag !== OWN_TAG) continue
    const long = Number(trade.units) > 0
    if (side.has(trade.instrument) && side.get(trade.instrument) !== long)
      return `${trade.instrument}: SEP holds trades of both sides on a hedging account; close one side first`
    side.set(trade.instrument, long)
  }
  return null
}
