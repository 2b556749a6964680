/** The address is the state, in both directions. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PAGES, changed, parseUrl, urlOf } from '../../../ui/route/url-state.js'

const CASES: readonly (readonly [string, string, Record<string, string>])[] = [
  ['/', 'desk', {}],
  ['/index.html', 'desk', {}],
  ['/?page=why&pair=EUR_USD&t=1709641620000', 'why', { pair: 'EUR_USD', t: '1709641620000' }],
  ['/?page=&pair=', 'desk', {}],
  ['/?page=nonsense&pair=', 'nowhere', {}],
  ['/studies?run=r1', 'studies', { run: 'r1' }],
  ['/why/', 'why', {}],
  ['/studies/x', 'nowhere', {}],
  ['/nonsense?page=desk', 'nowhere', {}],
]
const parsed = (address: string) => {
  const { pathname, search } = new URL(address, 'http://localhost')
  return parseUrl(pathname, search)
}
test.each(CASES)('%s', (address, page, params) => expect(parsed(address)).toEqual({ page, params }))

test('any state survives the way through the address', () => {
  const params = fc.dictionary(
    fc.string({ minLength: 1 }).filter((key) => key !== 'page'),
    fc.string({ minLength: 1 }),
  )
  fc.assert(
    fc.property(fc.constantFrom(...PAGES), params, (page, all) => {
      const state = { page, params: { ...all } }
      expect(parsed(urlOf(state))).toEqual(state)
    }),
  )
})

test('a change adds, replaces and removes', () =>
  expect(changed({ pair: 'EUR_USD', t: '5' }, { pair: 'USD_JPY', t: null, order: 'd1' })).toEqual({
    pair: 'USD_JPY',
    order: 'd1',
  }))
