/** Trade routes: list, get, close, protect, rename. */
import { rejectReason } from '../../../operators/exchange/order-checks.js'
import { cancelOrder, replaceOrder, submitOrder } from '../../../operators/exchange/orders.js'
import { findTrade } from '../../../operators/exchange/book.js'
import { closeTrade, nameTrade } from '../../../operators/exchange/requests.js'
import { beginBatch, record } from '../../../operators/exchange/transactions.js'
import type { Order, OrderType } from '../../../operators/exchange/types.js'
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
import { findTradeBy } from '../account/lookups.js'
import { listParameter, integerParameter } from '../http/query.js'
import { wireTrade } from '../wire/trade.js'
import { closeUnitsOf, extensionsOf, extensionsReason, objectBody } from '../wire/fields.js'
import { type ParsedOrder, parseTradeOrder } from '../wire/order-input.js'
import type { WireTransaction } from '../wire/types.js'
import { nextPage } from './orders.js'

const STATES = ['OPEN', 'CLOSED', 'CLOSE_WHEN_TRADEABLE', 'ALL']
const MOST_LISTED = 500

const list = (context: AccountContext): Reply => {
  const { account, origin, query } = context
  const ids = listParameter(query, 'ids')
  const state = query.get('state') || 'OPEN'
  if (!STATES.includes(state)) throw invalid('state')
  const instrument = query.get('instrument')
  const count = integerParameter(query, 'count', 1, 50)
  if (count > MOST_LISTED) throw invalid('count')
  const beforeId = integerParameter(query, 'beforeID', 1, Number.POSITIVE_INFINITY)
  const matching = [...account.history.trades.values()]
    .reverse()
    .filter((trade) => state === 'ALL' || trade.state === state)
    .filter(({ id }) => Number(id) < beforeId && (!ids || ids.includes(id)))
    .filter((trade) => !instrument || trade.instrument === instrument)
  const page = matching.slice(0, count)
  const path = `/v3/accounts/${account.id}/trades`
  return {
    ...ok({
      trades: page.map(({ id }) => wireTrade(account, id, true)),
      lastTransactionID: account.lastTransactionID(),
    }),
    ...(matching.length > page.length ? { headers: { Link: nextPage(origin, path, query, page.at(-1)!.id) } } : {}),
  }
}

const listOpen = ({ account }: AccountContext): Reply =>
  ok({
    trades: account.ex.trades
      .flat()
      .sort((a, b) => b.id - a.id)
      .map(({ id }) => wireTrade(account, String(id), true)),
    lastTransactionID: account.lastTransactionID(),
  })

const close = (context: AccountContext): Reply => {
  const { account, nowMs, orderFault, params } = context
  const body = context.body === undefined ? {} : objectBody(context.body)
  const units = (closeUnitsOf(body, 'units', ['ALL']) ?? 'ALL') as number | 'ALL'
  const specifier = params['tradeSpecifier']!
  const record = findTradeBy(account, specifier)
  const transactions = mutate(context, (ex) => {
    const closing = { tradeClose: { tradeID: record?.id ?? specifier, units: String(units) } }
    const forced = orderFault?.kind === 'reject' ? orderFault.reason : null
    const fields = { ...closing, timeInForce: 'FOK', positionFill: 'REDUCE_ONLY', instrument: record?.instrument }
    if (forced || record?.state !== 'OPEN')
      return recordReject(context, { type: 'MARKET', fields }, forced ?? 'TRADE_DOESNT_EXIST', 'TRADE_CLOSE')
    account.echo(closing)
    const order = closeTrade(ex, Number(record.id), units, nowMs)
    if (typeof order !== 'string') executeOrder(context, order)
  })
  if (transactions.some(isReject))
    return rejectReply(context, transactions, { orderRejectTransaction: transactions.find(isReject) })
  const made = transactions.find(createsOrder)
  return mutationReply(context, 200, transactions, {
    orderCreateTransaction: made,
    orderFillTransaction: endOfOrder(transactions, 'ORDER_FILL', made?.id),
    orderCancelTransaction: endOfOrder(transactions, 'ORDER_CANCEL', made?.id),
  })
}

const PROTECTION = [
  ['takeProfit', 'TAKE_PROFIT', 'take'],
  ['stopLoss', 'STOP_LOSS', 'stop'],
  ['trailingStopLoss', 'TRAILING_STOP_LOSS', 'trailing'],
] as const

interface Change {
  readonly name: (typeof PROTECTION)[number][0]
  readonly type: OrderType
  readonly old: Order | null
  /** null removes the bracket. */
  readonly read: ParsedOrder | null
}

