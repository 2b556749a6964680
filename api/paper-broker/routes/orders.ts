/** Order routes: create, list, get, replace, cancel, rename. */
import { nameOrder } from '../../../operators/exchange/requests.js'
import { beginBatch, record } from '../../../operators/exchange/transactions.js'
import { cancelOrder, replaceOrder, submitOrder } from '../../../operators/exchange/orders.js'
import {
  mutate,
  mutationReply,
  createsOrder,
  isReject,
  endOfOrder,
  recordReject,
  rejectReply,
  executeOrder,
} from '../account/mutations.js'
import { type AccountContext, ok, onAccount, type Reply, type Route } from '../http/request-context.js'
import { invalid, noSuch } from '../wire/errors.js'
import { findOrderBy, tradeFinder } from '../account/lookups.js'
import { listParameter, integerParameter } from '../http/query.js'
import { pendingOrders, wireOrder } from '../wire/order.js'
import { extensionsOf, extensionsReason, objectBody } from '../wire/fields.js'
import { type ParsedOrder, parseOrder } from '../wire/order-input.js'

const create = (context: AccountContext): Reply => {
  const { account, body, broker, nowMs } = context
  const read = parseOrder(body, broker.world, tradeFinder(account))
  const transactions = mutate(context, (ex) => {
    const reason = forcedReject(context) ?? read.reason
    if (reason) return recordReject(context, read, reason)
    account.echo(read.fields)
    const order = submitOrder(ex, read.request, nowMs)
    if (typeof order !== 'string') executeOrder(context, order)
  })
  const refused = transactions.find(isReject)
  if (refused) return rejectReply(context, transactions, { orderRejectTransaction: refused })
  const made = transactions.find(createsOrder)
  return mutationReply(
    context,
    201,
    transactions,
    {
      orderCreateTransaction: made,
      orderFillTransaction: endOfOrder(transactions, 'ORDER_FILL', made?.id),
      orderCancelTransaction: endOfOrder(transactions, 'ORDER_CANCEL', made?.id),
    },
    { Location: `${context.origin}/v3/accounts/${account.id}/orders/${made?.id}` },
  )
}

const forcedReject = ({ orderFault }: AccountContext): string | null =>
  orderFault?.kind === 'reject' ? orderFault.reason : null

const replace = (context: AccountContext): Reply => {
  const { account, body, broker, nowMs, params } = context
  const read = parseOrder(body, broker.world, tradeFinder(account))
  const old = findOrderBy(account, params['orderSpecifier']!)
  if (old?.state !== 'PENDING') return cancelRefused(context)
  const transactions = mutate(context, (ex) => {
    const reason = forcedReject(context) ?? read.reason
    if (reason) return recordReject(context, replacing(read, old.id), reason, 'REPLACEMENT')
    account.echo(read.fields)
    const order = replaceOrder(ex, Number(old.id), read.request, nowMs)
    if (typeof order !== 'string') executeOrder(context, order)
  })
  const refused = transactions.find(isReject)
  if (refused) return rejectReply(context, transactions, { orderRejectTransaction: refused })
  const made = transactions.find(createsOrder)
  return mutationReply(
    context,
    201,
    transactions,
    {
      orderCancelTransaction: endOfOrder(transactions, 'ORDER_CANCEL', old.id),
      orderCreateTransaction: made,
      orderFillTransaction: endOfOrder(transactions, 'ORDER_FILL', made?.id),
      replacingOrderCancelTransaction: endOfOrder(transactions, 'ORDER_CANCEL', made?.id),
    },
    { Location: `${context.origin}/v3/accounts/${account.id}/orders/${made?.id}` },
  )
}

const replacing = ({ type, fields }: ParsedOrder, id: string) => ({
  type,
  fields: { ...fields, intendedReplacesOrderID: id },
})

const cancelOne = (context: AccountContext): Reply => {
  const { account, nowMs, params } = context
  const order = findOrderBy(account, params['orderSpecifier']!)
  if (order?.state !== 'PENDING') return cancelRefused(context)
  const transactions = mutate(context, (ex) => void cancelOrder(ex, Number(order.id), nowMs))
  return mutationReply(context, 200, transactions, { orderCancelTransaction: transactions[0] })
}

