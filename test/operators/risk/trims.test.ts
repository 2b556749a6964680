/** What each limit leaves of an increase; a limit that cannot be computed leaves nothing. */
import { expect, test } from 'vitest'
import { maskNames, RISKS } from '../../../model/codes.js'
import { createWorld } from '../../../model/world.js'
import { createBook } from '../../../operators/risk/book.js'
import { riskConfig, riskLimitsOf } from '../../../operators/risk/limits.js'
import { createTrim, trimToLimits } from '../../../operators/risk/trims.js'
import { loadInstruments } from '../../../sources/instruments.js'

const WORLD = createWorld(loadInstruments(['EUR_USD']), 'USD')
const LIMITS = riskLimitsOf(riskConfig.parse({}), WORLD)

/** 1,000 units of EUR_USD for an account of 100,000 without positions: no limit binds. */
const trimmed = (change: {
  readonly nav?: number
  readonly marginTotal?: number
  readonly margin?: number
  readonly valueAtRisk?: number
  readonly exposure?: number
  readonly held?: number
  readonly home?: number
  readonly sigma?: number
}): readonly [size: number, limits: string] => {
  const { held = 0, home = 1.1, sigma = 1e-4, exposure = 0, ...account } = change
  const book = { ...createBook(WORLD), nav: 1e5, marginTotal: 1e5, margin: 0, valueAtRisk: 0, ...account }
  book.exposure.fill(exposure)
  const trim = createTrim()
  trimToLimits(trim, book, LIMITS, 0, 1000, held, home, sigma)
  return [trim.size, maskNames(RISKS, trim.mask).join(' ')]
}

test('no limit binds', () => {
  expect(trimmed({})).toEqual([1000, ''])
})

test.each<[string, Parameters<typeof trimmed>[0], string]>([
  ['NAV', { nav: Number.NaN }, 'var position_size currency_exposure'],
  ['margin and what is available', { marginTotal: Number.NaN }, 'margin'],
  ['margin used', { margin: Number.NaN }, 'margin'],
  ['value at risk', { valueAtRisk: Number.NaN }, 'var'],
  ['exposure of a currency', { exposure: Number.NaN }, 'currency_exposure'],
  ['units held', { held: Number.NaN }, 'position_size net_units'],
  ['home value of a unit', { home: Number.NaN }, 'var margin position_size currency_exposure'],
  ['sigma', { sigma: Number.NaN }, 'var'],
])('%s that is not a number leaves nothing', (_, change, limits) => {
  expect(trimmed(change)).toEqual([0, limits])
})
