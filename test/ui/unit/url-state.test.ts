/** The address is the state, in both directions. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PAGES, changed, parseUrl, urlOf } from '../../../ui/route/url-state.js'

const CASES: readonly (readonly [string, string, Record<string, string>])[] = [
  ['', 'desk', {}],
  ['?page=why&pair=EUR_USD&t=1709641620000', 'why', { pair: 'EUR_USD', t: '1709641620000' }],
  ['?page=nowhere&pair=', 'desk', {}],
]
test.each(CASES)('%s', (search, page, params) => expect(parseUrl(search)).toEqual({ page, params }))

test('any state survives the way through the address', () => {
  const params = fc.dictionary(
    fc.string({ minLength: 1 }).filter((key) => key !== 'page'),
    fc.string({ minLength: 1 }),
  )
  fc.assert(
    fc.property(fc.constantFrom(...PAGES), params, (page, all) => {
      const state = { page, params: { ...all } }
      expect(parseUrl(urlOf(state).slice(2))).toEqual(state)
    }),
  )
})

test('a change adds, replaces and removes', () =>
  expect(changed({ pair: 'EUR_USD', t: '5' }, { pair: 'USD_JPY', t: null, order: 'd1' })).toEqual({
    pair: 'USD_JPY',
    order: 'd1',
  }))
