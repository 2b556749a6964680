import { describe, expect, test } from 'vitest'
import type { BrokerTransaction, OrderReply } from '../../../model/broker-client.js'
import type { RefusalName } from '../../../model/codes.js'
import {
  closeAll,
  closeFill,
  closeOrder,
  createBench,
  durable,
  entry,
  entryFill,
  entryOrder,
  NO_ORDER,
  reduce,
  sendNth,
  trade,
  tx,
  READABLE,
} from '../../support/protocol-bench.js'

const accepted = (transactions: readonly BrokerTransaction[], lastTransactionId: number): OrderReply => ({
  kind: 'accepted',
  transactions,
  lastTransactionId,
})

describe('an increase', () => {
  test('claim, disk, gate, bytes, fill: in this order and once', () => {
    const bench = createBench()
    expect(bench.orders(entry())).toEqual(['placed 0 1000', 'claim entry'])
    const id = bench.ids[0]!
    expect(bench.on({ type: 'claimed', id, answer: 'ok' })).toEqual(['flush'])
    expect(bench.on({ ...durable, id })).toEqual(['send 1000 bound 1.10001'])
    const reply = accepted([entryOrder(11, id), entryFill(12, 11)], 13)
    expect(bench.on({ type: 'replied', id, reply })).toEqual([
      'noted',
      'opened 12 1000',
      'settled',
      'fetch 12',
      'write 11-0 12-0 filled',
    ])
    // The stop is not in the reply: it is read.
    expect(
      bench.on({ type: 'fetched', transactions: [tx(13, 'STOP_LOSS_ORDER', { tradeID: '12', price: '1.09' })] }),
    ).toEqual(['stop_set'])
    expect(bench.on({ type: 'written', ok: true })).toEqual(['write 13-0'])
    expect(bench.state().decisions.size).toBe(0)
  })

  test.each([
    ['another content under its name', 'conflict', ['alarm', 'refused conflict']],
    ['made before', 'duplicate', ['refused duplicate']],
    ['another owner', 'stale-epoch', ['alarm', 'refused passive']],
    ['no answer of the store', 'failed', ['refused store', 'write refused']],
  ] as const)('not sent: %s', (_name, answer, effects) => {
    const bench = createBench()
    bench.orders(entry())
    expect(bench.on({ type: 'claimed', id: bench.ids[0]!, answer })).toEqual(effects)
    expect(bench.state().decisions.size).toBe(0)
  })

  test.each([
    ['not on disk', { durable: false }, 1, 'store'],
    ['kill switch', { killSwitch: true }, 1, 'kill'],
    ['paused', { paused: true }, 1, 'paused'],
    ['market closed', { tradeable: false }, 1, 'untradeable'],
    ['price older than 10 s', { priceAgeMs: 10_001 }, 1, 'stale_price'],
    ['no price', { priceAgeMs: Number.NaN }, 1, 'stale_price'],
    ['older than 15 s', {}, 15_000, 'aged'],
    ['lease over', {}, 2e9, 'passive'],
  ] as const)('not sent right before its first byte: %s', (_name, change, ms, why) => {
    const bench = createBench()
    bench.orders(entry())
    bench.on({ type: 'claimed', id: bench.ids[0]!, answer: 'ok' })
    const effects = bench.on({ ...durable, ...change, id: bench.ids[0]! }, ms)
    expect(effects[0]).toBe(`refused ${why}`)
    expect(effects.some((effect) => effect.startsWith('send'))).toBe(false)
  })

  test('not sent: a foreign trade of the instrument, or an opposite one of ours', () => {
    for (const [held, why] of [
      [trade(5, 100, false), 'foreign'],
      [trade(5, -100), 'opposite'],
    ] as const)
      expect(createBench(new Map([held])).orders(entry())).toEqual(['placed 0 1000', `refused ${why}`])
  })

  test.each([
    [true, true],
    [false, false],
  ])('on a hedging account (%s) it may only open: %s', (hedging, openOnly) => {
    const bench = createBench(new Map([trade(5, 100)]), { hedging })
    expect(bench.orders(entry())).toEqual(['placed 0 1000', 'claim entry'])
    expect(sendNth(bench)).toEqual(['send 1000 bound 1.10001'])
    expect(bench.effects.at(-1)).toMatchObject({ type: 'send', request: { leg: 'entry', openOnly } })
  })

  test.each([
    ['a foreign trade of the other side', trade(5, -100, false), 'foreign'],
    ['a foreign trade of the same side', trade(5, 100, false), 'foreign'],
    ['a trade of ours of the other side', trade(5, -100), 'opposite'],
  ])('on a hedging account not against %s, also one that comes before the first byte', (_name, held, why) => {
    expect(createBench(new Map([held]), { hedging: true }).orders(entry())).toEqual(['placed 0 1000', `refused ${why}`])
    const bench = createBench(new Map(), { hedging: true })
    bench.orders(entry())
    bench.on({ type: 'claimed', id: bench.ids[0]!, answer: 'ok' })
    const [, { units, own }] = held
    const named = own ? { clientExtensions: { tag: 'sep' } } : {}
    bench.on({
      type: 'transaction',
      transaction: tx(11, 'ORDER_FILL', {
        orderID: '9',
        instrument: 'EUR_USD',
        accountBalance: '1000',
        tradeOpened: { tradeID: '11', units: String(units), price: '1.1', ...named },
      }),
    })
    expect(bench.on({ ...durable, id: bench.ids[0]! })).toContain(`refused ${why}`)
    expect(bench.effects.some(({ type }) => type === 'send')).toBe(false)
  })

  test('both sides of a hedging account are closed trade by trade', () => {
    const bench = createBench(new Map([trade(5, 100), trade(6, -40)]), { hedging: true })
    expect(bench.orders(closeAll())).toEqual(['placed 5 -100', 'placed 6 40', 'claim close:5'])
    expect(sendNth(bench)).toEqual(['close 5 ALL'])
  })

  test('a row that is no order is refused and named', () => {
    const bench = createBench()
    expect(bench.orders({ ...entry(), priceBound: Number.NaN })).toEqual(['refused invalid'])
    expect(bench.orders({ ...entry(), approvedUnits: 0.4 })).toEqual(['refused invalid'])
    expect(bench.orders(NO_ORDER)).toEqual([])
  })

  test('the same slice again is the same decision', () => {
    const bench = createBench()
    const slice = { type: 'orders', tsMs: 1e12 + 1000, cause: 1e12 + 1000, rows: [entry()] } as const
    bench.on(slice)
    expect(bench.on(slice)).toEqual([])
    bench.on({ type: 'claimed', id: bench.ids[0]!, answer: 'failed' })
    expect(bench.on(slice)).toEqual([])
  })

  test('a clock that is set back makes nothing young', () => {
    const bench = createBench()
    bench.orders(entry())
    const id = bench.ids[0]!
    bench.on({ type: 'claimed', id, answer: 'ok' }, 16_000)
    expect(bench.state().decisions.get(id)?.cameMs).toBeGreaterThan(0)
    expect(bench.on({ ...durable, id }, -1)[0]).toBe('refused aged')
  })
})

