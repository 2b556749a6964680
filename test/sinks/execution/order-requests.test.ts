/** A request is its decision: every field, on the instrument's grid, never larger and never less protected. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { closeRequest, entryRequest } from '../../../sinks/execution/order-requests.js'
import { entry, NO_ORDER } from '../../support/protocol-bench.js'

const EUR = { name: 'EUR_USD', displayPrecision: 5, tradeUnitsPrecision: 0 }
const JPY = { name: 'USD_JPY', displayPrecision: 3, tradeUnitsPrecision: 0 }
const FRACTIONAL = { name: 'XAU_USD', displayPrecision: 3, tradeUnitsPrecision: 1 }
const NONE = Number.NaN

describe('an entry', () => {
  test.each([
    ['a long with a distance', EUR, { approvedUnits: 1000.9, stopDistance: 0.0025 }, '1000', { distance: '0.00250' }],
    [
      'a short with a distance',
      EUR,
      { approvedUnits: -1000.9, stopDistance: 0.0025 },
      '-1000',
      { distance: '0.00250' },
    ],
    ['an add with a price', EUR, { approvedUnits: 7, stopDistance: NONE, stopPrice: 1.09 }, '7', { price: '1.09000' }],
    ['yen have three decimals', JPY, { approvedUnits: -3, stopDistance: 0.25 }, '-3', { distance: '0.250' }],
    ['tenths of a unit', FRACTIONAL, { approvedUnits: -1.29, stopDistance: 2 }, '-1.2', { distance: '2.000' }],
  ] as const)('%s', (_name, instrument, fields, units, stopLoss) => {
    const request = entryRequest({ ...entry(), ...fields }, instrument, 'id', false)
    expect(request).toMatchObject({ leg: 'entry', instrument: instrument.name, units, stopLoss, openOnly: false })
  })

  test('has its take profit as a distance or a price, or none', () => {
    const row = entry()
    expect(entryRequest(row, EUR, 'id', false)).not.toHaveProperty('takeProfit')
    expect(entryRequest({ ...row, takeDistance: 0.004 }, EUR, 'id', false)?.takeProfit).toEqual({ distance: '0.00400' })
    expect(entryRequest({ ...row, takePrice: 1.2 }, EUR, 'id', false)?.takeProfit).toEqual({ price: '1.20000' })
  })

  test('side, size, bound and stop are those of the row', () => {
    const size = fc.double({ min: 1, max: 1e8, noNaN: true })
    const price = fc.double({ min: 0.5, max: 2, noNaN: true })
    fc.assert(
      fc.property(size, fc.boolean(), price, price, (units, isLong, bound, stop) => {
        const approvedUnits = isLong ? units : -units
        const row = { ...NO_ORDER, approvedUnits, priceBound: bound, stopDistance: stop }
        const request = entryRequest(row, EUR, 'id', true)!
        const sent = Number(request.units)
        expect(Math.sign(sent)).toBe(Math.sign(approvedUnits))
        expect(Math.abs(sent)).toBeLessThanOrEqual(units + 1e-3)
        expect(Math.abs(sent)).toBeGreaterThan(units - 1)
        // Outward, by less than a point.
        const outward = (Number(request.priceBound) - bound) * (isLong ? 1 : -1)
        expect(outward).toBeGreaterThan(-1e-9)
        expect(outward).toBeLessThan(1.0001e-5)
        expect(request.stopLoss).toEqual({ distance: stop.toFixed(5) })
        expect(request.openOnly).toBe(true)
      }),
    )
  })
})

describe('a close', () => {
  test.each([
    ['the whole trade', 'ALL', 'ALL'],
    ['a part', 100, '100'],
    ['a part in fractions goes toward zero', 100.9, '100'],
  ] as const)('%s', (_name, units, text) => {
    const request = { leg: 'close', decisionId: 'id', instrument: 'EUR_USD', tradeId: '17', units: text }
    expect(closeRequest(17, units, EUR, 'id')).toEqual(request)
  })
})
