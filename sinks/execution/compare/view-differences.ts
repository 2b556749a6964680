/** The broker's view of the account against ours: a pure comparison that decides nothing. */
import type { UnreadableItem } from '../../../model/broker-client.js'
import { mayHold } from '../../../model/unreadable-items.js'
import { type BrokerView, tradeRow, type ViewTrade } from '../broker-view.js'
import { executionRow, type ExecutionRow } from '../../../streams/execution/record.js'

export interface Difference {
  readonly text: string
  readonly row: ExecutionRow
}

/**
 * What must be repaired so that our view equals theirs. Meaningful only where both are at the same transaction. `unreadable`: what their
 * view lacks because it could not be understood; no trade is taken for gone that may be among them.
 */
export const viewDifferences = (
  view: BrokerView,
  theirs: BrokerView,
  indexOf: (instrument: string) => number,
  unreadable: readonly UnreadableItem[] = [],
): Difference[] => {
  const differences: Difference[] = []
  for (const id of [...new Set([...view.trades.keys(), ...theirs.trades.keys()])].sort((a, b) => a - b)) {
    const ours = view.trades.get(id)
    const trade = theirs.trades.get(id)
    if (ours && trade && ours.units === trade.units && ours.own === trade.own) continue
    if (ours && !trade && mayBeUnreadable(ours, unreadable)) continue
    const shown = trade ?? { ...ours!, units: 0 }
    // The owner may have changed: the trade as it was goes first.
    if (ours && trade && ours.own !== trade.own)
      differences.push({
        text: `trade ${id} ${trade.own ? 'gained' : 'lost'} SEP's tag`,
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

const mayBeUnreadable = ({ id, instrument }: ViewTrade, unreadable: readonly UnreadableItem[]): boolean =>
  unreadable.some(
    (item) => item.kind === 'trade' && (item.id === null ? mayHold(item, instrument) : Number(item.id) === id),
  )
