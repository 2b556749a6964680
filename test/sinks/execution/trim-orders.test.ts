/** Short order and ledger streams, few claims: a start makes the same of them as of all that was ever written. */
import { describe, expect, test } from 'vitest'
import type { BrokerAccount } from '../../../model/broker-client.js'
import { testClock } from '../../support/test-clock.js'
import type { Lease, Store } from '../../../store/store.js'
import {
  decisionContent,
  ledgerFields,
  orderKeys,
  outcomeFields,
  readLedger,
  readOrder,
  sentFields,
} from '../../../sinks/execution/order-records.js'
import type { LedgerRecord } from '../../../sinks/execution/protocol-types.js'
import { foldPast } from '../../../sinks/execution/fold-past.js'
import { orderEntry } from '../../../sinks/execution/records/order-entry.js'
import { trimOrders } from '../../../sinks/execution/trim-orders.js'
import { memoryStore } from '../../../store/memory/store.js'
import { createBench, entry, entryFill, entryOrder, SETTINGS, READABLE } from '../../support/protocol-bench.js'
import { DAY_MS } from '../../../lib/time-units.js'

const START_MS = Date.UTC(2026, 0, 5)
const keys = orderKeys(SETTINGS.account)
const bench = createBench()
bench.orders(entry())
const DECISION = [...bench.state().decisions.values()][0]!
const contentOf = (id: string, tsMs: number) => decisionContent(SETTINGS, { ...DECISION, id, tsMs })
const claimsOf = async (store: Store) => Object.keys(await store.hashAll(keys.claims)).sort()
const FIRST: LedgerRecord = {
  kind: 'snapshot',
  id: '10-0',
  view: { lastTransactionId: 10, balance: 1000, trades: new Map(), orders: new Map() },
}

/** What a start makes of a store. */
const past = async (store: Store, lastTransactionId: number, knownTransactionId = lastTransactionId) => {
  const shown = { balance: '1000.0000', hedging: false, trades: [], lastTransactionId, ...READABLE }
  const account = shown as unknown as BrokerAccount
  const [ledger, orders] = await Promise.all([store.range(keys.ledger, '0'), store.range(keys.orders, '0')])
  return foldPast(SETTINGS, ledger.map(readLedger), orders.map(readOrder), account, {
    knownTransactionId,
    monoMs: 0,
    nowMs: START_MS,
  })
}

/** One entry a day, filled; on one day one more of which nobody knows. The second store is never shortened. */
const run = async (days: number, doubtfulDay = 2) => {
  const clock = testClock(START_MS)
  const [short, long] = [memoryStore({ clock }), memoryStore({ clock })]
  const both = [short, long]
  const leases = await Promise.all(both.map((store) => store.acquireLease(keys.lease, 'one', 1e12)))
  const append = (stream: string, id: string, fields: Readonly<Record<string, string | Uint8Array>>) =>
    Promise.all(both.map((store, n) => store.fencedAppend(leases[n] as Lease, [orderEntry(stream, id, fields)])))
  await append(keys.ledger, FIRST.id, ledgerFields(FIRST))
  let last = 10
  const send = async (id: string, atMs: number) => {
    const content = contentOf(id, atMs)
    const sent = orderEntry(keys.orders, `${atMs}-0`, sentFields(id, content))
    for (const [n, store] of both.entries())
      expect(await store.claim(leases[n] as Lease, keys.claims, id, content, [sent])).toBe('ok')
  }
  const lengths: number[] = []
  for (let day = 0; day < days; day++) {
    const atMs = START_MS + day * DAY_MS
    await send(`d${day}`, atMs)
    if (day === doubtfulDay) await send('doubtful', atMs + 500)
    for (const transaction of [entryOrder(last + 1, `d${day}`), entryFill(last + 2, last + 1)]) {
      const record: LedgerRecord = {
        kind: 'transaction',
        id: `${transaction.id}-0`,
        transaction: { ...transaction, tsMs: atMs + 1000 },
        decisionId: `d${day}`,
        origin: 'decision',
      }
      await append(keys.ledger, record.id, ledgerFields(record))
    }
    last += 2
    const outcome = { decisionId: `d${day}`, result: 'filled' as const, reason: '', transactionId: last, atMs }
    await append(keys.orders, `${atMs + 1000}-0`, outcomeFields(outcome))
    const { state } = await past(long, last)
    const settled = { ...state, outbox: { ...state.outbox, outcomes: [] } }
    const nowMs = atMs + 2000
    await trimOrders({ store: short, lease: leases[0] as Lease, state: settled, nowMs, keepMs: 7 * DAY_MS })
    lengths.push(await short.length(keys.ledger))
  }
  return { short, long, last, lengths, lease: leases[0] as Lease }
}

