/** Draining an account of the paper broker. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { closeDrain, planDrain } from '../../../app/drain/drain.js'
import { resolveSettings } from '../../../app/config/settings.js'
import { testClock } from '../../support/test-clock.js'
import type { Store } from '../../../store/store.js'
import { createOandaClient, type OandaClient } from '../../../oanda/client/client.js'
import { oandaTarget } from '../../../oanda/client/target.js'
import { orderKeys } from '../../../sinks/execution/order-records.js'
import { memoryStore } from '../../../store/memory/store.js'
import { ACCOUNT, ask, client as http, START_MS, startWithPrices, TOKEN } from '../../support/start-broker.js'

describe('drain', () => {
  let broker: Awaited<ReturnType<typeof startWithPrices>>
  let client: OandaClient
  let store: Store
  const clock = testClock(START_MS)
  const settings = resolveSettings()
  const open = async (instrument: string, units: number, tag?: string) => {
    const order = { type: 'MARKET', instrument, units: String(units), timeInForce: 'FOK', positionFill: 'DEFAULT' }
    const body = { order: { ...order, ...(tag ? { tradeClientExtensions: { tag } } : {}) } }
    expect((await http(broker.url)('POST', '/orders', body)).body).toHaveProperty('orderFillTransaction')
  }
  const plan = () => planDrain({ client, settings, bufferPct: 3, minUnits: 0 })
  const trades = async () =>
    (await client.account()).trades.map(({ instrument, units, tag }) => `${instrument} ${units} ${tag}`)

  beforeEach(async () => {
    broker = await startWithPrices()
    const target = oandaTarget({ environment: 'paper', accountId: ACCOUNT, restUrl: broker.url })
    client = createOandaClient({ target, token: TOKEN, random: () => 0, timeoutMs: 1000, attempts: 1 })
    store = memoryStore({ clock })
  })
  afterEach(async () => {
    client.close()
    await store.close()
    await broker.close()
  })

  test('brings the margin of own trades down to the budget, oldest trade of the largest position first', async () => {
    await open('EUR_USD', 200_000, 'sep')
    await open('EUR_USD', 1_300_001, 'sep')
    await open('USD_JPY', 100_000, 'sep')
    await open('EUR_JPY', -1000)
    const found = await plan()
    // 2 % of 1.10005 * 1,500,001 and 4 % of 100,000 dollars.
    expect(found.ownMargin).toBeCloseTo(0.02 * 1.100_05 * 1_500_001 + 0.04 * 100_000, 2)
    expect(found.currency).toBe('USD')
    expect(found.unpriced).toEqual([])
    expect(found.closes.map(({ instrument, text }) => `${instrument} ${text === 'ALL'}`)).toEqual([
      'EUR_USD true',
      'EUR_USD false',
    ])
    const drained = await closeDrain(client, store, found.closes, clock)
    expect(drained.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['filled', ''],
      ['filled', ''],
    ])
    expect(await trades()).toContain('EUR_JPY -1000 null')
    expect(await trades()).toHaveLength(3)
    expect(await plan()).toMatchObject({ excess: 0, closes: [] })
    // The lease is free again, and the claims are recorded.
    expect(await store.acquireLease(orderKeys(ACCOUNT).lease, 'next', 1000)).toMatchObject({ epoch: 2 })
    expect(Object.keys(await store.hashAll(orderKeys(ACCOUNT).claims))).toHaveLength(2)
  })

  test('without own trades there is nothing to do', async () => {
    await open('EUR_USD', 1_000_000)
    expect(await plan()).toMatchObject({ ownMargin: 0, excess: 0, closes: [] })
  })

  test('a running pipeline keeps its account: nothing is sent', async () => {
    await open('EUR_USD', 1_800_000, 'sep')
    const { closes } = await plan()
    expect(closes).toHaveLength(1)
    await store.acquireLease(orderKeys(ACCOUNT).lease, 'live', 60_000)
    await expect(closeDrain(client, store, closes, clock)).rejects.toThrow('sep flatten')
    expect(await trades()).toEqual(['EUR_USD 1800000 sep'])
  })

  test('nothing is sent to an unreachable broker', async () => {
    await open('EUR_USD', 1_500_000, 'sep')
    const { closes } = await plan()
    const target = oandaTarget({ environment: 'paper', accountId: ACCOUNT, restUrl: 'http://127.0.0.1:1' })
    const cut = createOandaClient({ target, token: TOKEN, random: () => 0, timeoutMs: 1000, attempts: 1 })
    const drained = await closeDrain(cut, store, closes, clock)
    cut.close()
    expect(drained.map(({ outcome, reason }) => [outcome, reason])).toEqual([['not-sent', 'ECONNREFUSED']])
    expect(await trades()).toEqual(['EUR_USD 1500000 sep'])
  })

  test('an unknown outcome ends it', async () => {
    await open('EUR_USD', 900_000, 'sep')
    await open('EUR_USD', 1_000_001, 'sep')
    const { closes } = await plan()
    const gone = { ...closes[0]!, tradeId: '999999' }
    const cut = { calls: [{ on: 'trades.close', after: 1, fault: { kind: 'reset' } }] }
    expect((await ask(broker.url, 'POST', '/faults', cut)).status).toBe(200)
    const drained = await closeDrain(client, store, [gone, closes[0]!, gone], clock)
    expect(drained.map(({ outcome }) => outcome)).toEqual(['rejected', 'unknown'])
    expect(drained[0]!.reason).toContain('TRADE_DOESNT_EXIST')
    // It was executed nevertheless: the next plan shows it.
    expect((await plan()).ownMargin).toBeLessThan(0.02 * 1.100_05 * 1_900_001)
  })
})
