/** What a start reads of orders and ledger: checked, with the lost ends of the order stream taken from the claims. */
import type { LastIds, RunnerPorts } from '../effects.js'
import { orderKeys, type OrderRecord } from '../order-records.js'
import type { LedgerRecord } from '../protocol-types.js'
import { readLedgerEntries, readOrders } from './checked-records.js'
import { claimedOrders } from './claimed-orders.js'

interface Books {
  readonly ledger: readonly LedgerRecord[]
  readonly orders: readonly OrderRecord[]
  /** Of the newest entries. */
  readonly lastIds: LastIds
}

/** A damaged entry is a `bad-journal` error; what is gone and can be had from elsewhere is an alarm. */
export const readBooks = async (ports: RunnerPorts, account: string): Promise<Books> => {
  const { store, clock, alarm } = ports
  const keys = orderKeys(account)
  const [ledgerEntries, entries, claims, lastOrderId] = await Promise.all([
    store.range(keys.ledger, '0'),
    store.range(keys.orders, '0'),
    store.hashAll(keys.claims),
    store.lastId(keys.orders),
  ])
  const orders = readOrders(account, entries)
  const lost = claimedOrders(claims, entries, orders, clock.nowMs())
  if (lost.length > 0)
    alarm(`orders of ${account}: the entries of ${lost.length} decisions are gone, taken from their claims`)
  if (ledgerEntries.length === 0 && orders.length + lost.length > 0)
    alarm(`ledger of ${account}: it is gone, its orders are there: the account is taken from the broker`)
  return {
    ledger: readLedgerEntries(account, ledgerEntries),
    orders: [...lost, ...orders],
    lastIds: { orders: lastOrderId ?? '0-0', ledger: ledgerEntries.at(-1)?.id ?? '0-0' },
  }
}