describe('after a month', () => {
  test('the ledger is short, and a start makes the same account of it', async () => {
    const { short, long, last, lengths } = await run(30)
    // Two transactions and a view each day, for a week and the day that is running.
    expect(Math.max(...lengths)).toBeLessThanOrEqual(3 * 9)
    const [made, wanted] = [await past(short, last), await past(long, last)]
    expect(made.state.view).toEqual(wanted.state.view)
    expect(made.state.decisions).toEqual(wanted.state.decisions)
    expect(made.rows).toEqual(wanted.rows)
    expect([...made.state.decisions.keys()]).toEqual(['doubtful'])
  })

  test('a graph that has not seen the last week gets it as it was', async () => {
    const { short, long, last } = await run(30)
    const known = last - 2 * 6
    expect((await past(short, last, known)).rows).toEqual((await past(long, last, known)).rows)
  })

  test('nothing of the last week and no open decision is dropped', async () => {
    const { short, last } = await run(30)
    const orders = (await short.range(keys.orders, '0')).map(readOrder).map(({ id }) => id)
    // Everything since the day before the decision that is open.
    expect(orders.slice(0, 4)).toEqual(['d1', 'd2', 'doubtful', 'd2'])
    const ledger = (await short.range(keys.ledger, '0')).map(readLedger)
    expect(ledger[0]?.kind).toBe('snapshot')
    const kept = ledger.flatMap((record) => (record.kind === 'transaction' ? [record.transaction.id] : []))
    expect(kept.at(-1)).toBe(last)
    expect(kept[0]).toBe(last - 2 * 7 + 1)
  })

  test('claims go with their orders, and no earlier', async () => {
    const { short, long } = await run(30, Number.NaN)
    const sent = (await short.range(keys.orders, '0'))
      .map(readOrder)
      .flatMap(({ kind, id }) => (kind === 'sent' ? [id] : []))
    expect(sent).toEqual(['d23', 'd24', 'd25', 'd26', 'd27', 'd28', 'd29'])
    expect(await claimsOf(short)).toEqual(sent)
    expect(await claimsOf(long)).toHaveLength(30)
    // An open one holds its own and all after it, for it may be found yet.
    const doubtful = await claimsOf((await run(30)).short)
    expect(doubtful).toHaveLength(30)
    expect(doubtful).toEqual(expect.arrayContaining(['d1', 'doubtful']))
  })

  test('a claim stays while its decision could be asked again, is open, or has no time; leftovers are dropped', async () => {
    const { short, lease, last } = await run(1, Number.NaN)
    const { state: found } = await past(short, last)
    const nowMs = START_MS + 100 * DAY_MS
    const hourMs = 3_600_000
    const open = { ...DECISION, id: 'open', tsMs: nowMs - 50 * DAY_MS, status: 'unknown' as const }
    const ages = { young: hourMs, aged: 24 * hourMs, old: 26 * hourMs, older: 90 * DAY_MS }
    const fields = {
      ...Object.fromEntries(Object.entries(ages).map(([id, ms]) => [id, contentOf(id, nowMs - ms)])),
      ...Object.fromEntries(Array.from({ length: 1900 }, (_, n) => [`left${n}`, contentOf('', START_MS)])),
      open: contentOf('open', open.tsMs),
      timeless: '{}',
    }
    await short.write([{ op: 'hashSet', key: keys.claims, fields }])
    const state = { ...found, decisions: new Map([['open', open]]) }
    await trimOrders({ store: short, lease, state, nowMs, keepMs: 0 })
    // What came after an open one is held as its orders are.
    expect(await claimsOf(short)).toEqual(['aged', 'old', 'open', 'timeless', 'young'])
    await trimOrders({ store: short, lease, state: { ...state, decisions: new Map() }, nowMs, keepMs: 0 })
    expect(await claimsOf(short)).toEqual(['aged', 'timeless', 'young'])
  })

  test('a view is not written while something is on its way, nor where another one owns the account', async () => {
    const { short, lease, last } = await run(3)
    const fields = ledgerFields({
      kind: 'transaction',
      id: '',
      transaction: entryOrder(last + 1, 'd9'),
      decisionId: 'd9',
      origin: 'decision',
    })
    await short.fencedAppend(lease, [orderEntry(keys.ledger, `${last + 1}-0`, fields)])
    const { state: found } = await past(short, last + 1)
    const state = { ...found, outbox: { ...found.outbox, outcomes: [] } }
    const record = { kind: 'snapshot' as const, id: '99-0', view: state.view }
    const unsettled = { ...state, outbox: { ...state.outbox, ledger: [record] } }
    const before = await short.length(keys.ledger)
    const nowMs = START_MS + 4 * DAY_MS
    const of = { store: short, lease, nowMs, keepMs: 7 * DAY_MS }
    await trimOrders({ ...of, state: unsettled })
    expect(await short.length(keys.ledger)).toBe(before)
    await short.releaseLease(lease)
    await trimOrders({ ...of, state })
    expect(await short.length(keys.ledger)).toBe(before)
    const again = (await short.acquireLease(keys.lease, 'one', 1e12)) as Lease
    await trimOrders({ ...of, lease: again, state })
    expect(await short.length(keys.ledger)).toBe(before + 1)
  })
})
