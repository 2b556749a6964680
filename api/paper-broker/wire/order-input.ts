/** Parses orders sent by clients: an unreadable field is a WireError, a readable but invalid one a reject reason. */
import type { NewOrder, OnFill, OrderType, PositionFill } from '../../../operators/exchange/types.js'
import type { World } from '../../../model/world.js'
import { invalid } from './errors.js'
import {
  type Body,
  decimalOf,
  decimalText,
  enumOf,
  extensionsOf,
  extensionsReason,
  gtdOf,
  idOf,
  objectBody,
  stringOf,
} from './fields.js'
import { isFxPair } from './fx-pair.js'

/** A parsed order. `fields` repeats what was sent, for a reject. */
export interface ParsedOrder {
  readonly type: OrderType
  readonly request: NewOrder
  /** Reject reason found before the exchange sees the order. */
  readonly reason: string | null
  readonly fields: Body
}

/** Finds the open trade that a bracket names; k = -1 if there is none. */
export type FindTrade = (tradeId: string | undefined, clientTradeId: string | undefined) => { id: number; k: number }

const TYPES: readonly string[] = [
  'MARKET',
  'LIMIT',
  'STOP',
  'MARKET_IF_TOUCHED',
  'TAKE_PROFIT',
  'STOP_LOSS',
  'TRAILING_STOP_LOSS',
]
const BRACKETS: readonly string[] = ['TAKE_PROFIT', 'STOP_LOSS', 'TRAILING_STOP_LOSS']

export const parseOrder = (body: unknown, world: World, findTrade: FindTrade): ParsedOrder => {
  const order = objectBody(objectBody(body)['order'] ?? missing())
  const type = enumOf(order, 'order.type', [...TYPES, 'GUARANTEED_STOP_LOSS'])
  if (type === undefined) throw invalid('order.type')
  const shared = parseShared(order, 'order')
  if (BRACKETS.includes(type) || type === 'GUARANTEED_STOP_LOSS') return parseBracket(order, type, shared, findTrade)
  const instrument = order['instrument']
  if (instrument !== undefined && typeof instrument !== 'string') throw invalid('order.instrument')
  const k = world.instruments.findIndex(({ name }) => name === instrument)
  if (instrument !== undefined && k < 0 && !isFxPair(instrument)) throw invalid('order.instrument')
  const units = decimalOf(order, 'order.units')
  const request: NewOrder = {
    ...shared.request,
    type: type as OrderType,
    k,
    units: units ?? Number.NaN,
    priceBound: decimalOf(order, 'order.priceBound'),
    positionFill: enumOf(order, 'order.positionFill', ['DEFAULT', 'OPEN_ONLY', 'REDUCE_FIRST', 'REDUCE_ONLY']) as
      | PositionFill
      | undefined,
    takeProfitOnFill: onFillOf(order, 'takeProfitOnFill'),
    stopLossOnFill: onFillOf(order, 'stopLossOnFill'),
    trailingStopLossOnFill: onFillOf(order, 'trailingStopLossOnFill'),
    tradeClientExtensions: extensionsOf(order, 'order.tradeClientExtensions'),
  }
  const reason =
    instrument === undefined
      ? 'INSTRUMENT_MISSING'
      : k < 0
        ? 'INSTRUMENT_NOT_TRADEABLE'
        : units === undefined
          ? 'UNITS_MISSING'
          : (shared.reason ?? guaranteed(order) ?? extensionReason(request))
  return {
    type: type as OrderType,
    request,
    reason,
    fields: sent(order, { timeInForce: type === 'MARKET' ? 'FOK' : 'GTC', positionFill: 'DEFAULT' }),
  }
}

/** TAKE_PROFIT, STOP_LOSS and TRAILING_STOP_LOSS orders name a trade instead of an instrument. */
const parseBracket = (order: Body, type: string, shared: Shared, findTrade: FindTrade): ParsedOrder => {
  const tradeId = idOf(order, 'order.tradeID')
  const clientTradeId = stringOf(order, 'order.clientTradeID')
  const { id, k } = findTrade(tradeId, clientTradeId)
  const request: NewOrder = {
    ...shared.request,
    type: type as OrderType,
    k: Math.max(0, k),
    units: 0,
    tradeId: id,
    distance: decimalOf(order, 'order.distance'),
  }
  const reason =
    type === 'GUARANTEED_STOP_LOSS'
      ? 'GUARANTEED_STOP_LOSS_ORDER_NOT_ALLOWED'
      : tradeId === undefined && clientTradeId === undefined
        ? 'TRADE_IDENTIFIER_MISSING'
        : k < 0
          ? 'TRADE_DOESNT_EXIST'
          : (shared.reason ?? (order['guaranteed'] === true ? 'STOP_LOSS_ORDER_GUARANTEED_NOT_ALLOWED' : null))
  return { type: type as OrderType, request, reason, fields: sent(order, { timeInForce: 'GTC' }) }
}

