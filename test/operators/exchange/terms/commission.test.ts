/** Commission plans: what a fill of 100,000 EUR_USD (mid 1.10000) or USD_JPY (100.000) pays. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createWorld } from '../../../../model/world.js'
import { createExchange } from '../../../../operators/exchange/account.js'
import { matchQuote } from '../../../../operators/exchange/matching.js'
import { submitOrder } from '../../../../operators/exchange/orders.js'
import { closeTrade } from '../../../../operators/exchange/requests.js'
import {
  type CommissionSetting,
  commissionSetting,
  commissionTerms,
} from '../../../../operators/exchange/terms/commission.js'
import type { Exchange } from '../../../../operators/exchange/types.js'
import { instrument } from '../../../support/toy.js'
import { EUR, JPY, lastOf, market, open, PLAIN, play, worldOf, yen } from '../scenario.js'

const plan = (value: object) => commissionSetting.parse(value)
/** Commission of the opening and of the close. */
const roundTrip = (commission: CommissionSetting, home = 'USD', k = EUR): [number, number] => {
  const ex = open({ capital: 1e7, commission }, home)
  const mids = k === EUR ? 1.1 : 100
  submitOrder(ex, market(100_000, {}, k), 0)
  play(ex, k, [mids])
  closeTrade(ex, ex.trades[k]![0]!.id, 'ALL', 120_000)
  play(ex, k, [mids])
  const [opened, closed] = ex.fills.map((fill) => fill.commission)
  expect(ex.balanceE4).toBe(ex.depositedE4 + ex.realizedE4 - Math.round((opened! + closed!) * 1e4))
  expect(ex.commissionE4).toBe(Math.round((opened! + closed!) * 1e4))
  return [opened!, closed!]
}

describe('plans', () => {
  test.each([
    ['none', 'none', 'USD', EUR, [0, 0]],
    ['us-core: 0.70 per 10,000 units and leg', 'us-core', 'USD', EUR, [7, 7]],
    ['us-core does not depend on the pair', 'us-core', 'USD', JPY, [7, 7]],
    ['us-core has a figure for euro accounts', 'us-core', 'EUR', EUR, [7, 7]],
    ['us-core: 107.50 yen', 'us-core', 'JPY', EUR, [1075, 1075]],
    ['sg-core: 50 dollars per million of notional, 110,000 here', 'sg-core', 'USD', EUR, [5.5, 5.5]],
    ['sg-core of 100,000 dollars', 'sg-core', 'USD', JPY, [5, 5]],
    ['au-core: 2.45 dollars per 100,000 units', 'au-core', 'USD', EUR, [2.45, 2.45]],
    ['au-core, a dollar is 100 yen', 'au-core', 'JPY', EUR, [245, 245]],
    ['bvi-core: 40 per million and leg, both when it opens', 'bvi-core', 'USD', JPY, [8, 0]],
  ] as const)('%s', (_, commission, home, k, paid) => {
    const own = roundTrip(commission, home, k)
    expect(own[0]).toBeCloseTo(paid[0], 6)
    expect(own[1]).toBeCloseTo(paid[1], 6)
  })

  test.each([
    ['a minimum per fill', { perUnit: 0.00001, currency: 'USD', min: 3 }, [3, 3]],
    ['a minimum that does not bind', { perUnit: 0.0001, currency: 'USD', min: 3 }, [10, 10]],
    ['another currency: a dollar is 100 yen', { perUnit: 0.01, currency: 'JPY' }, [10, 10]],
    ['the base currency: a euro is 1.10', { perUnit: 0.0001, currency: 'EUR' }, [11, 11]],
    ['by pair', { EUR_USD: { perMillion: 10, currency: 'USD', when: 'open' } }, [2.2, 0]],
    ['other pairs are free', { USD_JPY: { perMillion: 10, currency: 'USD' } }, [0, 0]],
  ])('%s', (_, value, paid) => {
    const own = roundTrip(plan(value))
    expect(own[0]).toBeCloseTo(paid[0]!, 6)
    expect(own[1]).toBeCloseTo(paid[1]!, 6)
  })

  test("a specification's own commission overrides the plan, in home currency", () => {
    const own = { ...instrument('EUR_USD'), commission: { perUnit: 0.00005, minimum: 0 } }
    const ex = createExchange({ ...PLAIN, commission: 'us-core' }, createWorld([own, yen], 'USD'))
    submitOrder(ex, market(100_000), 0)
    matchQuote(ex, EUR, 1.0999, 1.1001, 60_000)
    expect(ex.fills[0]!.commission).toBe(5)
  })

  test.each([
    ['a currency of no instrument', { perUnit: 0.0001, currency: 'CHF' }],
    ['a minimum in it', { perMillion: 20, currency: 'CHF', min: 1 }],
  ])('%s cannot be charged', (_, value) => {
    expect(() => commissionTerms(plan(value), worldOf('USD'))).toThrow('a commission in CHF cannot be converted to USD')
  })

  test.each([
    ['both rates', { perUnit: 1, perMillion: 1, currency: 'USD' }],
    ['no rate', { currency: 'USD' }],
    ['no currency', { perUnit: 0.1 }],
    ['an unknown plan', 'uk-core'],
    ['a pair that is none', { EURUSD: { perUnit: 0.1, currency: 'USD' } }],
  ])('refuses %s', (_, value) => {
    expect(commissionSetting.safeParse(value).success).toBe(false)
  })
})