/** No pending order has this id. */
const cancelRefused = (context: AccountContext): Reply => {
  const specifier = context.params['orderSpecifier']!
  const named = specifier.startsWith('@')
  if (!named && !/^\d{1,15}$/.test(specifier)) throw invalid('orderSpecifier')
  const transactions = mutate(context, (ex) => {
    beginBatch(ex, context.nowMs)
    record(ex, context.nowMs, 'ORDER_CANCEL_REJECT', {
      ...(named ? { clientOrderID: specifier.slice(1) } : { orderID: specifier }),
      rejectReason: 'ORDER_DOESNT_EXIST',
    })
  })
  return rejectReply(context, transactions, { orderCancelRejectTransaction: transactions[0] })
}

const name = (context: AccountContext): Reply => {
  const { account, nowMs, params } = context
  const body = objectBody(context.body)
  const own = extensionsOf(body, 'clientExtensions')
  const ofTrade = extensionsOf(body, 'tradeClientExtensions')
  const order = findOrderBy(account, params['orderSpecifier']!)
  const id = order?.state === 'PENDING' ? order.id : (params['orderSpecifier']!.match(/^\d{1,15}$/)?.[0] ?? '0')
  const wrong = extensionsReason(own, 'ORDER') ?? extensionsReason(ofTrade, 'TRADE')
  const transactions = mutate(context, (ex) => {
    if (wrong && order?.state === 'PENDING') {
      beginBatch(ex, nowMs)
      record(ex, nowMs, 'ORDER_CLIENT_EXTENSIONS_MODIFY_REJECT', { orderID: id, rejectReason: wrong })
    } else nameOrder(ex, Number(id), { ...(own ? { order: own } : {}), ...(ofTrade ? { trade: ofTrade } : {}) }, nowMs)
  })
  return transactions.some(isReject)
    ? rejectReply(context, transactions, { orderClientExtensionsModifyRejectTransaction: transactions[0] })
    : mutationReply(context, 200, transactions, { orderClientExtensionsModifyTransaction: transactions[0] })
}

const STATES = ['PENDING', 'FILLED', 'TRIGGERED', 'CANCELLED', 'ALL']
const MOST_LISTED = 500

const list = (context: AccountContext): Reply => {
  const { account, origin, query } = context
  const ids = listParameter(query, 'ids')
  const state = query.get('state') || 'PENDING'
  if (!STATES.includes(state)) throw invalid('state')
  const instrument = query.get('instrument')
  const count = integerParameter(query, 'count', 1, 50)
  if (count > MOST_LISTED) throw invalid('count')
  const beforeId = integerParameter(query, 'beforeID', 1, Number.POSITIVE_INFINITY)
  const matching = [...account.history.orders.values()]
    .reverse()
    .filter((order) => state === 'ALL' || order.state === state)
    .filter(({ id }) => Number(id) < beforeId && (!ids || ids.includes(id)))
    .filter(({ create }) => !instrument || instrumentOf(context, create) === instrument)
  const page = matching.slice(0, count)
  const more = matching.length > page.length
  return {
    ...ok({
      orders: page.map((order) => wireOrder(account, order)),
      lastTransactionID: account.lastTransactionID(),
    }),
    ...(more
      ? { headers: { Link: nextPage(origin, `/v3/accounts/${account.id}/orders`, query, page.at(-1)!.id) } }
      : {}),
  }
}

const instrumentOf = ({ account }: AccountContext, create: Readonly<Record<string, unknown>>): unknown =>
  create['instrument'] ?? account.history.trades.get(String(create['tradeID']))?.instrument

/** `Link` header of the next page: entries older than `beforeId`. */
export const nextPage = (origin: string, path: string, query: URLSearchParams, beforeId: string): string => {
  const next = new URLSearchParams(query)
  next.set('beforeID', beforeId)
  return `<${origin}${path}?${next.toString()}>; rel="next"`
}

export const orderRoutes: readonly Route[] = [
  onAccount('post', '/orders', 'orders.create', create),
  onAccount('get', '/orders', 'orders.list', list),
  onAccount('get', '/pendingOrders', 'orders.list', ({ account }) =>
    ok({
      orders: pendingOrders(account).map((order) => wireOrder(account, order)),
      lastTransactionID: account.lastTransactionID(),
    }),
  ),
  onAccount('get', '/orders/:orderSpecifier', 'orders.get', ({ account, params }) => {
    const order = findOrderBy(account, params['orderSpecifier']!)
    if (!order) throw noSuch('ORDER', account.lastTransactionID())
    return ok({ order: wireOrder(account, order), lastTransactionID: account.lastTransactionID() })
  }),
  onAccount('put', '/orders/:orderSpecifier', 'orders.replace', replace),
  onAccount('put', '/orders/:orderSpecifier/cancel', 'orders.cancel', cancelOne),
  onAccount('put', '/orders/:orderSpecifier/clientExtensions', 'orders.name', name),
]
