/** The broker's account, read whole now and then: what could not be understood, and what must be repaired so that our view equals it. */
import type { BrokerAccount } from '../../../model/broker-client.js'
import { unreadableParts } from '../../../model/unreadable-items.js'
import { hiddenRow, viewOfAccount } from '../broker-view.js'
import { ledgerSnapshotId } from '../order-records.js'
import { putLedger } from '../outbox.js'
import type { At, Draft } from '../protocol-types.js'
import { viewDifferences } from './view-differences.js'

/** `account` null: the read failed. */
export const takeAccount = (
  d: Draft,
  { account, nowMs, monoMs }: At & { readonly account: BrokerAccount | null },
): void => {
  d.reconcilingMs = Number.NaN
  if (!account) return
  d.hedging = account.hedging
  takeUnreadable(d, account)
  d.knownId = Math.max(d.knownId, account.lastTransactionId)
  // Not at the same transaction: the next reconciliation will be.
  if (account.lastTransactionId !== d.view.lastTransactionId) return
  d.reconciledMs = monoMs
  const { instruments } = d.settings
  const theirs = viewOfAccount(account)
  const indexOf = (name: string) => instruments.findIndex((instrument) => instrument.name === name)
  const differences = viewDifferences(d.view, theirs, indexOf, account.unreadable)
  if (differences.length === 0) return
  const trades = new Map(d.view.trades)
  for (const { row, text } of differences) {
    d.effects.push({ type: 'execution', row }, { type: 'alarm', text })
    if (row.tradeId !== 0) trades.delete(row.tradeId)
  }
  for (const [id, trade] of theirs.trades) trades.set(id, trade)
  d.view = { ...d.view, trades, balance: theirs.balance }
  putLedger(d, { kind: 'snapshot', id: ledgerSnapshotId(d.view, nowMs), view: d.view })
}

const takeUnreadable = (d: Draft, account: BrokerAccount): void => {
  const { hidden } = d.unreadable
  d.unreadable = unreadableParts(account)
  if (hidden.margin !== account.hidden.margin || hidden.unrealized !== account.hidden.unrealized)
    d.effects.push({ type: 'execution', row: hiddenRow(account.hidden) })
}