describe('unknown', () => {
  const unknown = () => {
    const bench = createBench()
    bench.orders(entry())
    sendNth(bench)
    expect(bench.on({ type: 'replied', id: bench.ids[0]!, reply: null })).toEqual(['doubtful', 'fetch 10'])
    return bench
  }
  test('found in the transactions', () => {
    const bench = unknown()
    const id = bench.ids[0]!
    const effects = bench.on({ type: 'fetched', transactions: [entryOrder(11, id), entryFill(12, 11)] })
    expect(effects).toEqual(['noted', 'opened 12 1000', 'settled', 'write 11-0 12-0 filled'])
  })
  test('read again every 5 s, given up only by a read that began after the longest delay', () => {
    const bench = unknown()
    bench.on({ type: 'fetched', transactions: [] })
    expect(bench.on({ type: 'tick' }, 4000)).toEqual([])
    expect(bench.on({ type: 'tick' }, 1000)).toEqual(['fetch 10'])
    expect(bench.on({ type: 'fetched', transactions: [] }, 70_000)).toEqual([])
    expect(bench.on({ type: 'tick' }, 5000)).toEqual(['fetch 10'])
    expect(bench.on({ type: 'fetched', transactions: null })).toEqual([])
    expect(bench.on({ type: 'tick' }, 5000)).toEqual(['fetch 10'])
    expect(bench.on({ type: 'fetched', transactions: [] })).toEqual(['abandoned', 'alarm', 'write abandoned'])
  })
  test('what comes after that is adopted with an alarm', () => {
    const bench = unknown()
    const id = bench.ids[0]!
    bench.on({ type: 'fetched', transactions: [] })
    bench.on({ type: 'tick' }, 70_000)
    bench.on({ type: 'fetched', transactions: [] })
    bench.on({ type: 'written', ok: true })
    const effects = bench.on({ type: 'transaction', transaction: entryOrder(11, id) })
    expect(effects).toEqual(['noted', 'alarm', 'write 11-0'])
    expect(bench.on({ type: 'transaction', transaction: entryFill(12, 11) })).toEqual(['opened 12 1000'])
  })
  test('no increase and no part of a close there meanwhile, elsewhere both', () => {
    const bench = unknown()
    expect(bench.orders(entry())).toEqual(['placed 0 1000', 'refused pending'])
    expect(bench.orders(entry(1000, 0))).toEqual(['placed 0 1000', 'claim entry'])
  })
  test('an answer that comes late is an answer', () => {
    const bench = unknown()
    bench.on({ type: 'fetched', transactions: [] })
    const reply: OrderReply = {
      kind: 'rejected',
      status: 400,
      code: 'X',
      message: '',
      transactions: [],
      lastTransactionId: 10,
    }
    expect(bench.on({ type: 'replied', id: bench.ids[0]!, reply })).toEqual(['rejected', 'write rejected'])
  })
  test('a token that is revoked is an answer, and an alarm', () => {
    const bench = createBench()
    bench.orders(entry())
    sendNth(bench)
    const reply = {
      kind: 'rejected',
      status: 401,
      code: 'HTTP_401',
      message: '',
      transactions: [],
      lastTransactionId: null,
    } as const
    expect(bench.on({ type: 'replied', id: bench.ids[0]!, reply })).toEqual(['alarm', 'rejected', 'write rejected'])
  })
  test('that nothing was sent is an answer, also when it comes late', () => {
    const bench = unknown()
    const reply = { kind: 'unsent', refusal: 'gone', message: 'gone' } as const
    expect(bench.on({ type: 'replied', id: bench.ids[0]!, reply })).toEqual(['refused gone', 'write refused'])
    expect(bench.state().decisions.size).toBe(0)
  })
  test('a client that claims so of an order which the broker has is not believed', () => {
    const bench = unknown()
    const id = bench.ids[0]!
    bench.on({ type: 'transaction', transaction: entryOrder(11, id) })
    const reply = { kind: 'unsent', refusal: 'unsent', message: '' } as const
    bench.on({ type: 'replied', id, reply })
    expect(bench.state().decisions.get(id)).toMatchObject({ status: 'unknown', orderId: 11 })
    expect(bench.on({ type: 'transaction', transaction: entryFill(12, 11) })).toContain('settled')
  })
  test('a request that never returns becomes unknown', () => {
    const bench = createBench()
    bench.orders(entry())
    sendNth(bench)
    expect(bench.on({ type: 'tick' }, 20_001)).toEqual(['doubtful'])
  })
})

