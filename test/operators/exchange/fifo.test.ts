/** FIFO of the US division: single cases, a slow version of the rules, and risk, whose sizes never break them. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { configureAccount } from '../../../operators/exchange/account.js'
import { watchMargin } from '../../../operators/exchange/closeout.js'
import { emptyMark, markAccount } from '../../../operators/exchange/marks.js'
import { submitOrder } from '../../../operators/exchange/orders.js'
import { closePosition, closeTrade } from '../../../operators/exchange/requests.js'
import type { Exchange, ExchangeConfig, OrderType } from '../../../operators/exchange/types.js'
import { EUR, lastOf, market, nextMinute, open, play } from './scenario.js'

const STOP = { stopLossOnFill: { price: 1 } }
const us = (config: Partial<ExchangeConfig> = {}) => open({ capital: 1e6, division: 'us', ...config })
/** Fills at once; the cancel or reject reason, null if it filled. */
const trade = (ex: Exchange, units: number, more = {}): string | null => {
  const taken = submitOrder(ex, market(units, more), nextMinute(ex))
  return typeof taken === 'string' ? taken : settled(ex, taken.id)
}
const close = (ex: Exchange, n: number, units: number | 'ALL'): string | null => {
  const taken = closeTrade(ex, ex.trades[EUR]![n]!.id, units, nextMinute(ex))
  return typeof taken === 'string' ? taken : settled(ex, taken.id)
}
const settled = (ex: Exchange, id: number): string | null => {
  play(ex, EUR, [1.1])
  const end = ex.log.find((one) => one['orderID'] === String(id) && /^ORDER_(FILL|CANCEL)$/.test(one.type))!
  return end.type === 'ORDER_FILL' ? null : String(end['reason'])
}
const sizes = (ex: Exchange) => ex.trades[EUR]!.map(({ units }) => units)
const attach = (ex: Exchange, n: number, type: OrderType = 'STOP_LOSS') => {
  const at = type === 'TRAILING_STOP_LOSS' ? { distance: 0.05 } : { price: type === 'STOP_LOSS' ? 1 : 1.2 }
  const taken = submitOrder(ex, { type, k: EUR, units: 0, tradeId: ex.trades[EUR]![n]!.id, ...at }, nextMinute(ex))
  return typeof taken === 'string' ? taken : null
}
const SAFEGUARD = 'FIFO_VIOLATION_SAFEGUARD_VIOLATION'
const PARTIAL = 'FIFO_VIOLATION_SAFEGUARD_PARTIAL_CLOSE_VIOLATION'

describe('openings', () => {
  test.each([
    ['a protected trade of a size that is held', STOP, STOP, 100, SAFEGUARD],
    ['protected by a take profit', { takeProfitOnFill: { price: 1.2 } }, {}, 100, SAFEGUARD],
    ['protected by a trailing stop', {}, { trailingStopLossOnFill: { distance: 0.05 } }, 100, SAFEGUARD],
    ['next to one without protection', {}, STOP, 100, SAFEGUARD],
    ['without protection next to a protected one', STOP, {}, 100, SAFEGUARD],
    ['both without protection', {}, {}, 100, null],
    ['a size of its own', STOP, STOP, 99, null],
  ])('%s', (_, first, second, units, refused) => {
    const ex = us()
    trade(ex, 100, first)
    expect(trade(ex, units, second)).toBe(refused)
    expect(sizes(ex)).toEqual(refused ? [100] : [100, units])
  })

  test('other divisions and hedging accounts have no such rule', () => {
    for (const config of [{ division: 'other' }, { hedging: true }] as const) {
      const ex = us(config)
      expect([trade(ex, 100, STOP), trade(ex, 100, STOP), close(ex, 1, 'ALL')]).toEqual([null, null, null])
    }
  })

  test('an order that waited is checked when it triggers, and then cancelled', () => {
    const ex = us()
    submitOrder(ex, { type: 'LIMIT', k: EUR, units: 100, price: 1.09, ...STOP }, 0)
    trade(ex, 100, STOP)
    play(ex, EUR, [1.1, 1.1, 1.08, 1.1])
    expect(lastOf(ex, 'ORDER_CANCEL')['reason']).toBe(SAFEGUARD)
    expect(sizes(ex)).toEqual([100])
  })

  test('an order that turns the position has nothing to clash with', () => {
    const ex = us()
    trade(ex, 100, STOP)
    expect(trade(ex, -200, { stopLossOnFill: { price: 1.2 } })).toBeNull()
    expect(sizes(ex)).toEqual([-100])
  })
})

