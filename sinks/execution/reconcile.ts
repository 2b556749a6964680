/**
 * Start of the order protocol, the last of three calls: the account's lease is taken, the graph is resumed, then the account is reconciled.
 *
 * 1. What we know is folded from the order and ledger streams, from the first entry on.
 * 2. Under a lease that is still ours, the ledger gets its first entry if it has none.
 * 3. The broker's transactions since then go through the protocol, so that they are written like any others.
 * 4. The rows that the graph has not seen wait in the runner for the next slice.
 */
import type { BrokerAccount } from '../../model/broker-client.js'
import { SepError } from '../../model/error-codes.js'
import type { Store } from '../../store/store.js'
import { OWN_TAG } from './broker-view.js'
import { differenceTo, historyDiffers, ownHistory } from './compare/history.js'
import { foldPast } from './fold-past.js'
import { ledgerFields, orderKeys } from './order-records.js'
import { readBooks } from './records/books.js'
import { orderEntry } from './records/order-entry.js'
import type { LedgerRecord, ProtocolState, ProtocolSettings } from './protocol-types.js'
import type { RunnerPorts } from './effects.js'
import { createRunner, type OrderRunner } from './runner.js'

export interface Reconciled {
  readonly runner: OrderRunner
  /** Decisions whose bytes may still be in flight. */
  readonly unknown: number
  /** SEP's trades that were found at the broker without a history of ours. */
  readonly adopted: number
}

/**
 * `knownTransactionId`: the last transaction that the graph's account has seen; 0 = none.
 * Rejects if store or broker are unreachable, if the account cannot be traded, and with `lease-lost`.
 */
export const reconcile = async (
  ports: RunnerPorts,
  settings: ProtocolSettings,
  knownTransactionId: number,
): Promise<Reconciled> => {
  const { broker, clock, crash, lease } = ports
  const keys = orderKeys(settings.account)
  lease.lost.throwIfAborted()
  await crash.at('boot.replayed')
  const books = await readBooks(ports, settings.account)
  const account = await broker.account()
  ports.onAccount?.(account)
  // As it is now: our record may be older than the trade that was closed to end a refusal.
  const refusal = accountRefusal(account)
  if (refusal) throw new SepError('broker-refused', refusal)
  const own = ownHistory(books.ledger, knownTransactionId)
  const difference = await differenceTo(broker, own, account)
  if (difference !== null) throw historyDiffers(settings.account, difference)
  const past = foldPast(settings, books.ledger, books.orders, account, {
    knownTransactionId,
    monoMs: clock.monotonicMs(),
    nowMs: clock.nowMs(),
  })
  // Under a lost lease nothing is written, and the order protocol does not begin.
  await lease.renew()
  const initial = { ...past.state, leaseUntilMs: lease.heldUntilMs() }
  if (past.snapshot) await writeSnapshot(ports, keys.ledger, past.snapshot)
  const lastIds = { ...books.lastIds, ...(past.snapshot ? { ledger: past.snapshot.id } : {}) }
  const runner = createRunner(ports, initial, lastIds, past.rows)
  await catchUp(runner, ports, account)
  await crash.at('boot.reconciled')
  if (past.adopted > 0) {
    ports.alarm(`adopted ${past.adopted} SEP trades that are older than this store`, 'adopted')
    await crash.at('boot.adopted')
  }
  await lease.renew()
  return { runner, unknown: past.state.decisions.size, adopted: past.adopted }
}

/** The ledger begins where we first saw the account. Unless that is on disk, a later start would begin after orders of ours. */
const writeSnapshot = async (
  { store, lease }: Pick<RunnerPorts, 'lease'> & { readonly store: Store },
  stream: string,
  snapshot: LedgerRecord,
): Promise<void> => {
  const answer = await store.fencedAppend(lease.lease, [orderEntry(stream, snapshot.id, ledgerFields(snapshot))])
  if (answer !== 'ok' || !(await store.flush(500)))
    throw new SepError('store-unavailable', `the first view of the account could not be made durable: ${answer}`)
}

/** Applies the transactions since the ledger's last through the protocol. */
const catchUp = async (runner: OrderRunner, ports: RunnerPorts, account: BrokerAccount): Promise<void> => {
  const { view } = runner.state()
  for (const transaction of await ports.broker.transactionsSince(view.lastTransactionId))
    runner.onTransaction(transaction)
  if (runner.state().view.lastTransactionId < account.lastTransactionId)
    throw new SepError(
      'broker-unavailable',
      `transactions end at ${runner.state().view.lastTransactionId}, the account is at ${account.lastTransactionId}`,
    )
  for (const text of unmanagedExposure(account, runner.state())) ports.alarm(text)
  runner.reconcile()
}

/** Why this account cannot be traded, as the broker shows it now; null = it can. Foreign trades only freeze their instrument. */
export const accountRefusal = ({ id, hedging, trades, guaranteedStopsRequired }: BrokerAccount): string | null => {
  if (guaranteedStopsRequired)
    return `account ${id} requires guaranteed stops, which SEP does not place: the broker would accept no order of it`
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

/** What is on the account and is not ours to manage, in sentences for an alarm. */
const unmanagedExposure = (account: BrokerAccount, { view, settings }: ProtocolState): string[] => {
  const known = new Set(settings.instruments.map(({ name }) => name))
  const trades = [...view.trades.values()]
  const named = (text: string, list: readonly { readonly id: number | string; readonly instrument: string }[]) =>
    list.length === 0 ? [] : [`${text}: ${list.map(({ id, instrument }) => `${id} (${instrument})`).join(', ')}`]
  return [
    ...named(
      "orders that are not SEP's are pending at the broker",
      account.pendingOrders.map(({ orderId, instrument }) => ({ id: orderId, instrument })),
    ),
    ...named(
      'trades of SEP in instruments that this run does not have are not managed',
      trades.filter(({ own, instrument }) => own && !known.has(instrument)),
    ),
  ]
}
