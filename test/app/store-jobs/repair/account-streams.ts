/** A store with entries in every durable stream of one account, as those that run write them. */
import { revisionWriter } from '../../../../app/live/market/revisions.js'
import { streamKeyOf, type StreamName } from '../../../../app/store-jobs/repair/streams-of.js'
import {
  decisionContent,
  ledgerFields,
  orderKeys,
  outcomeFields,
  sentFields,
} from '../../../../sinks/execution/order-records.js'
import type { LedgerRecord } from '../../../../sinks/execution/protocol-types.js'
import { orderEntry } from '../../../../sinks/execution/records/order-entry.js'
import { systemClock } from '../../../../lib/clock.js'
import type { Fields, Lease, Store, StreamEntry } from '../../../../store/store.js'
import { encodeControlRequest } from '../../../../streams/control/request.js'
import { encodeEdgeSlice, headerSeal } from '../../../../streams/edge/records.js'
import { writeEdgeHeader } from '../../../../streams/edge/writer.js'
import { encodeExecutionEntry, executionRow } from '../../../../streams/execution/record.js'
import { createBench, entry, SETTINGS, tx } from '../../../support/protocol-bench.js'
import { ACCOUNT, recording } from '../../../support/recorded-journal.js'

export { ACCOUNT }
export const PART = 'candle..guards'
const AT_MS = 1_700_000_000_000

const VIEW: LedgerRecord = {
  kind: 'snapshot',
  id: '10-0',
  view: { lastTransactionId: 10, balance: 1000, trades: new Map(), orders: new Map() },
}

const orders = async (store: Store, lease: Lease): Promise<void> => {
  const keys = orderKeys(ACCOUNT)
  const bench = createBench()
  bench.orders(entry())
  const made = [...bench.state().decisions.values()][0]!
  for (const [n, id] of ['a', 'b', 'c'].entries()) {
    const content = decisionContent(SETTINGS, { ...made, id, tsMs: AT_MS + n * 1000 })
    const sent = orderEntry(keys.orders, `${AT_MS + n * 1000}-0`, sentFields(id, content))
    await store.claim(lease, keys.claims, id, content, [sent])
    const outcome = { decisionId: id, result: 'refused' as const, reason: 'store', transactionId: 0, atMs: AT_MS }
    await store.fencedAppend(lease, [orderEntry(keys.orders, `${AT_MS + n * 1000 + 500}-0`, outcomeFields(outcome))])
  }
  await store.fencedAppend(lease, [orderEntry(keys.ledger, VIEW.id, ledgerFields(VIEW))])
  for (const id of [11, 12, 13, 14]) {
    const record: LedgerRecord = {
      ...{ kind: 'transaction', id: `${id}-0`, transaction: tx(id, 'NEW'), decisionId: null, origin: 'none' },
    }
    await store.fencedAppend(lease, [orderEntry(keys.ledger, record.id, ledgerFields(record))])
  }
}

/** `part`: with the stream of an edge, as accounts in parts have. */
export const accountStore = async ({ part = true } = {}): Promise<Store> => {
  const recorded = recording({ minutes: 8 })
  await recorded.live()
  const { store } = recorded
  // The recording has ended without giving it up.
  await store.write([{ op: 'delete', key: orderKeys(ACCOUNT).lease }])
  const lease = (await store.acquireLease(orderKeys(ACCOUNT).lease, 'writer', 1e9)) as Lease
  await orders(store, lease)
  const append = (stream: StreamName, id: string, fields: Fields) =>
    store.append(streamKeyOf(stream, ACCOUNT), id, fields)
  for (const n of [1, 2, 3, 4]) {
    await append('control', `${n}-0`, encodeControlRequest(`${n}-0`, { kind: 'flatten', pair: 'EUR_USD' }))
    const rows = [executionRow('balance', { balance: n })]
    await append('execution', `${n}-0`, encodeExecutionEntry(`${n}-0`, { rows, flat: null }))
  }
  const revise = revisionWriter(store, lease, ACCOUNT, () => {})
  for (const n of [1, 2, 3]) revise({ instrument: 'EUR_USD', tMs: AT_MS + n, used: [1, n], now: [2, n] } as never)
  while ((await store.length(streamKeyOf('revision', ACCOUNT))) < 3) await systemClock.yield()
  await store.releaseLease(lease)
  if (!part) return store
  const header = { format: 1, part: PART, graphHash: 'g', instruments: ['EUR_USD'], columns: [] } as const
  await writeEdgeHeader(store, ACCOUNT, { ...header, instruments: ['EUR_USD'], columns: [] })
  const seal = headerSeal({ ...header, instruments: ['EUR_USD'], columns: [] })
  for (const n of [1, 2, 3, 4])
    await append(`edge:${PART}`, `${n}-0`, encodeEdgeSlice(seal, { seq: n, tsMs: n, asOfMs: n, columns: [] }))
  return store
}

/** The store with one stream changed; null = as if it had never been. Its newest id stays known where entries go. */
export const withStream = async (
  store: Store,
  stream: StreamName,
  change: (entries: readonly StreamEntry[]) => readonly StreamEntry[] | null,
): Promise<Store> => {
  const key = streamKeyOf(stream, ACCOUNT)
  const entries = change(await store.range(key, '0'))
  const inRange = (id: string, after: string, to: string) => isAfter(id, after) && (to === '+' || !isAfter(id, to))
  return {
    ...store,
    length: async (name) => (name === key ? (entries?.length ?? 0) : store.length(name)),
    lastId: async (name) => (name === key && entries === null ? null : store.lastId(name)),
    range: async (name, after, to = '+', count = Number.POSITIVE_INFINITY) =>
      name === key
        ? (entries ?? []).filter(({ id }) => inRange(id, after, to)).slice(0, count)
        : store.range(name, after, to, Number.isFinite(count) ? count : undefined),
  }
}

const isAfter = (id: string, other: string): boolean => {
  const [ms = 0, n = 0] = id.split('-').map(Number)
  const [otherMs = 0, otherN = 0] = other.split('-').map(Number)
  return ms > otherMs || (ms === otherMs && n > otherN)
}
