/** Entry id of a view in the ledger: after the transaction that it stands at, before the next one, each later than the one before. */
import type { BrokerView } from './broker-view.js'

export const ledgerSnapshotId = ({ lastTransactionId }: BrokerView, nowMs: number): string =>
  `${lastTransactionId}-${Math.floor(nowMs)}`
