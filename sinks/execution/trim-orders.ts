/** Shortens the order and ledger streams, and the claims, to what recovery and reconciliation may still need: some days, every open decision, and a view of the account to begin with. */
import type { Lease, Store } from '../../store/store.js'
import { ledgerFields, orderKeys, readLedger, readOrder } from './order-records.js'
import { ledgerSnapshotId } from './order-records.js'
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
 * A start folds the ledger from its first entry, which is a view of the account: the ledger is cut only at a view, and only where all that stands
 * before it is older than `keepMs`. A new view is written for a later cut. A claim goes where its decision has left the order stream.
 */
export const trimOrders = async ({ store, lease, state, nowMs, keepMs }: TrimOrdersInputs): Promise<void> => {
  const keys = orderKeys(state.settings.account)
  const open = [...state.decisions.values()].map(({ tsMs }) => tsMs - DAY_MS)
  const fromMs = Math.min(nowMs - keepMs, ...open)
  await store.trim(keys.orders, idFrom(fromMs))
  // Above every limit of age, with a day to spare: what is older is not sent, whether or not its claim is there.
  const { entryMaxAgeMs, closeMaxAgeMs } = state.settings.limits
  await dropClaims(store, keys, Math.min(fromMs, nowMs - Math.max(entryMaxAgeMs, closeMaxAgeMs) - DAY_MS))
  const records = (await store.range(keys.ledger, '0')).map(readLedger)
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
 * Claims of decisions made before `beforeMs`, which no open one was, that do not stand in the order stream. All claims are looked at, so that what an
 * earlier run left behind goes too; a claim that does not say its time stays.
 */
const dropClaims = async (store: Store, keys: ReturnType<typeof orderKeys>, beforeMs: number): Promise<void> => {
  const claims = Object.entries(await store.hashAll(keys.claims))
  const kept = new Set((await store.range(keys.orders, '0')).map((entry) => readOrder(entry).id))
  const over = claims.flatMap(([id, content]) => (madeMs(content) < beforeMs && !kept.has(id) ? [id] : []))
  for (let at = 0; at < over.length; at += BATCH)
    await store.write([{ op: 'hashRemove', key: keys.claims, fields: over.slice(at, at + BATCH) }])
}

const utf8 = new TextDecoder()

/** NaN where the content tells none. */
const madeMs = (content: Uint8Array): number => {
  const { tsMs } = JSON.parse(utf8.decode(content)) as { readonly tsMs?: unknown }
  return typeof tsMs === 'number' ? tsMs : Number.NaN
}

const idFrom = (ms: number): string => `${Math.max(0, Math.floor(ms))}-0`

/** Everything that the view holds is written, and nothing is on its way into it. */
const isSettled = ({ outbox, stash }: ProtocolState): boolean =>
  outbox.ledger.length === 0 && outbox.outcomes.length === 0 && stash.length === 0

/** What came in between has the later id: then this view is refused, and one of another day stands. */
const writeView = async (
  store: Store,
  lease: Lease,
  stream: string,
  { view }: ProtocolState,
  nowMs: number,
): Promise<void> => {
  // A millisecond before a repair of this very moment, which must not be refused.
  const id = ledgerSnapshotId(view, nowMs - 1)
  await store.fencedAppend(lease, [{ stream, id, fields: ledgerFields({ kind: 'snapshot', id, view }) }])
}
