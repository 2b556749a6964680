/** The fields of an order's create transaction. */
import { isBracket } from './book.js'
import { priceText } from './money.js'
import type { TransactionFields } from './transactions.js'
import type { Exchange, OnFill, Order } from './types.js'

export const orderFields = (ex: Exchange, order: Order): TransactionFields => {
  const { k } = order
  const text = (name: string, price: number) => (Number.isNaN(price) ? {} : { [name]: priceText(ex, k, price) })
  const given = (name: string, value: unknown) => (value === null ? {} : { [name]: value })
  return {
    ...(isBracket(order.type)
      ? { tradeID: String(order.tradeId) }
      : {
          instrument: ex.instruments[k]?.name,
          units: String(order.units),
          positionFill: order.positionFill,
        }),
    ...text('price', order.price),
    ...text('distance', order.distance),
    ...text('priceBound', order.priceBound),
    timeInForce: order.timeInForce,
    ...(order.timeInForce === 'GTD' ? gtdField(order) : {}),
    ...(order.type === 'MARKET' ? {} : { triggerCondition: 'DEFAULT' }),
    ...given('takeProfitOnFill', onFillFields(ex, k, order.takeProfitOnFill)),
    ...given('stopLossOnFill', onFillFields(ex, k, order.stopLossOnFill)),
    ...given('trailingStopLossOnFill', onFillFields(ex, k, order.trailingStopLossOnFill)),
    ...given('clientExtensions', order.clientExtensions),
    ...given('tradeClientExtensions', order.tradeClientExtensions),
  }
}

const onFillFields = (ex: Exchange, k: number, on: OnFill | null): TransactionFields | null =>
  on && {
    ...(on.price === undefined ? {} : { price: priceText(ex, k, on.price) }),
    ...(on.distance === undefined ? {} : { distance: priceText(ex, k, on.distance) }),
    timeInForce: on.timeInForce ?? 'GTC',
    ...gtdField(on),
    ...(on.clientExtensions === undefined ? {} : { clientExtensions: on.clientExtensions }),
  }

const gtdField = ({ gtdTsMs, gtdTime }: Pick<OnFill, 'gtdTsMs' | 'gtdTime'>): TransactionFields =>
  gtdTime !== undefined ? { gtdTime } : gtdTsMs === undefined ? {} : { gtdTsMs }
