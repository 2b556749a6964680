import { describe, expect, test } from 'vitest'
import type { BrokerAccount, UnreadableItem } from '../../../model/broker-client.js'
import { createBench, durable, entry, SETTINGS, trade, READABLE } from '../../support/protocol-bench.js'

const item = (more: Partial<UnreadableItem>): UnreadableItem => ({
  ...{ kind: 'trade', id: '5', instrument: 'EUR_USD', tag: 'sep', why: 'price: not a price above 0' },
  ...more,
})
const account = (unreadable: readonly UnreadableItem[], more: Partial<BrokerAccount> = {}): BrokerAccount => ({
  id: SETTINGS.account,
  currency: 'USD',
  balance: '1000.0000',
  hedging: false,
  marginRate: null,
  tags: [],
  lastTransactionId: 10,
  trades: [],
  pendingOrders: [],
  ...READABLE,
  unreadable,
  ...more,
})
/** Everything is to be flat: instruments 0 and 1. */
const flattenAll = { type: 'orders', tsMs: 1e12, cause: 'control-1', rows: [], flatten: [0, 1] } as const
const flattenOne = { ...flattenAll, flatten: [1] } as const

describe('what could not be understood', () => {
  test.each<[string, UnreadableItem, Partial<BrokerAccount>, [audUsd: string, eurUsd: string]]>([
    ['freezes its instrument alone', item({ kind: 'order' }), {}, ['claim', 'refused unreadable']],
    [
      'freezes everything where its instrument is unknown',
      item({ instrument: null }),
      {},
      ['refused account', 'refused account'],
    ],
    [
      'freezes everything where a figure of the account is',
      item({}),
      { unreadableSums: ['NAV'] },
      ['refused account', 'refused account'],
    ],
  ])('%s', (_, one, more, [audUsd, eurUsd]) => {
    const bench = createBench()
    bench.on({ type: 'account', account: account([one], more) })
    expect(bench.orders(entry(1000, 0)).at(-1)).toContain(audUsd)
    expect(bench.orders(entry(1000, 1)).at(-1)).toContain(eurUsd)
    bench.on({ type: 'account', account: account([]) })
    expect(bench.orders(entry(1000, 1)).at(-1)).toContain('claim')
  })

  test('is not gone: what we know of the trade stays, and its instrument is compared otherwise', () => {
    const bench = createBench(new Map([trade(5, 100), trade(6, 10), trade(7, 10, true, 'AUD_USD')]))
    const words = bench.on({ type: 'account', account: account([item({})]) })
    expect([...bench.state().view.trades.keys()]).toEqual([5])
    expect(words.filter((word) => word === 'repaired')).toHaveLength(2)
  })

  test('without an id it may be any trade of its instrument', () => {
    const bench = createBench(new Map([trade(5, 100), trade(7, 10, true, 'AUD_USD')]))
    bench.on({ type: 'account', account: account([item({ id: null })]) })
    expect([...bench.state().view.trades.keys()]).toEqual([5])
  })

  test('flatten closes a trade by its id, once, and reductions pass the freeze', () => {
    const bench = createBench()
    bench.on({ type: 'account', account: account([item({})]) })
    expect(bench.on(flattenOne)).toEqual(['placed 5 0', expect.stringContaining('claim')])
    const [id] = bench.ids
    bench.on({ type: 'claimed', id: id!, answer: 'ok' })
    bench.on({ ...durable, id: id! })
    expect(bench.effects.find(({ type }) => type === 'send')).toMatchObject({
      request: { leg: 'close', tradeId: '5', units: 'ALL' },
    })
    expect(bench.on({ ...flattenOne, cause: 'control-2' })).toEqual([])
  })

  test.each<[string, UnreadableItem]>([
    ["a trade that is not SEP's", item({ tag: null })],
    ['one whose owner cannot be read', item({ tag: undefined })],
    ['one without an id', item({ id: null })],
    ['one of another instrument', item({ instrument: 'AUD_USD' })],
    ['one of an unknown instrument, where only one is to be flat', item({ instrument: null })],
    ['an order', item({ kind: 'order' })],
  ])('flatten leaves %s', (_, one) => {
    const bench = createBench()
    bench.on({ type: 'account', account: account([one]) })
    expect(bench.on(flattenOne)).toEqual([])
  })

  test('a trade of an unknown instrument goes when everything goes', () => {
    const bench = createBench()
    bench.on({ type: 'account', account: account([item({ instrument: null })]) })
    expect(bench.on(flattenAll)).toEqual(['placed 5 0', expect.stringContaining('claim')])
  })

  test('the graph gets what the sums hold beyond the readable trades, whenever that changes', () => {
    const bench = createBench()
    const hidden = { margin: 300, unrealized: -20 }
    const rows = (one: BrokerAccount) => {
      const before = bench.effects.length
      bench.on({ type: 'account', account: one })
      return bench.effects
        .slice(before)
        .flatMap((effect) => (effect.type === 'execution' ? [[effect.row.units, effect.row.amount]] : []))
    }
    expect(rows(account([item({})], { hidden }))).toEqual([[300, -20]])
    expect(rows(account([item({})], { hidden }))).toEqual([])
    expect(rows(account([]))).toEqual([[0, 0]])
  })
})