describe('refused right before its first byte', () => {
  const late = (refusal: RefusalName) => ({ kind: 'unsent', refusal, message: refusal }) as const
  test.each(['kill', 'paused', 'passive', 'aged', 'gone', 'skew'] as const)(
    '%s: it is over, and its instrument free; the same slice never sends it',
    (why) => {
      const bench = createBench()
      const slice = { type: 'orders', tsMs: 1e12 + 1000, cause: 1e12 + 1000, rows: [entry()] } as const
      bench.on(slice)
      sendNth(bench)
      const id = bench.ids[0]!
      expect(bench.on({ type: 'replied', id, reply: late(why) })).toEqual([`refused ${why}`, 'write refused'])
      expect(bench.effects.at(-1)).toMatchObject({ outcomes: [{ decisionId: id, reason: why, transactionId: 0 }] })
      expect(bench.on(slice)).toEqual([])
      expect(bench.orders(entry())).toEqual(['placed 0 1000', 'claim entry'])
      expect(bench.ids[1]).not.toBe(id)
    },
  )
  test('no connection: the outcome has the cause; the broker that is away is one alarm, not one for each slice', () => {
    const bench = createBench()
    bench.orders(entry())
    sendNth(bench)
    const reply = { kind: 'unsent', refusal: 'unsent', message: 'ECONNREFUSED' } as const
    const effects = ['refused unsent', 'write refused']
    expect(bench.on({ type: 'replied', id: bench.ids[0]!, reply })).toEqual(effects)
    expect(bench.effects.at(-1)).toMatchObject({ outcomes: [{ reason: 'unsent: ECONNREFUSED' }] })
  })
  test('the next slice decides a close again, under a new id', () => {
    const bench = createBench(new Map([trade(5, 100)]))
    bench.orders(closeAll())
    sendNth(bench)
    bench.on({ type: 'replied', id: bench.ids[0]!, reply: late('aged') })
    expect(bench.orders(closeAll())).toEqual(['placed 5 -100', 'claim close:5'])
    expect(bench.ids[1]).not.toBe(bench.ids[0])
  })
})