describe('booking', () => {
  const turned = (commission: CommissionSetting): Exchange => {
    const ex = open({ commission })
    for (const units of [1000, 2000, -5000]) {
      submitOrder(ex, market(units), 0)
      play(ex, EUR, [1.1])
    }
    return ex
  }

  test('a fill that turns the position pays once, its parts by size', () => {
    const ex = turned('us-core')
    expect(lastOf(ex, 'ORDER_FILL')['commission']).toBe('0.3500')
    expect(ex.fills.slice(2).map(({ units, commission }) => [units, commission])).toEqual([
      [-1000, 0.07],
      [-2000, 0.14],
      [-2000, 0.14],
    ])
  })

  test('one minimum for the whole fill, and how much it adds', () => {
    const ex = turned(plan({ perUnit: 0.0001, currency: 'USD', min: 2 }))
    const parts = ex.fills.slice(2)
    expect(parts.map(({ commission }) => commission)).toEqual([0.4, 0.8, 0.8])
    expect(parts.map(({ minimumCost }) => minimumCost)).toEqual([0.3, 0.6, 0.6])
  })

  test('charged when it opens: only the part that opens', () => {
    const ex = turned(plan({ perUnit: 0.0001, currency: 'USD', when: 'open' }))
    expect(ex.fills.map(({ commission }) => commission)).toEqual([0.2, 0.4, 0, 0, 0.4])
  })

  test('profit stays profit: pl and commission are apart', () => {
    const ex = open({ commission: 'us-core' })
    submitOrder(ex, market(10_000), 0)
    play(ex, EUR, [1.1])
    closeTrade(ex, ex.trades[EUR]![0]!.id, 'ALL', 120_000)
    play(ex, EUR, [1.102])
    expect(lastOf(ex, 'ORDER_FILL')).toMatchObject({
      pl: '18.0000',
      commission: '0.7000',
      accountBalance: '100016.6000',
    })
  })

  test('without a rate for the commission nothing is opened', () => {
    const ex = open({ commission: plan({ perUnit: 0.01, currency: 'JPY' }) })
    ex.homeRate[JPY] = Number.NaN
    submitOrder(ex, market(1000), 0)
    const { rejected } = matchQuote(ex, EUR, 1.0999, 1.1001, 60_000)
    expect(rejected).toBe('MARKET_HALTED')
  })
})

test('against a slow, obvious version: every fill of a random life pays its legs', () => {
  const rates = fc.record({
    perUnit: fc.integer({ min: 0, max: 50 }).map((n) => n / 1e6),
    when: fc.constantFrom('each' as const, 'open' as const),
    min: fc.constantFrom(0, 0, 0.05, 2),
  })
  const orders = fc.array(
    fc.integer({ min: -9000, max: 9000 }).filter((n) => n !== 0),
    { minLength: 1, maxLength: 25 },
  )
  fc.assert(
    fc.property(rates, orders, (own, list) => {
      const ex = open({ commission: { ...own, currency: 'USD' } })
      let net = 0
      let paidE4 = 0
      for (const units of list) {
        const closing = net * units < 0 ? Math.min(Math.abs(net), Math.abs(units)) : 0
        const opening = Math.abs(units) - closing
        const legs = own.when === 'each' ? closing + opening : 2 * opening
        const dueE4 = legs === 0 ? 0 : Math.round(Math.max(own.min, own.perUnit * legs) * 1e4)
        const before = ex.fills.length
        submitOrder(ex, market(units), 0)
        play(ex, EUR, [1.1])
        net += units
        paidE4 += dueE4
        expect(Math.round(Number(lastOf(ex, 'ORDER_FILL')['commission']) * 1e4)).toBe(dueE4)
        const parts = ex.fills.slice(before)
        expect(parts.reduce((sum, fill) => sum + Math.round(fill.commission * 1e4), 0)).toBe(dueE4)
        for (const fill of parts) expect(fill.minimumCost).toBeLessThanOrEqual(fill.commission + 1e-9)
      }
      expect(ex.commissionE4).toBe(paidE4)
      expect(ex.balanceE4).toBe(ex.depositedE4 + ex.realizedE4 - paidE4)
    }),
  )
})
