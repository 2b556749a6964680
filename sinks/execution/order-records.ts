/** Entries of the `order` and `ledger` streams: each order before it goes out, its outcome, and every transaction. */
import { canonicalJson } from '../../graph/engine/hash/hash.js'
import type { Fields, StreamEntry } from '../../store/store.js'
import type { BrokerView } from './broker-view.js'
import type { Decision, LedgerRecord, OutcomeRecord, ProtocolSettings } from './protocol-types.js'

/** Store keys of the protocol; one hash slot for each account. */
export const orderKeys = (account: string) => ({
  orders: `sep:stream:{${account}}:order`,
  ledger: `sep:stream:{${account}}:ledger`,
  claims: `sep:claims:{${account}}`,
  lease: `ops:lease:{${account}}`,
})

/** A whole decision as one text: the same name with different content is a bug that must not trade. */
export const decisionContent = ({ graphHash }: ProtocolSettings, decision: Decision): string => {
  const { leg, instrument, tradeId, units, reason, tsMs, request } = decision
  return canonicalJson({ graphHash, leg, instrument, tradeId, units, reason, tsMs, request })
}

/** INTENT and SENT in one: written under the fence, and on disk before anything leaves. */
export const sentFields = (id: string, content: string): Fields => ({ kind: 'sent', id, content })

/** The reason is stored as `says`. */
export const outcomeFields = ({ reason, ...outcome }: OutcomeRecord): Fields => ({
  kind: 'outcome',
  id: outcome.decisionId,
  content: canonicalJson({ ...outcome, says: reason }),
})

export const ledgerFields = (record: LedgerRecord): Fields => {
  if (record.kind === 'transaction') {
    const { transaction, decisionId, origin } = record
    return { kind: 'transaction', content: JSON.stringify({ transaction, decisionId, origin }) }
  }
  const { lastTransactionId, balance, trades, orders } = record.view
  const content = { lastTransactionId, balance, trades: [...trades.values()], orders: [...orders.values()] }
  return { kind: 'snapshot', content: JSON.stringify(content) }
}

/** Entry id of a view in the ledger: after the transaction that it stands at, before the next one, each later than the one before. */
export const ledgerSnapshotId = ({ lastTransactionId }: BrokerView, nowMs: number): string =>
  `${lastTransactionId}-${Math.floor(nowMs)}`

/** What a `sent` entry records of its decision. */
export type SentContent = Pick<Decision, 'leg' | 'instrument' | 'tradeId' | 'units' | 'reason' | 'tsMs' | 'request'>

export type OrderRecord =
  | { readonly kind: 'sent'; readonly id: string; readonly sent: SentContent }
  | { readonly kind: 'outcome'; readonly id: string; readonly outcome: OutcomeRecord }

const text = new TextDecoder()
const field = (entry: StreamEntry, name: string): string => text.decode(entry.fields[name] ?? new Uint8Array(0))

export const readOrder = (entry: StreamEntry): OrderRecord => {
  const id = field(entry, 'id')
  const content: unknown = JSON.parse(field(entry, 'content'))
  if (field(entry, 'kind') === 'sent') return { kind: 'sent', id, sent: content as SentContent }
  const { says: reason, ...outcome } = content as Omit<OutcomeRecord, 'reason'> & { readonly says: string }
  return { kind: 'outcome', id, outcome: { ...outcome, reason } }
}

export const readLedger = (entry: StreamEntry): LedgerRecord => {
  const content: unknown = JSON.parse(field(entry, 'content'))
  if (field(entry, 'kind') === 'transaction')
    return {
      kind: 'transaction',
      id: entry.id,
      ...(content as Omit<Extract<LedgerRecord, { kind: 'transaction' }>, 'kind' | 'id'>),
    }
  const { lastTransactionId, balance, trades, orders } = content as SnapshotContent
  const byId = <T extends { readonly id: number }>(list: readonly T[]) => new Map(list.map((item) => [item.id, item]))
  // JSON has no NaN: what was not a number is null.
  const view: BrokerView = {
    lastTransactionId,
    balance: balance ?? Number.NaN,
    trades: byId(trades),
    orders: byId(
      orders.map((order) => ({ ...order, decisionTsMs: (order.decisionTsMs as number | null) ?? Number.NaN })),
    ),
  }
  return { kind: 'snapshot', id: entry.id, view }
}

interface SnapshotContent {
  readonly lastTransactionId: number
  readonly balance: number | null
  readonly trades: readonly Extract<ReturnType<BrokerView['trades']['get']>, object>[]
  readonly orders: readonly Extract<ReturnType<BrokerView['orders']['get']>, object>[]
}
