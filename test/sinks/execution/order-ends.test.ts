/** How decisions end that never left, were cancelled, or have an order at the broker; and what must not hold up the others. */
import { describe, expect, test } from 'vitest'
import { decisionId } from '../../../sinks/execution/decisions.js'
import { DEFAULT_LIMITS } from '../../../sinks/execution/protocol-types.js'
import {
  closeAll,
  closeOrder,
  createBench,
  entry,
  entryFill,
  entryOrder,
  sendNth,
  trade,
  tx,
  READABLE,
} from '../../support/protocol-bench.js'

const CAUSE = 1e12 + 1000

describe('the name of a decision', () => {
  test('is that of its account, instrument, slice and leg', () => {
    const bench = createBench(new Map([trade(5, 100)]))
    bench.orders(entry(1000, 0), closeAll())
    expect(bench.ids).toEqual([decisionId('A', 'EUR_USD', CAUSE, 'close:5')])
    expect([...bench.state().decisions.keys()]).toContain(decisionId('A', 'AUD_USD', CAUSE, 'entry'))
  })
})

describe('a decision that does not leave', () => {
  test('once another instance owns the account, neither does any later one', () => {
    const bench = createBench(new Map([trade(5, 100)]))
    bench.orders(entry())
    bench.on({ type: 'claimed', id: bench.ids[0]!, answer: 'stale-epoch' })
    expect(bench.orders(closeAll())).toEqual(['placed 5 -100', 'refused passive'])
  })

  test('ends by its age while it waits for a close whose transactions are still to be read', () => {
    const bench = createBench(new Map([trade(5, 100)]))
    bench.orders(closeAll(), entry(1000, 0))
    sendNth(bench)
    const reply = { kind: 'accepted', transactions: [], lastTransactionId: 12 } as const
    bench.on({ type: 'replied', id: bench.ids[0]!, reply })
    expect(bench.on({ type: 'tick' }, DEFAULT_LIMITS.entryMaxAgeMs - 10)).not.toContain('refused aged')
    expect(bench.on({ type: 'tick' }, 20)).toContain('refused aged')
  })
})

describe('an order at the broker', () => {
  test('that was cancelled did not fill', () => {
    const bench = createBench()
    bench.orders(entry())
    sendNth(bench)
    const id = bench.ids[0]!
    const cancel = tx(12, 'ORDER_CANCEL', { orderID: '11', reason: 'MARKET_HALTED' })
    const effects = bench.on({
      type: 'replied',
      id,
      reply: { kind: 'accepted', transactions: [entryOrder(11, id), cancel], lastTransactionId: 12 },
    })
    expect(effects).toContain('rejected')
    expect(effects).toContain('write 11-0 12-0 cancelled')
    expect(bench.state().closed.get(id)).toMatchObject({ result: 'cancelled', transactionId: 12 })
  })

  test('is never given up, however long its fill does not show', () => {
    const bench = createBench()
    bench.orders(entry())
    sendNth(bench)
    const id = bench.ids[0]!
    bench.on({ type: 'transaction', transaction: entryOrder(11, id) })
    bench.on({ type: 'replied', id, reply: null })
    for (let n = 0; n < 20; n++) {
      bench.on({ type: 'tick' }, 20_000)
      expect(bench.on({ type: 'fetched', transactions: [] })).not.toContain('abandoned')
    }
    expect(bench.on({ type: 'transaction', transaction: entryFill(12, 11) })).toContain('settled')
  })

  test('of another hand closes its trade without ending a close of ours', () => {
    const bench = createBench(new Map([trade(5, 100), trade(7, 60)]))
    bench.orders(closeAll())
    sendNth(bench)
    expect(bench.effects.at(-1)).toMatchObject({ type: 'send', request: { tradeId: '5' } })
    bench.on({ type: 'transaction', transaction: closeOrder(11, 7, 'ALL') })
    expect(bench.state().decisions.get(bench.ids[0]!)).toMatchObject({ status: 'sending', orderId: 0 })
  })
})

test('transactions that were seen before, in a batch with new ones, do not hold the new ones up', () => {
  const bench = createBench()
  bench.on({ type: 'transaction', transaction: tx(11, 'CREATE') })
  bench.on({ type: 'fetched', transactions: [tx(10, 'CREATE'), tx(11, 'CREATE'), tx(12, 'CREATE')] })
  expect(bench.state().view.lastTransactionId).toBe(12)
  expect(bench.state().stash).toEqual([])
})

test('the account is compared again and again', () => {
  const bench = createBench(new Map(), { reconciledMs: 0 })
  const compared = Array.from({ length: 5 }, () => {
    const effects = bench.on({ type: 'tick' }, DEFAULT_LIMITS.reconcileMs + 1)
    bench.on({ type: 'account', account: ACCOUNT })
    return effects.includes('reconcile')
  })
  expect(compared).toEqual([true, true, true, true, true])
})

const ACCOUNT = {
  id: 'A',
  currency: 'USD',
  balance: '1000.0000',
  hedging: false,
  marginRate: null,
  tags: [],
  lastTransactionId: 10,
  pendingOrders: [],
  ...READABLE,
  trades: [],
}

test('an unknown outcome that is given up names what came instead of an answer', () => {
  const bench = createBench()
  bench.orders(entry())
  sendNth(bench)
  const id = bench.ids[0]!
  expect(bench.on({ type: 'replied', id, reply: null, why: 'HTTP 403, a page' })).toEqual(['doubtful', 'fetch 10'])
  bench.on({ type: 'fetched', transactions: [] })
  bench.on({ type: 'tick' }, 65_001)
  expect(bench.on({ type: 'fetched', transactions: [] })).toEqual(['abandoned', 'alarm', 'write abandoned'])
  const reason = 'no transaction shows it; HTTP 403, a page'
  expect(bench.effects.at(-1)).toMatchObject({ outcomes: [{ decisionId: id, result: 'abandoned', reason }] })
})
