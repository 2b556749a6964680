/** Trims the order and ledger streams, and the claims, to what a start may need: some days, open decisions, a view of the account. */
import type { Lease, Store } from '../../store/store.js'
import { ledgerFields, ledgerSnapshotId, orderKeys } from './order-records.js'
import { jsonOf, readLedgerEntries, readOrders } from './records/checked-records.js'
import { orderEntry } from './records/order-entry.js'
import type { ProtocolState } from './protocol-types.js'
import { DAY_MS } from '../../lib/time-units.js'

/** Fields of one write. */
const BATCH = 1000

export interface TrimOrdersInputs {
  readonly store: Store
  readonly lease: Lease
  readonly state: ProtocolState
  /** The broker's time, ms. */
  readonly nowMs: number
  /** What is younger stays. */
  readonly keepMs: number
}

/**
 * A start folds the ledger from its first entry, which is a view of the account: the ledger is cut only at a view, and only where all
 * entries before it are older than `keepMs`. A new view is written for a later cut. A claim goes once its decision has left the orders.
 */
export const trimOrders = async ({ store, lease, state, nowMs, keepMs }: TrimOrdersInputs): Promise<void> => {
  const keys = orderKeys(state.settings.account)
  const open = [...state.decisions.values()].map(({ tsMs }) => tsMs - DAY_MS)
  const fromMs = Math.min(nowMs - keepMs, ...open)
  await store.trim(keys.orders, idFrom(fromMs))
  // Above every age limit, with a day to spare: an older decision is not sent, with or without its claim.
  const { entryMaxAgeMs, closeMaxAgeMs } = state.settings.limits
  await dropClaims(
    store,
    state.settings.account,
    Math.min(fromMs, nowMs - Math.max(entryMaxAgeMs, closeMaxAgeMs) - DAY_MS),
  )
  const records = readLedgerEntries(state.settings.account, await store.range(keys.ledger, '0'))
  let cut: string | null = null
  for (const record of records) {
    if (record.kind === 'snapshot') cut = record.id
    else if (!(record.transaction.tsMs < nowMs - keepMs)) break
  }
  if (cut !== null) await store.trim(keys.ledger, cut)
  if (records.at(-1)?.kind === 'transaction' && isSettled(state))
    await writeView(store, lease, keys.ledger, state, nowMs)
}

/**
 * Drops claims of decisions that were made before `beforeMs`, as no open one was, and are not in the order stream. All claims are read, so
 * that those an earlier run left behind go too; a claim without a time stays.
 */
const dropClaims = async (store: Store, account: string, beforeMs: number): Promise<void> => {
  const keys = orderKeys(account)
  const claims = Object.entries(await store.hashAll(keys.claims))
  const kept = new Set(readOrders(account, await store.range(keys.orders, '0')).map(({ id }) => id))
  const over = claims.flatMap(([id, content]) => (madeMs(content) < beforeMs && !kept.has(id) ? [id] : []))
  for (let at = 0; at < over.length; at += BATCH)
    await store.write([{ op: 'hashRemove', key: keys.claims, fields: over.slice(at, at + BATCH) }])
}

const utf8 = new TextDecoder()

/** NaN where the content has none. */
const madeMs = (content: Uint8Array): number => {
  const claim = jsonOf(utf8.decode(content))
  const tsMs = typeof claim === 'object' && claim !== null && 'tsMs' in claim ? claim.tsMs : undefined
  return typeof tsMs === 'number' ? tsMs : Number.NaN
}

const idFrom = (ms: number): string => `${Math.max(0, Math.floor(ms))}-0`

/** All that the view holds is written, and nothing is in flight into it. */
const isSettled = ({ outbox, stash }: ProtocolState): boolean =>
  outbox.ledger.length === 0 && outbox.outcomes.length === 0 && stash.length === 0

/** If newer entries exist the append is rejected; a later run writes the view. */
const writeView = async (
  store: Store,
  lease: Lease,
  stream: string,
  { view }: ProtocolState,
  nowMs: number,
): Promise<void> => {
  // A millisecond before a repair of this very moment, which must not be refused.
  const id = ledgerSnapshotId(view, nowMs - 1)
  await store.fencedAppend(lease, [orderEntry(stream, id, ledgerFields({ kind: 'snapshot', id, view }))])
}
