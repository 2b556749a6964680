/** Orders: create, list, get, replace, cancel, name. */
import { nameOrder } from '../../../operators/exchange/requests.js'
import { beginBatch, record } from '../../../operators/exchange/transactions.js'
import { cancelOrder, replaceOrder, submitOrder } from '../../../operators/exchange/orders.js'
import { act, answer, creates, isReject, ofOrder, recordReject, rejected, settle } from '../account/mutations.js'
import { type AccountCall, ok, onAccount, type Reply, type Route } from '../http/request-context.js'
import { invalid, noSuch } from '../wire/errors.js'
import { findOrderBy, tradeFinder } from '../account/lookups.js'
import { listOf, wholeOf } from '../http/query.js'
import { wireOrder, pendingOrders } from '../wire/account.js'
import { extensionsOf, extensionsReason, objectBody, type ReadOrder, readOrder } from '../wire/input.js'

const create = (call: AccountCall): Reply => {
  const { account, body, broker, nowMs } = call
  const read = readOrder(body, broker.world, tradeFinder(account))
  const transactions = act(call, (ex) => {
    const reason = forcedReject(call) ?? read.reason
    if (reason) return recordReject(call, read, reason)
    account.echo(read.fields)
    const order = submitOrder(ex, read.request, nowMs)
    if (typeof order !== 'string') settle(call, order)
  })
  const refused = transactions.find(isReject)
  if (refused) return rejected(call, transactions, { orderRejectTransaction: refused })
  const made = transactions.find(creates)
  return answer(
    call,
    201,
    transactions,
    {
      orderCreateTransaction: made,
      orderFillTransaction: ofOrder(transactions, 'ORDER_FILL', made?.id),
      orderCancelTransaction: ofOrder(transactions, 'ORDER_CANCEL', made?.id),
    },
    { Location: `${call.origin}/v3/accounts/${account.id}/orders/${made?.id}` },
  )
}

const forcedReject = ({ orderFault }: AccountCall): string | null =>
  orderFault?.kind === 'reject' ? orderFault.reason : null

const replace = (call: AccountCall): Reply => {
  const { account, body, broker, nowMs, params } = call
  const read = readOrder(body, broker.world, tradeFinder(account))
  const old = findOrderBy(account, params['orderSpecifier']!)
  if (old?.state !== 'PENDING') return cancelRefused(call)
  const transactions = act(call, (ex) => {
    const reason = forcedReject(call) ?? read.reason
    if (reason) return recordReject(call, replacing(read, old.id), reason, 'REPLACEMENT')
    account.echo(read.fields)
    const order = replaceOrder(ex, Number(old.id), read.request, nowMs)
    if (typeof order !== 'string') settle(call, order)
  })
  const refused = transactions.find(isReject)
  if (refused) return rejected(call, transactions, { orderRejectTransaction: refused })
  const made = transactions.find(creates)
  return answer(
    call,
    201,
    transactions,
    {
      orderCancelTransaction: ofOrder(transactions, 'ORDER_CANCEL', old.id),
      orderCreateTransaction: made,
      orderFillTransaction: ofOrder(transactions, 'ORDER_FILL', made?.id),
      replacingOrderCancelTransaction: ofOrder(transactions, 'ORDER_CANCEL', made?.id),
    },
    { Location: `${call.origin}/v3/accounts/${account.id}/orders/${made?.id}` },
  )
}

const replacing = ({ type, fields }: ReadOrder, id: string) => ({
  type,
  fields: { ...fields, intendedReplacesOrderID: id },
})

const cancelOne = (call: AccountCall): Reply => {
  const { account, nowMs, params } = call
  const order = findOrderBy(account, params['orderSpecifier']!)
  if (order?.state !== 'PENDING') return cancelRefused(call)
  const transactions = act(call, (ex) => void cancelOrder(ex, Number(order.id), nowMs))
  return answer(call, 200, transactions, { orderCancelTransaction: transactions[0] })
}

/** Nothing pending is under this id. */
const cancelRefused = (call: AccountCall): Reply => {
  const specifier = call.params['orderSpecifier']!
  const named = specifier.startsWith('@')
  if (!named && !/^\d{1,15}$/.test(specifier)) throw invalid('orderSpecifier')
  const transactions = act(call, (ex) => {
    beginBatch(ex, call.nowMs)
    record(ex, call.nowMs, 'ORDER_CANCEL_REJECT', {
      ...(named ? { clientOrderID: specifier.slice(1) } : { orderID: specifier }),
      rejectReason: 'ORDER_DOESNT_EXIST',
    })
  })
  return rejected(call, transactions, { orderCancelRejectTransaction: transactions[0] })
}

const name = (call: AccountCall): Reply => {
  const { account, nowMs, params } = call
  const body = objectBody(call.body)
  const own = extensionsOf(body, 'clientExtensions')
  const ofTrade = extensionsOf(body, 'tradeClientExtensions')
  const order = findOrderBy(account, params['orderSpecifier']!)
  const id = order?.state === 'PENDING' ? order.id : (params['orderSpecifier']!.match(/^\d{1,15}$/)?.[0] ?? '0')
  const wrong = extensionsReason(own, 'ORDER') ?? extensionsReason(ofTrade, 'TRADE')
  const transactions = act(call, (ex) => {
    if (wrong && order?.state === 'PENDING') {
      beginBatch(ex, nowMs)
      record(ex, nowMs, 'ORDER_CLIENT_EXTENSIONS_MODIFY_REJECT', { orderID: id, rejectReason: wrong })
    } else nameOrder(ex, Number(id), { ...(own ? { order: own } : {}), ...(ofTrade ? { trade: ofTrade } : {}) }, nowMs)
  })
  return transactions.some(isReject)
    ? rejected(call, transactions, { orderClientExtensionsModifyRejectTransaction: transactions[0] })
    : answer(call, 200, transactions, { orderClientExtensionsModifyTransaction: transactions[0] })
}

const STATES = ['PENDING', 'FILLED', 'TRIGGERED', 'CANCELLED', 'ALL']
const MOST_LISTED = 500

const list = (call: AccountCall): Reply => {
  const { account, origin, query } = call
  const ids = listOf(query, 'ids')
  const state = query.get('state') || 'PENDING'
  if (!STATES.includes(state)) throw invalid('state')
  const instrument = query.get('instrument')
  const count = wholeOf(query, 'count', 1, 50)
  if (count > MOST_LISTED) throw invalid('count')
  const beforeId = wholeOf(query, 'beforeID', 1, Number.POSITIVE_INFINITY)
  const matching = [...account.history.orders.values()]
    .reverse()
    .filter((order) => state === 'ALL' || order.state === state)
    .filter(({ id }) => Number(id) < beforeId && (!ids || ids.includes(id)))
    .filter(({ create }) => !instrument || instrumentOf(call, create) === instrument)
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

const instrumentOf = ({ account }: AccountCall, create: Readonly<Record<string, unknown>>): unknown =>
  create['instrument'] ?? account.history.trades.get(String(create['tradeID']))?.instrument

/** `Link` header of the next page, older than `beforeId`. */
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
