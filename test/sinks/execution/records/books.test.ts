/** What a start makes of orders and ledger that have lost entries. */
import { expect, test } from 'vitest'
import {
  decisionContent,
  ledgerFields,
  orderKeys,
  outcomeFields,
  sentFields,
} from '../../../../sinks/execution/order-records.js'
import type { RunnerPorts } from '../../../../sinks/execution/effects.js'
import { readBooks } from '../../../../sinks/execution/records/books.js'
import { orderEntry } from '../../../../sinks/execution/records/order-entry.js'
import { memoryStore } from '../../../../store/memory/store.js'
import { accountOwner } from '../../../support/account-owner.js'
import { createBench, entry, SETTINGS } from '../../../support/protocol-bench.js'
import { testClock } from '../../../support/test-clock.js'
import { DAY_MS } from '../../../../lib/time-units.js'

const ACCOUNT = SETTINGS.account
const keys = orderKeys(ACCOUNT)
const NOW_MS = 1_700_000_000_000
const madeBy = createBench()
madeBy.orders(entry())
const MADE = [...madeBy.state().decisions.values()][0]!

const bench = async () => {
  const clock = testClock(NOW_MS)
  const store = memoryStore({ clock })
  const { signal } = new AbortController()
  const owner = await accountOwner({ store, account: ACCOUNT, clock, ttlMs: 1e9, signal })
  const { lease } = owner.lease
  const alarms: string[] = []
  const ports: RunnerPorts = {
    ...owner,
    broker: {
      send: () => Promise.reject(new Error('nothing is sent')),
      account: () => Promise.reject(new Error('nobody asks')),
      transactionsSince: async () => [],
    },
    readSwitches: async () => ({ killSwitch: false, paused: false }),
    market: () => ({ tradeable: true, priceAgeMs: 0 }),
    alarm: (text) => alarms.push(text),
  }
  const contentAt = (id: string, tsMs: number) => decisionContent(SETTINGS, { ...MADE, id, tsMs })
  return {
    ...{ store, alarms },
    books: async () => {
      const { orders, ledger } = await readBooks(ports, ACCOUNT)
      return { orders: orders.map(({ kind, id }) => `${kind} ${id}`), ledger: ledger.length }
    },
    claim: (id: string, tsMs: number, content = contentAt(id, tsMs)) =>
      store.claim(lease, keys.claims, id, content, []),
    sent: (id: string, tsMs: number) => {
      const content = contentAt(id, tsMs)
      const sent = orderEntry(keys.orders, `${tsMs}-0`, sentFields(id, content))
      return store.claim(lease, keys.claims, id, content, [sent])
    },
    outcome: (decisionId: string, atMs: number) => {
      const outcome = { decisionId, result: 'refused' as const, reason: '', transactionId: 0, atMs }
      return store.fencedAppend(lease, [orderEntry(keys.orders, `${atMs}-1`, outcomeFields(outcome))])
    },
    view: () => {
      const view = { lastTransactionId: 10, balance: 1000, trades: new Map(), orders: new Map() }
      const fields = ledgerFields({ kind: 'snapshot', id: '10-0', view })
      return store.fencedAppend(lease, [orderEntry(keys.ledger, '10-0', fields)])
    },
  }
}

test('whole streams are read as they are', async () => {
  const { sent, outcome, view, books, alarms } = await bench()
  await view()
  await sent('a', NOW_MS - 5000)
  await outcome('a', NOW_MS - 4000)
  expect([await books(), alarms]).toEqual([{ orders: ['sent a', 'outcome a'], ledger: 1 }, []])
})

test('a sent decision whose entry is gone is in doubt by its claim; claims of trimmed orders and of drains are not', async () => {
  const { sent, claim, outcome, view, books, alarms } = await bench()
  await view()
  await claim('trimmed', NOW_MS - 9000)
  await sent('first', NOW_MS - 8000)
  await claim('gone', NOW_MS - 7000)
  await claim('drained', NOW_MS - 6000, JSON.stringify({ leg: 'close', tradeId: '7', tsMs: NOW_MS - 6000 }))
  await claim('unreadable', NOW_MS - 6000, 'no JSON')
  await outcome('first', NOW_MS - 5000)
  expect((await books()).orders).toEqual(['sent gone', 'sent first', 'outcome first'])
  expect(alarms).toEqual(['orders of A: the entries of 1 decisions are gone, taken from their claims'])
})

test('of an order stream that is gone, the decisions of the last day come back', async () => {
  const { claim, view, books } = await bench()
  await view()
  await claim('old', NOW_MS - DAY_MS - 1)
  await claim('young', NOW_MS - DAY_MS + 1)
  expect((await books()).orders).toEqual(['sent young'])
})

test('a ledger that is gone while its orders are there is an alarm', async () => {
  const { sent, books, alarms } = await bench()
  await sent('a', NOW_MS - 5000)
  expect((await books()).ledger).toBe(0)
  expect(alarms).toEqual(['ledger of A: it is gone, its orders are there: the account is taken from the broker'])
})
