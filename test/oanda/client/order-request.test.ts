/** The bytes of an order are its request, field by field. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EntryRequest } from '../../../model/broker-client.js'
import { orderRequest } from '../../../oanda/client/order-request.js'

const PATH = '/v3/accounts/101-001-1234567-001'
const protection = fc.option(fc.constantFrom({ distance: '0.00250' }, { price: '1.09000' }), { nil: undefined })

test('an entry', () => {
  const units = fc.integer({ min: -1_000_000, max: 1_000_000 }).filter((n) => n !== 0)
  const openOnly = fc.boolean()
  fc.assert(
    fc.property(units, protection, protection, openOnly, (size, stopLoss, takeProfit, only) => {
      const entry: EntryRequest = {
        leg: 'entry',
        decisionId: 'd'.repeat(32),
        instrument: 'EUR_USD',
        units: String(size),
        priceBound: '1.10001',
        openOnly: only,
        ...(stopLoss && { stopLoss }),
        ...(takeProfit && { takeProfit }),
      }
      const marks = { id: entry.decisionId, tag: 'sep' }
      expect(orderRequest(entry, PATH)).toEqual({
        method: 'POST',
        path: `${PATH}/orders`,
        body: {
          order: {
            type: 'MARKET',
            instrument: 'EUR_USD',
            units: String(size),
            timeInForce: 'FOK',
            priceBound: '1.10001',
            positionFill: only ? 'OPEN_ONLY' : 'DEFAULT',
            clientExtensions: marks,
            tradeClientExtensions: marks,
            ...(stopLoss && { stopLossOnFill: { ...stopLoss, timeInForce: 'GTC' } }),
            ...(takeProfit && { takeProfitOnFill: { ...takeProfit, timeInForce: 'GTC' } }),
          },
        },
      })
    }),
  )
})

test.each(['ALL', '1', '250'])('a close of %s units of its trade', (units) => {
  const close = { leg: 'close', decisionId: 'd', instrument: 'EUR_USD', tradeId: '17', units } as const
  expect(orderRequest(close, PATH)).toEqual({ method: 'PUT', path: `${PATH}/trades/17/close`, body: { units } })
})
