/** What a fill at the broker cost: commission by size, depth by the levels that the broker shows with it. */
import { describe, expect, test } from 'vitest'
import { EXECUTIONS, REASON } from '../../../model/codes.js'
import { type Attribution, type BrokerView, EMPTY_VIEW } from '../../../sinks/execution/broker-view.js'
import { applyTransaction } from '../../../sinks/execution/execution-events.js'

const ENTRY: Attribution = { decisionId: 'd1', decisionTsMs: 900, reason: REASON.entry, origin: 'decision' }
const apply = (view: BrokerView, id: number, type: string, raw: object, by: Attribution | null = null) =>
  applyTransaction(view, { id, tsMs: 1000 * id, type, raw: { id: String(id), type, ...raw } }, by, () => 0)

/** Units bought or sold by the decision at a price, the market as the broker shows it, yen to dollars at 0.01. */
const opened = (units: number, price: string, more: object = {}, view: BrokerView = EMPTY_VIEW) => {
  const ordered = apply(view, 1, 'MARKET_ORDER', { instrument: 'USD_JPY', units: String(units) }, ENTRY).view
  return apply(ordered, 2, 'ORDER_FILL', {
    ...{ orderID: '1', instrument: 'USD_JPY', accountBalance: '1000.0000', reason: 'MARKET_ORDER' },
    ...{ gainQuoteHomeConversionFactor: '0.00995', lossQuoteHomeConversionFactor: '0.01005' },
    fullPrice: {
      bids: [
        { price: '99.990', liquidity: '250000' },
        { price: '99.989', liquidity: '250000' },
      ],
      asks: [{ price: '100.010', liquidity: '250000' }],
    },
    tradeOpened: { tradeID: '2', units: String(units), price },
    ...more,
  })
}
const costOf = (applied: ReturnType<typeof opened>) =>
  applied.rows.filter(({ type }) => EXECUTIONS[type] !== 'noted').map(({ depthCost }) => Number(depthCost.toFixed(9)))

describe('depth', () => {
  test.each([
    ['a buy above the best ask: 0.002 yen * 1000 * 0.01', 1000, '100.012', {}, 0.02],
    ['a sale below the best bid', -1000, '99.989', {}, 0.01],
    ['at the best price', 1000, '100.010', {}, 0],
    ['better than it', 1000, '100.000', {}, 0],
    ['no levels shown', 1000, '100.012', { fullPrice: undefined }, 0],
    ['an empty side', 1000, '100.012', { fullPrice: { bids: [], asks: [] } }, 0],
    ['no conversion factor', 1000, '100.012', { lossQuoteHomeConversionFactor: undefined }, 0],
  ])('%s', (_, units, price, more, cost) => expect(costOf(opened(units, price, more))).toEqual([cost]))
})

test('commission and fees are split by size: the first trade that closes may be of another hand', () => {
  const first = apply(
    apply(EMPTY_VIEW, 1, 'MARKET_ORDER', { instrument: 'USD_JPY', units: '100' }).view,
    2,
    'ORDER_FILL',
    {
      orderID: '1',
      instrument: 'USD_JPY',
      accountBalance: '1',
      tradeOpened: { tradeID: '2', units: '100', price: '1' },
    },
  ).view
  const ordered = apply(first, 3, 'MARKET_ORDER', { instrument: 'USD_JPY', units: '300' }, ENTRY).view
  const both = apply(ordered, 4, 'ORDER_FILL', {
    ...{ orderID: '3', instrument: 'USD_JPY', accountBalance: '1' },
    tradeOpened: { tradeID: '4', units: '300', price: '1', clientExtensions: { tag: 'sep' } },
  }).view
  const { rows } = apply(both, 5, 'ORDER_FILL', {
    ...{ orderID: '9', instrument: 'USD_JPY', accountBalance: '1', reason: 'MARKET_ORDER_POSITION_CLOSEOUT' },
    ...{ commission: '0.7000', guaranteedExecutionFee: '0.1000' },
    tradesClosed: [
      { tradeID: '2', units: '-100', price: '1', realizedPL: '0' },
      { tradeID: '4', units: '-300', price: '1', realizedPL: '0' },
    ],
  })
  expect(rows.find(({ type }) => EXECUTIONS[type] === 'closed')?.commission).toBeCloseTo(0.6, 12)
})
