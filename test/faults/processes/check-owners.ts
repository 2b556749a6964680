/** C7 at the broker: once another process has taken the account, nothing from its predecessor arrives. */
import { orderKeys, readLedger, readOrder } from '../../../sinks/execution/order-records.js'
import { decisionNamed, transactionsSince } from './broker-transactions.js'
import { ACCOUNT, type Scene } from './scene.js'

/** A newer owner has the account while the older one is still stopped. */
export interface TakenOver {
  readonly epoch: number
  /** Last slice of the older owner. */
  readonly tsMs: number
  /** The broker's last transaction at that time; everything the older owner sent was executed long before. */
  readonly transactionId: number
}

export const checkOwners = async (scene: Scene, taken: readonly TakenOver[]): Promise<readonly string[]> => {
  if (taken.length === 0) return []
  const keys = orderKeys(ACCOUNT)
  const [ledger, entries] = await scene.read(async (store) => [
    (await store.range(keys.ledger, '0')).map(readLedger),
    (await store.range(keys.orders, '0')).map(readOrder),
  ])
  const decidedMs = new Map<string, number>()
  for (const entry of entries) if (entry.kind === 'sent') decidedMs.set(entry.id, entry.sent.tsMs)
  const decisionOf = new Map<number, string | null>()
  for (const line of ledger) if (line.kind === 'transaction') decisionOf.set(line.transaction.id, line.decisionId)
  return staleOrders(
    taken,
    (await transactionsSince(scene, taken[0]!.transactionId))
      .filter(({ type }) => type === 'MARKET_ORDER')
      .map((raw) => {
        const id = Number(raw['id'])
        return { id, decidedMs: decidedMs.get(decisionNamed(raw) ?? decisionOf.get(id) ?? '') ?? Number.NaN }
      }),
  )
}

export interface ArrivedOrder {
  readonly id: number
  /** Slice of its decision; NaN = no decision. */
  readonly decidedMs: number
}

export const staleOrders = (taken: readonly TakenOver[], orders: readonly ArrivedOrder[]): readonly string[] =>
  taken.flatMap(({ epoch, tsMs, transactionId }) =>
    orders
      .filter(({ id, decidedMs }) => id > transactionId && decidedMs <= tsMs)
      .map(({ id }) => `C7: order ${id} is of a slice before epoch ${epoch} and arrived after its start`),
  )
