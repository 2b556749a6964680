/** Partial closes of the risk guards under the FIFO rules of the US division. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { submitOrder } from '../../../operators/exchange/orders.js'
import { closeTrade } from '../../../operators/exchange/requests.js'
import type { Exchange } from '../../../operators/exchange/types.js'
import { fairClose } from '../../../operators/risk/fifo.js'
import { applyFills, createOpenTrades, distinctSize } from '../../../operators/risk/open-trades.js'
import { EUR, market, nextMinute, open, play } from '../exchange/scenario.js'
import { type Config, desk, type Row } from './desk.js'

const opened = (units: number, id: number) => ({ inst: 'EUR_USD', id, opens: 1, units }) as const
/** Units to close, and whether all, of a close with these trades open. */
const closed = (trades: readonly number[], row: Row, config: Config = {}): number => {
  const held = trades.reduce((sum, units) => sum + units, 0)
  const fills = trades.map((units, n) => opened(units, n + 1))
  return desk([{ fills }, { rows: { EUR_USD: { units: held, ...row } } }], config).cell('closeUnits', 1, 'EUR_USD')
}

describe('what is left has a size of its own', () => {
  test.each([
    ['a part of the only trade', [100], -40, -40],
    ['100 would become 60, which is held: one unit more', [100, 60], -40, -41],
    ['one more is held as well', [100, 60, 59], -40, -42],
    ['the oldest closes whole, the next would become 20', [100, 60, 20], -140, -141],
    ['whole trades leave nothing over', [100, 60, 20], -160, -160],
    ['until nothing is left of it', [3, 2, 1], -1, -3],
    ['short', [-100, -60], 40, 41],
  ])('%s', (_, trades, closeUnits, sent) => expect(closed(trades, { closeUnits })).toBe(sent))

  test('a full close is sent as it is', () => {
    expect(closed([100, 60], { closeUnits: -40, closeAll: 1 })).toBe(-40)
  })

  test('other divisions have no such rule', () => {
    expect(closed([100, 60], { closeUnits: -40 }, { division: 'other' })).toBe(-40)
  })
})

const STOP = { stopLossOnFill: { price: 1 } }
const sizes = (ex: Exchange) => ex.trades[EUR]!.map(({ units }) => units)
/** How the order ended. */
const sent = (ex: Exchange, order: { readonly id: number } | string): string => {
  play(ex, EUR, [1.1])
  if (typeof order === 'string') return order
  return String(ex.log.find((one) => one['orderID'] === String(order.id))?.type)
}
const eventsOf = ({ fills }: Exchange) =>
  ({
    at: Uint32Array.of(0, fills.length),
    fillInstrument: Int32Array.from(fills, ({ k }) => k),
    fillTradeId: Float64Array.from(fills, ({ tradeId }) => tradeId),
    fillOpens: Uint8Array.from(fills, ({ opens }) => (opens ? 1 : 0)),
    fillUnits: Float64Array.from(fills, ({ units }) => units),
  }) as Parameters<typeof applyFills>[1]

test('what risk lets through, the broker never refuses', () => {
  let adjusted = 0
  fc.assert(
    fc.property(
      fc.array(fc.record({ opens: fc.boolean(), size: fc.integer({ min: 1, max: 6 }) }), {
        minLength: 5,
        maxLength: 40,
        size: 'max',
      }),
      (actions) => {
        const ex = open({ division: 'us' })
        const book = createOpenTrades(1, 4)
        const one = Float64Array.of(1)
        for (const a of actions) {
          const total = sizes(ex).reduce((sum, units) => sum + units, 0)
          if (a.opens) {
            const fair = distinctSize(book, EUR, a.size, 0, 1)
            if (fair !== a.size) adjusted++
            if (fair > 0) expect(sent(ex, submitOrder(ex, market(fair, STOP), nextMinute(ex)))).toBe('ORDER_FILL')
          } else if (total > 0) {
            const fair = fairClose(book, EUR, Math.min(a.size, total), 1)
            if (fair !== a.size) adjusted++
            expect(fair).toBeGreaterThanOrEqual(Math.min(a.size, total))
            // As the broker and the order sink do: one request per trade, oldest first.
            for (let left = Math.min(fair, total); left > 0; ) {
              const part = Math.min(left, sizes(ex)[0]!)
              expect(sent(ex, closeTrade(ex, ex.trades[EUR]![0]!.id, part, nextMinute(ex)))).toBe('ORDER_FILL')
              left -= part
            }
          }
          applyFills(book, eventsOf(ex), 0, one)
          ex.fills.length = 0
        }
      },
    ),
    { numRuns: 150 },
  )
  expect(adjusted).toBeGreaterThan(100)
})
