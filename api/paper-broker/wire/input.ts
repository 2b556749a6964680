/** What clients send, read: numbers as text or as numbers, old spellings of the enumerations; what cannot be read is a WireError, what is wrong with it a reject reason. */
import type { World } from '../../../model/world.js'
import type { ClientExtensions, OnFill, NewOrder, OrderType, PositionFill } from '../../../operators/exchange/types.js'
import { invalid, WireError } from './errors.js'
import { timeOf } from './time-text.js'

export type Body = Readonly<Record<string, unknown>>

/** An order as read. `fields` repeats what was sent, for a reject. */
export interface ReadOrder {
  readonly type: OrderType
  readonly request: NewOrder
  /** Why it is refused before the exchange has seen it. */
  readonly reason: string | null
  readonly fields: Body
}

/** Finds the open trade that a bracket names; k = -1 where there is none. */
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

export const objectBody = (body: unknown): Body => {
  if (body === undefined || body === null || body === '') throw new WireError(400, 'Missing JSON body')
  if (typeof body !== 'object' || Array.isArray(body)) throw new WireError(400, 'Invalid JSON body, must be an object')
  return body as Body
}

export const readOrder = (body: unknown, world: World, findTrade: FindTrade): ReadOrder => {
  const order = objectBody(objectBody(body)['order'] ?? missing())
  const type = enumOf(order, 'order.type', [...TYPES, 'GUARANTEED_STOP_LOSS'])
  if (type === undefined) throw invalid('order.type')
  const shared = readShared(order, 'order')
  if (BRACKETS.includes(type) || type === 'GUARANTEED_STOP_LOSS') return readBracket(order, type, shared, findTrade)
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
const readBracket = (order: Body, type: string, shared: Shared, findTrade: FindTrade): ReadOrder => {
  const tradeId = idOf(order, 'order.tradeID')
  const clientTradeId = textOf(order, 'order.clientTradeID')
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

/** A bracket in the body of a trade's orders. */
export const readTradeOrder = (
  body: Body,
  name: string,
  type: OrderType,
  trade: { readonly id: number; readonly k: number },
): ReadOrder => {
  const order = objectBody(body[name])
  const shared = readShared(order, name)
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
  readonly request: Pick<NewOrder, 'price' | 'timeInForce' | 'gtdTsMs' | 'clientExtensions'>
  readonly reason: string | null
}

const readShared = (order: Body, path: string): Shared => {
  const clientExtensions = extensionsOf(order, `${path}.clientExtensions`)
  const condition = enumOf(order, `${path}.triggerCondition`, ['DEFAULT', 'INVERSE', 'BID', 'ASK', 'MID'])
  return {
    request: {
      price: decimalOf(order, `${path}.price`),
      timeInForce: enumOf(order, `${path}.timeInForce`, ['GTC', 'GTD', 'GFD', 'FOK', 'IOC']) as
        | NewOrder['timeInForce']
        | undefined,
      gtdTsMs: gtdOf(order, `${path}.gtdTime`),
      clientExtensions,
    },
    // Only the natural side of the market triggers orders here.
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

const LONGEST = 128
/** Ids, tags and comments: printable, not endless; an id is not empty. */
export const extensionsReason = (extensions: ClientExtensions | undefined, what: 'ORDER' | 'TRADE'): string | null => {
  if (!extensions) return null
  const { id, tag, comment } = extensions
  if (id !== undefined && !/^[\x20-\x7e]{1,128}$/.test(id)) return `CLIENT_${what}_ID_INVALID`
  if (tag !== undefined && tag.length > LONGEST) return `CLIENT_${what}_TAG_INVALID`
  return comment !== undefined && comment.length > LONGEST ? `CLIENT_${what}_COMMENT_INVALID` : null
}

/** Units of a close: a positive decimal, ALL, and for positions NONE; undefined where not given. */
export const closeUnitsOf = (body: Body, name: string, words: readonly string[]): number | string | undefined => {
  const value = body[name]
  if (typeof value === 'string' && words.includes(value)) return value
  return decimalOf(body, name)
}

export const extensionsOf = (body: Body, path: string): ClientExtensions | undefined => {
  const value = body[leaf(path)]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'object' || Array.isArray(value)) throw invalid(path)
  const given = value as Body
  const part = (name: 'id' | 'tag' | 'comment') => {
    const text = textOf(given, `${path}.${name}`)
    return text === undefined ? {} : { [name]: text }
  }
  return { ...part('id'), ...part('tag'), ...part('comment') }
}

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
    gtdTsMs: gtdOf(given, `${path}.gtdTime`),
    clientExtensions: extensionsOf(given, `${path}.clientExtensions`),
  }
}

const DECIMAL = /^[+-]?(\d{1,15}(\.\d{0,20})?|\.\d{1,20})$/
/** A decimal as text or as number; undefined where there is none. */
export const decimalOf = (body: Body, path: string): number | undefined => {
  const value = body[leaf(path)]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value === 'string' && DECIMAL.test(value)) return Number(value)
  throw invalid(path)
}

/** Spellings of the first years are read too: TRIGGER_DEFAULT, POSITION_DEFAULT, POSITION_REDUCE_ONLY. */
const enumOf = (body: Body, path: string, allowed: readonly string[]): string | undefined => {
  const value = body[leaf(path)]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw invalid(path)
  const modern = value.replace(/^(TRIGGER|POSITION)_/, '')
  if (allowed.includes(modern)) return modern
  throw invalid(path)
}

const gtdOf = (body: Body, path: string): number | undefined => {
  const value = body[leaf(path)]
  if (value === undefined || value === null) return undefined
  const tsMs = typeof value === 'string' || typeof value === 'number' ? timeOf(String(value)) : Number.NaN
  if (Number.isNaN(tsMs)) throw invalid(path)
  return tsMs
}

const textOf = (body: Body, path: string): string | undefined => {
  const value = body[leaf(path)]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw invalid(path)
  return value
}

const idOf = (body: Body, path: string): string | undefined => {
  const value = body[leaf(path)]
  return typeof value === 'number' && Number.isInteger(value) ? String(value) : textOf(body, path)
}

const leaf = (path: string): string => path.slice(path.lastIndexOf('.') + 1)

/** The order as it was sent, numbers as text: only fields of an order. */
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
    'positionFill',
    'triggerCondition',
    'takeProfitOnFill',
    'stopLossOnFill',
    'trailingStopLossOnFill',
    'clientExtensions',
    'tradeClientExtensions',
  ]
  const text = (value: unknown): unknown => (typeof value === 'number' ? String(value) : value)
  return {
    ...defaults,
    ...Object.fromEntries(
      names.flatMap((name) =>
        order[name] === undefined || order[name] === null ? [] : [[name, text(order[name])] as const],
      ),
    ),
  }
}

const missing = (): never => {
  throw invalid('order')
}

const CURRENCIES = new Set(
  'USD EUR JPY GBP CHF CAD AUD NZD SEK NOK DKK SGD HKD ZAR MXN TRY PLN HUF CZK CNH THB INR SAR'.split(' '),
)
/** A pair that exists in the world, if not here. */
export const isFxPair = (name: string): boolean =>
  /^[A-Z]{3}_[A-Z]{3}$/.test(name) && CURRENCIES.has(name.slice(0, 3)) && CURRENCIES.has(name.slice(4))