describe('closes', () => {
  const held = (more = STOP as object, list = [100, 60, 40]) => {
    const ex = us()
    for (const units of list) trade(ex, units, more)
    return ex
  }

  test.each([
    ['a part that leaves the size of another', 0, 40, PARTIAL],
    ['a part that leaves the size of an older one', 1, 20, PARTIAL],
    ['a part that leaves a size of its own', 0, 41, null],
    ['a whole trade that is not the oldest', 2, 'ALL' as const, null],
  ])('%s', (_, n, units, refused) => expect(close(held(), n, units)).toBe(refused))

  test.each([
    ['100 becomes 60, which is held', -40, PARTIAL],
    ['100 closed, 60 becomes 40, which is held', -120, PARTIAL],
    ['100 closed, 60 becomes 41', -119, null],
  ])('an order that reduces: %s', (_, units, refused) => expect(trade(held(), units)).toBe(refused))

  test('of equal trades only the oldest', () => {
    const ex = held({}, [100, 100, 60])
    expect([close(ex, 1, 'ALL'), close(ex, 1, 30), close(ex, 2, 'ALL'), close(ex, 0, 'ALL')]).toEqual([
      'FIFO_VIOLATION',
      'FIFO_VIOLATION',
      null,
      null,
    ])
  })

  test('a position closes in order, whatever its sizes', () => {
    const ex = held({}, [100, 100, 60])
    closePosition(ex, EUR, 'long', 'ALL', nextMinute(ex))
    play(ex, EUR, [1.1])
    expect(sizes(ex)).toEqual([])
  })

  test('a margin closeout asks nobody', () => {
    const ex = us({ capital: 100 })
    for (const units of [100, 100]) trade(ex, units)
    configureAccount(ex, { marginRate: 1 }, nextMinute(ex))
    // The younger one first: no client could close it.
    ex.trades[EUR]!.reverse()
    watchMargin(ex, markAccount(ex, emptyMark(2)), nextMinute(ex), Uint8Array.of(1, 1), 0)
    expect(sizes(ex)).toEqual([])
  })
})

describe('protection of an open trade', () => {
  test.each(['STOP_LOSS', 'TAKE_PROFIT', 'TRAILING_STOP_LOSS'] as const)('%s needs a size of its own', (type) => {
    const ex = us()
    for (const units of [100, 100, 60]) trade(ex, units)
    expect([attach(ex, 0, type), attach(ex, 1, type), attach(ex, 2, type)]).toEqual([SAFEGUARD, SAFEGUARD, null])
  })
})

interface Held {
  readonly id: number
  readonly size: number
  readonly guarded: boolean
}
/** The rules as sentences: what happens to the list of long trades. */
const slowly = (held: readonly Held[], a: Action, id: number): readonly Held[] | string => {
  const pair = (list: readonly Held[]) =>
    list.some((one) => list.some((other) => other !== one && other.size === one.size && (one.guarded || other.guarded)))
  if (a.do === 'open') {
    const after = [...held, { id, size: a.size, guarded: a.guarded }]
    return pair(after) ? SAFEGUARD : after
  }
  if (a.do === 'attach') {
    const one = held[a.n % held.length]!
    if (one.guarded) return 'STOP_LOSS_ORDER_ALREADY_EXISTS'
    return held.some((other) => other !== one && other.size === one.size)
      ? SAFEGUARD
      : held.map((other) => (other === one ? { ...one, guarded: true } : other))
  }
  if (a.do === 'close') {
    const one = held[a.n % held.length]!
    const part = Math.min(a.size, one.size)
    if (held.some((other) => other.id < one.id && other.size === one.size)) return 'FIFO_VIOLATION'
    const after = held.flatMap((other) =>
      other !== one ? [other] : part === one.size ? [] : [{ ...one, size: one.size - part }],
    )
    return pair(after) ? PARTIAL : after
  }
  let left = a.size
  const after = held.flatMap((one) => {
    const part = Math.min(left, one.size)
    left -= part
    return part === one.size ? [] : [{ ...one, size: one.size - part }]
  })
  return pair(after) ? PARTIAL : after
}
type Action =
  | { readonly do: 'open'; readonly size: number; readonly guarded: boolean }
  | { readonly do: 'close' | 'attach'; readonly n: number; readonly size: number }
  | { readonly do: 'reduce'; readonly size: number }
const size = fc.integer({ min: 1, max: 6 })
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ do: fc.constant('open' as const), size, guarded: fc.boolean() }),
  fc.record({ do: fc.constantFrom('close' as const, 'close' as const, 'attach' as const), n: fc.nat(5), size }),
  fc.record({ do: fc.constant('reduce' as const), size }),
)

describe('properties', () => {
  test('every opening, partial close, close and bracket ends as the rules have it', () => {
    const met = new Set<string>()
    fc.assert(
      fc.property(fc.array(action, { minLength: 5, maxLength: 40, size: 'max' }), (actions) => {
        const ex = us()
        let held: readonly Held[] = []
        for (const a of actions) {
          const total = held.reduce((sum, one) => sum + one.size, 0)
          if (a.do !== 'open' && (held.length === 0 || (a.do === 'reduce' && a.size > total))) continue
          const before = new Set(held.map(({ id }) => id))
          const n = a.do === 'close' || a.do === 'attach' ? a.n % held.length : 0
          const refused =
            a.do === 'open'
              ? trade(ex, a.size, a.guarded ? STOP : {})
              : a.do === 'reduce'
                ? trade(ex, -a.size)
                : a.do === 'attach'
                  ? attach(ex, n)
                  : close(ex, n, Math.min(a.size, held[n]!.size))
          const id = ex.trades[EUR]!.find((one) => !before.has(one.id))?.id ?? 0
          const expected = slowly(held, a, id)
          expect(refused).toBe(typeof expected === 'string' ? expected : null)
          if (typeof expected !== 'string') held = expected
          const own = ex.trades[EUR]!.map((one) => ({ id: one.id, size: one.units, guarded: one.stop !== null }))
          expect(own).toEqual(held)
          met.add(`${a.do} ${refused}`)
        }
      }),
      { numRuns: 150 },
    )
    for (const outcome of [`open ${SAFEGUARD}`, `close ${PARTIAL}`, `reduce ${PARTIAL}`, `attach ${SAFEGUARD}`])
      expect(met).toContain(outcome)
    expect(met).toContain('close FIFO_VIOLATION')
  })
})