describe('closes', () => {
  const two = () => createBench(new Map([trade(7, 60), trade(5, 100), trade(6, 10, false)]))

  test('one request a trade, oldest first, foreign ones left alone', () => {
    expect(two().orders(closeAll())).toEqual(['placed 5 -100', 'placed 7 -60', 'claim close:5'])
  })
  test('a part takes whole trades first', () => {
    const bench = two()
    expect(bench.orders(reduce(-130))).toEqual(['placed 5 -100', 'placed 7 -30', 'claim close:5'])
    expect(sendNth(bench)).toEqual(['close 5 ALL'])
    const reply = accepted([closeOrder(11, 5, 'ALL'), closeFill(12, 11, 5, -100)], 12)
    expect(bench.on({ type: 'replied', id: bench.ids[0]!, reply })).toContain('claim close:7')
    expect(sendNth(bench, 1)).toEqual(['close 7 30'])
  })
  test('the kill switch and a pause do not stop them', () => {
    const bench = createBench(new Map([trade(5, 100)]), { killSwitch: true, paused: true })
    bench.orders(closeAll())
    bench.on({ type: 'claimed', id: bench.ids[0]!, answer: 'ok' })
    const worst = { killSwitch: true, paused: true, tradeable: false, priceAgeMs: 1e6 }
    expect(bench.on({ ...durable, ...worst, id: bench.ids[0]! })).toEqual(['close 5 ALL'])
  })
  test('they go before increases of any instrument', () => {
    const bench = createBench(new Map([trade(5, 100)]))
    expect(bench.orders(entry(1000, 0), closeAll())).toEqual(['placed 5 -100', 'placed 0 1000', 'claim close:5'])
    sendNth(bench)
    const reply = accepted([closeOrder(11, 5, 'ALL'), closeFill(12, 11, 5, -100)], 12)
    expect(bench.on({ type: 'replied', id: bench.ids[0]!, reply })).toContain('claim entry')
  })
  test('while one is unknown a whole close waits for its end, and then goes out under a new name', () => {
    const bench = createBench(new Map([trade(5, 100)]))
    bench.orders(closeAll())
    sendNth(bench)
    bench.on({ type: 'replied', id: bench.ids[0]!, reply: null })
    expect(bench.orders(closeAll())).toEqual([])
    expect(bench.orders(reduce(-10))).toEqual(['refused pending'])
    bench.on({ type: 'fetched', transactions: [] })
    bench.on({ type: 'tick' }, 66_000)
    expect(bench.on({ type: 'fetched', transactions: [] })).toContain('abandoned')
    expect(bench.orders(closeAll())).toEqual(['placed 5 -100', 'claim close:5'])
    expect(bench.ids[1]).not.toBe(bench.ids[0])
  })
  test('an unknown increase does not hold up a whole close', () => {
    const bench = createBench(new Map([trade(5, 100)]))
    bench.orders(entry())
    sendNth(bench)
    bench.on({ type: 'replied', id: bench.ids[0]!, reply: null })
    expect(bench.orders(closeAll())).toEqual(['placed 5 -100', 'claim close:5'])
    expect(sendNth(bench, 1)).toEqual(['close 5 ALL'])
  })
  test('a trade that its stop has closed meanwhile is not closed', () => {
    const bench = createBench(new Map([trade(5, 100)]))
    bench.orders(closeAll())
    bench.on({ type: 'claimed', id: bench.ids[0]!, answer: 'ok' })
    bench.on({ type: 'transaction', transaction: closeFill(11, 3, 5, -100) })
    expect(bench.on({ ...durable, id: bench.ids[0]! })).toEqual(['refused gone'])
  })
})

