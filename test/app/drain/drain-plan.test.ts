import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drainPlan } from '../../../app/drain/drain-plan.js'
import type { BrokerTrade } from '../../../model/broker-client.js'
import { createWorld } from '../../../model/world.js'
import { loadInstruments } from '../../../sources/instruments.js'

const world = createWorld(loadInstruments(['EUR_USD', 'USD_JPY']), 'USD')
const trade = (tradeId: number, instrument: string, units: number, tag: string | null = 'sep'): BrokerTrade => ({
  tradeId: String(tradeId),
  instrument,
  units: String(units),
  price: '1',
  openTsMs: tradeId,
  stopPrice: null,
  takePrice: null,
  tag,
  clientId: null,
})
/** Margin of a unit: EUR_USD 0.02, USD_JPY 0.05. */
const plan = (trades: readonly BrokerTrade[], more: Partial<Parameters<typeof drainPlan>[0]> = {}) =>
  drainPlan({
    world,
    trades,
    unreadable: [],
    hiddenMargin: 0,
    balance: 1e5,
    marginAvailable: 1e5,
    marginPerUnit: Float64Array.of(0.02, 0.05),
    targetPct: 0.3,
    basis: 'capacity',
    bufferPct: 3,
    minUnits: 0,
    fifo: false,
    ...more,
  })
const lines = (found: ReturnType<typeof plan>) =>
  found.closes.map(({ instrument, tradeId, text }) => `${instrument} ${tradeId} ${text}`)

describe('drainPlan', () => {
  test.each([
    ['below the budget of 30,000 nothing is closed', [trade(1, 'EUR_USD', 1_000_000)], []],
    ['nor within the buffer of 3 %', [trade(1, 'EUR_USD', 1_540_000)], []],
    ['beyond it down to the budget', [trade(1, 'EUR_USD', 1_600_000)], ['EUR_USD 1 100000']],
    [
      'the oldest trade of the largest position goes first',
      [trade(9, 'EUR_USD', -900_000), trade(2, 'EUR_USD', -200_000), trade(5, 'USD_JPY', 400_000)],
      ['EUR_USD 2 ALL', 'EUR_USD 9 400000'],
    ],
    ['then the next largest', [trade(1, 'EUR_USD', 500_000), trade(2, 'USD_JPY', 700_000)], ['USD_JPY 2 300000']],
    ['a foreign trade is never closed', [trade(1, 'EUR_USD', 1_000_000), trade(2, 'EUR_USD', 3_000_000, null)], []],
  ])('%s', (_, trades, expected) => expect(lines(plan(trades))).toEqual(expected))

  test('foreign margin shrinks the budget', () => {
    const found = plan([trade(1, 'EUR_USD', 1_000_000), trade(2, 'EUR_USD', 1, null)], { marginAvailable: 20_000 })
    expect(found).toMatchObject({ budget: 0.3 * 40_000, ownMargin: 20_000, excess: 8000 })
    expect(lines(found)).toEqual(['EUR_USD 1 400000'])
  })

  test('BUDGET_BASIS=available counts free margin alone', () =>
    expect(plan([trade(1, 'EUR_USD', 100_000)], { marginAvailable: 5000, basis: 'available' })).toMatchObject({
      budget: 1500,
      excess: 500,
    }))

  test('trades that cannot be read but for their id go first; their margin is what the sums hold beyond the others', () => {
    const item = (id: string | null, tag: string | null | undefined) =>
      ({ kind: 'trade', id, instrument: 'EUR_USD', tag, why: 'price' }) as const
    const unreadable = [item('7', 'sep'), item(null, 'sep'), item('8', null), item('9', undefined)]
    const trades = [trade(1, 'EUR_USD', 1_600_000)]
    expect(lines(plan(trades, { unreadable, hiddenMargin: 1000 }))).toEqual(['EUR_USD 7 ALL', 'EUR_USD 1 100000'])
    expect(lines(plan([trade(1, 'EUR_USD', 1000)], { unreadable, hiddenMargin: 1000 }))).toEqual([])
  })

  test('small closes are skipped', () => {
    const trades = [trade(1, 'EUR_USD', 50), trade(2, 'EUR_USD', 1_599_950)]
    expect(lines(plan(trades, { minUnits: 100 }))).toEqual(['EUR_USD 2 99950'])
  })

  test('a position without a price is named, not counted and not closed', () => {
    const found = plan([trade(1, 'EUR_USD', 1_600_000), trade(2, 'USD_JPY', 10)], {
      marginPerUnit: Float64Array.of(0.02, Number.NaN),
    })
    expect(found.unpriced).toEqual(['USD_JPY'])
    expect(lines(found)).toEqual(['EUR_USD 1 100000'])
  })

  test('the remainder is at the budget, at most one unit below it, for any positions', () => {
    const trades = fc.array(
      fc.record({ jpy: fc.boolean(), units: fc.integer({ min: 1, max: 3_000_000 }), short: fc.boolean() }),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(
        trades,
        fc.integer({ min: 0, max: 200_000 }),
        fc.integer({ min: 0, max: 50 }),
        (list, free, buffer) => {
          const held = list.map(({ jpy, units, short }, n) =>
            trade(n + 1, jpy ? 'USD_JPY' : 'EUR_USD', short ? -units : units),
          )
          const found = plan(held, { marginAvailable: free, bufferPct: buffer })
          const margin = (name: string) => (name === 'USD_JPY' ? 0.05 : 0.02)
          const closed = found.closes.reduce((sum, close) => sum + close.units * margin(close.instrument), 0)
          if (found.excess === 0) {
            expect(found.ownMargin).toBeLessThanOrEqual(found.budget * (1 + buffer / 100) + 1e-6)
            return
          }
          expect(found.ownMargin - closed).toBeLessThanOrEqual(found.budget + 1e-6)
          expect(found.ownMargin - closed).toBeGreaterThan(found.budget - 0.1)
          for (const close of found.closes) {
            const whole = Math.abs(Number(held.find(({ tradeId }) => tradeId === close.tradeId)!.units))
            expect(close.units).toBeLessThanOrEqual(whole)
            expect(close.text === 'ALL').toBe(close.units === whole)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('FIFO of the US division', () => {
  // 100,000 of 1,600,000 units are too many; what is left of the oldest trade has a size of its own.
  const trades = [trade(1, 'EUR_USD', 900_000), trade(2, 'EUR_USD', 700_000)]
  test.each([
    ['800,000 stay and no trade has them', trades, true, ['EUR_USD 1 100000']],
    [
      'another one has what would stay',
      [trade(1, 'EUR_USD', 850_000), trade(2, 'EUR_USD', 750_000)],
      true,
      ['EUR_USD 1 100001'],
    ],
    [
      'in other divisions that does not matter',
      [trade(1, 'EUR_USD', 850_000), trade(2, 'EUR_USD', 750_000)],
      false,
      ['EUR_USD 1 100000'],
    ],
  ])('%s', (_, held, fifo, expected) => expect(lines(plan(held, { fifo }))).toEqual(expected))

  test('a trade of another hand counts', () => {
    const strange = { ...trade(3, 'EUR_USD', 800_000), tag: 'other' }
    expect(lines(plan([...trades, strange], { fifo: true }))[0]).toBe('EUR_USD 1 100001')
  })
})