/** All or nothing: if one bracket is rejected, none is changed. */
const protect = (context: AccountContext): Reply => {
  const { account, nowMs, params } = context
  const body = objectBody(context.body)
  if (body['guaranteedStopLoss']) throw invalid('guaranteedStopLoss')
  const found = findTradeBy(account, params['tradeSpecifier']!)
  const trade = found && findTrade(account.ex, Number(found.id))
  if (!trade) throw noSuch('TRADE', account.lastTransactionID())
  const changes: Change[] = PROTECTION.filter(([name]) => body[name] !== undefined).map(([name, type, slot]) => ({
    name,
    type,
    old: trade[slot],
    read: body[name] === null ? null : parseTradeOrder(body, name, type, trade),
  }))
  const refusals = changes.flatMap((change) => {
    const { read, old } = change
    const reason = read && (read.reason ?? rejectReason(account.ex, read.request, nowMs, old))
    return reason ? [{ ...change, reason }] : []
  })
  const transactions = mutate(context, (ex) => {
    for (const { read, reason, old } of refusals) {
      recordReject(context, read as ParsedOrder, reason, old ? 'REPLACEMENT' : 'CLIENT_ORDER')
    }
    if (refusals.length > 0) return
    for (const { read, old } of changes) {
      if (!read) {
        if (old) cancelOrder(ex, old.id, nowMs)
      } else if (old) replaceOrder(ex, old.id, read.request, nowMs)
      else submitOrder(ex, read.request, nowMs)
    }
    context.broker.match(account, trade.k)
  })
  return refusals.length > 0
    ? rejectReply(context, transactions, refusedParts(transactions))
    : mutationReply(context, 200, transactions, changedParts(transactions, changes))
}

const refusedParts = (transactions: readonly WireTransaction[]): Record<string, WireTransaction | undefined> =>
  Object.fromEntries(
    PROTECTION.map(([name, type]) => [
      `${name}OrderRejectTransaction`,
      transactions.find((transaction) => transaction.type === `${type}_ORDER_REJECT`),
    ]),
  )

const changedParts = (
  transactions: readonly WireTransaction[],
  changes: readonly Change[],
): Record<string, WireTransaction | undefined> =>
  Object.fromEntries(
    changes.flatMap(({ name, type, old }) => {
      const made = transactions.find((transaction) => transaction.type === `${type}_ORDER`)
      return [
        [`${name}OrderCancelTransaction`, old ? endOfOrder(transactions, 'ORDER_CANCEL', String(old.id)) : undefined],
        [`${name}OrderTransaction`, made],
        [`${name}OrderFillTransaction`, made && endOfOrder(transactions, 'ORDER_FILL', made.id)],
        [`${name}OrderCreatedCancelTransaction`, made && endOfOrder(transactions, 'ORDER_CANCEL', made.id)],
      ]
    }),
  )

const name = (context: AccountContext): Reply => {
  const { account, nowMs, params } = context
  const extensions = extensionsOf(objectBody(context.body), 'clientExtensions') ?? {}
  const trade = findTradeBy(account, params['tradeSpecifier']!)
  const id = trade?.state === 'OPEN' ? trade.id : (params['tradeSpecifier']!.match(/^\d{1,15}$/)?.[0] ?? '0')
  const wrong = trade?.state === 'OPEN' ? extensionsReason(extensions, 'TRADE') : null
  const transactions = mutate(context, (ex) => {
    if (!wrong) return void nameTrade(ex, Number(id), extensions, nowMs)
    beginBatch(ex, nowMs)
    record(ex, nowMs, 'TRADE_CLIENT_EXTENSIONS_MODIFY_REJECT', { tradeID: id, rejectReason: wrong })
  })
  return transactions.some(isReject)
    ? rejectReply(context, transactions, { tradeClientExtensionsModifyRejectTransaction: transactions[0] })
    : mutationReply(context, 200, transactions, { tradeClientExtensionsModifyTransaction: transactions[0] })
}

export const tradeRoutes: readonly Route[] = [
  onAccount('get', '/trades', 'trades.list', list),
  onAccount('get', '/openTrades', 'trades.list', listOpen),
  onAccount('get', '/trades/:tradeSpecifier', 'trades.get', ({ account, params }) => {
    const trade = findTradeBy(account, params['tradeSpecifier']!)
    if (!trade) throw noSuch('TRADE', account.lastTransactionID())
    return ok({ trade: wireTrade(account, trade.id, true), lastTransactionID: account.lastTransactionID() })
  }),
  onAccount('put', '/trades/:tradeSpecifier/close', 'trades.close', close),
  onAccount('put', '/trades/:tradeSpecifier/orders', 'trades.protect', protect),
  onAccount('put', '/trades/:tradeSpecifier/clientExtensions', 'trades.name', name),
]