describe('transactions', () => {
  test('once, in order; a gap is read', () => {
    const bench = createBench()
    expect(bench.on({ type: 'transaction', transaction: tx(12, 'CREATE') })).toEqual(['fetch 10'])
    expect(bench.on({ type: 'transaction', transaction: tx(12, 'CREATE') })).toEqual([])
    const both = [tx(11, 'CREATE'), tx(12, 'CREATE')]
    expect(bench.on({ type: 'fetched', transactions: both })).toEqual(['noted', 'noted', 'write 11-0 12-0'])
    expect(bench.on({ type: 'transaction', transaction: tx(11, 'CREATE') })).toEqual([])
  })
  test('a heartbeat shows the gap', () => {
    const bench = createBench()
    expect(bench.on({ type: 'heartbeat', lastTransactionId: 10 })).toEqual([])
    expect(bench.on({ type: 'heartbeat', lastTransactionId: 11 })).toEqual(['fetch 10'])
  })
  test('what the graph already knows is recorded, but not delivered', () => {
    const bench = createBench(new Map(), { appliedTransactionId: 11 })
    expect(bench.on({ type: 'transaction', transaction: tx(11, 'CREATE') })).toEqual(['write 11-0'])
  })
  test('a batch that failed is written again, with what came since', () => {
    const bench = createBench()
    bench.on({ type: 'transaction', transaction: tx(11, 'CREATE') })
    bench.on({ type: 'transaction', transaction: tx(12, 'CREATE') })
    expect(bench.on({ type: 'written', ok: false })).toEqual([])
    expect(bench.on({ type: 'tick' }, 1001)).toEqual(['write 11-0 12-0'])
    expect(bench.effects.at(-1)).toMatchObject({ again: true })
  })
})

describe('switches and lease', () => {
  test('a kill switch drops what has not left, but no close', () => {
    const bench = createBench(new Map([trade(5, 100)]))
    bench.orders(closeAll(), entry(1000, 0))
    const effects = bench.on({ type: 'switches', killSwitch: true, paused: false })
    expect(effects).toEqual(['refused kill'])
    expect([...bench.state().decisions.values()].map(({ leg }) => leg)).toEqual(['close:5'])
  })
  test('a lost lease drops everything that has not left', () => {
    const bench = createBench(new Map([trade(5, 100)]))
    bench.orders(closeAll(), entry(1000, 0))
    const effects = bench.on({ type: 'lease', untilMs: Number.NEGATIVE_INFINITY })
    expect(effects).toEqual(['refused passive', 'refused passive'])
    expect(bench.orders(closeAll())).toEqual(['placed 5 -100', 'refused passive'])
  })
})

test('a difference to the broker is repaired and alarmed', () => {
  const bench = createBench(new Map([trade(5, 100), trade(6, 10)]))
  const account = {
    ...{ id: 'A', currency: 'USD', balance: '1000.0000', hedging: false, marginRate: null, tags: [], ...READABLE },
    lastTransactionId: 10,
    pendingOrders: [],
    trades: [
      {
        tradeId: '5',
        instrument: 'EUR_USD',
        units: '40',
        price: '1.1',
        openTsMs: 0,
        stopPrice: null,
        takePrice: null,
        tag: 'sep',
        clientId: null,
      },
    ],
  }
  const later = { ...account, lastTransactionId: 11 }
  // Not at the same transaction: nothing can be said, but something is missing.
  expect(bench.on({ type: 'account', account: later })).toEqual([])
  expect(bench.on({ type: 'account', account })).toEqual([
    'repaired',
    'alarm',
    'repaired',
    'alarm',
    'write 10-1000000001002',
  ])
  expect([...bench.state().view.trades.values()].map(({ id, units }) => [id, units])).toEqual([[5, 40]])
  expect(bench.on({ type: 'account', account })).toEqual([])
})