/** A bracket from the body of a trade's orders request. */
export const parseTradeOrder = (
  body: Body,
  name: string,
  type: OrderType,
  trade: { readonly id: number; readonly k: number },
): ParsedOrder => {
  const order = objectBody(body[name])
  const shared = parseShared(order, name)
  const request: NewOrder = {
    ...shared.request,
    type,
    k: trade.k,
    units: 0,
    tradeId: trade.id,
    distance: decimalOf(order, `${name}.distance`),
  }
  const reason = shared.reason ?? (order['guaranteed'] === true ? 'STOP_LOSS_ORDER_GUARANTEED_NOT_ALLOWED' : null)
  return { type, request, reason, fields: sent({ ...order, tradeID: String(trade.id) }, { timeInForce: 'GTC' }) }
}

interface Shared {
  readonly request: Pick<NewOrder, 'price' | 'timeInForce' | 'gtdTsMs' | 'gtdTime' | 'clientExtensions'>
  readonly reason: string | null
}

const parseShared = (order: Body, path: string): Shared => {
  const clientExtensions = extensionsOf(order, `${path}.clientExtensions`)
  const condition = enumOf(order, `${path}.triggerCondition`, ['DEFAULT', 'INVERSE', 'BID', 'ASK', 'MID'])
  return {
    request: {
      price: decimalOf(order, `${path}.price`),
      timeInForce: enumOf(order, `${path}.timeInForce`, ['GTC', 'GTD', 'GFD', 'FOK', 'IOC']) as
        | NewOrder['timeInForce']
        | undefined,
      ...gtdOf(order, `${path}.gtdTime`),
      clientExtensions,
    },
    // Orders trigger on the natural side of the market only.
    reason:
      condition !== undefined && condition !== 'DEFAULT'
        ? 'TRIGGER_CONDITION_INVALID'
        : extensionsReason(clientExtensions, 'ORDER'),
  }
}

const guaranteed = (order: Body): string | null => {
  const stop = order['stopLossOnFill'] as Body | undefined
  if (order['guaranteedStopLossOnFill']) return 'GUARANTEED_STOP_LOSS_ON_FILL_NOT_ALLOWED'
  return stop?.['guaranteed'] === true || stop?.['guaranteed'] === 'true'
    ? 'STOP_LOSS_ON_FILL_GUARANTEED_NOT_ALLOWED'
    : null
}

const extensionReason = (request: NewOrder): string | null => extensionsReason(request.tradeClientExtensions, 'TRADE')

const onFillOf = (order: Body, name: string): OnFill | undefined => {
  const value = order[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'object' || Array.isArray(value)) throw invalid(`order.${name}`)
  const given = value as Body
  const path = `order.${name}`
  return {
    price: decimalOf(given, `${path}.price`),
    distance: decimalOf(given, `${path}.distance`),
    timeInForce: enumOf(given, `${path}.timeInForce`, ['GTC', 'GTD', 'GFD']) as OnFill['timeInForce'],
    ...gtdOf(given, `${path}.gtdTime`),
    clientExtensions: extensionsOf(given, `${path}.clientExtensions`),
  }
}

/** The order fields as sent, numbers as text at any depth. */
const sent = (order: Body, defaults: Body): Body => {
  const names = [
    'instrument',
    'tradeID',
    'clientTradeID',
    'units',
    'price',
    'distance',
    'priceBound',
    'timeInForce',
    'gtdTime',
    'positionFill',
    'triggerCondition',
    'takeProfitOnFill',
    'stopLossOnFill',
    'trailingStopLossOnFill',
    'clientExtensions',
    'tradeClientExtensions',
  ]
  return {
    ...defaults,
    ...Object.fromEntries(
      names.flatMap((name) =>
        order[name] === undefined || order[name] === null ? [] : [[name, asText(order[name])] as const],
      ),
    ),
  }
}

const asText = (value: unknown): unknown => {
  if (typeof value === 'number') return decimalText(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asText(inner)]))
}

const missing = (): never => {
  throw invalid('order')
}
