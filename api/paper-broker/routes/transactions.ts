/** Transaction log routes: pages, id ranges, since an id. */
import { formatTime, parseTime } from '../../../oanda/wire/time.js'
import { type AccountContext, ok, onAccount, type Reply, type Route } from '../http/request-context.js'
import { invalid, noSuch, WireError } from '../wire/errors.js'
import { listParameter, timeParameter, integerParameter } from '../http/query.js'
import type { WireTransaction } from '../wire/types.js'

/** Transactions per response. */
const MOST = 1000

const FILTERS: Readonly<Record<string, (type: string) => boolean>> = Object.freeze({
  ORDER: (type) => /ORDER/.test(type),
  FUNDING: (type) => type.startsWith('TRANSFER_FUNDS'),
  ADMIN: (type) => /^(CREATE|CLOSE|REOPEN|CLIENT_CONFIGURE)/.test(type),
})
const TYPE = /^[A-Z_]{3,60}$/

const wanted = (query: URLSearchParams): ((transaction: WireTransaction) => boolean) => {
  const types = listParameter(query, 'type')
  if (!types) return () => true
  if (!types.every((type) => TYPE.test(type))) throw invalid('type')
  return ({ type }) => types.some((one) => one === type || FILTERS[one]?.(type))
}

const list = (context: AccountContext): Reply => {
  const { account, nowMs, origin, query } = context
  const asked = { from: timeParameter(query, 'from'), to: timeParameter(query, 'to') }
  const fromMs = Number.isNaN(asked.from) ? parseTime(account.history.createdTime) : asked.from
  const toMs = Number.isNaN(asked.to) ? nowMs : asked.to
  if (fromMs > toMs) throw invalid(Number.isNaN(asked.to) ? 'from' : 'to')
  const pageSize = integerParameter(query, 'pageSize', 1, 100)
  if (pageSize > MOST) throw invalid('pageSize')
  const types = listParameter(query, 'type')
  const matches = wanted(query)
  const found = account.log.filter((transaction) => {
    const tsMs = parseTime(transaction.time)
    return tsMs >= fromMs && tsMs <= toMs && matches(transaction)
  })
  const pages: string[] = []
  for (let n = 0; n < found.length; n += pageSize) {
    const page = found.slice(n, n + pageSize)
    const range = new URLSearchParams({ from: page[0]!.id, to: page.at(-1)!.id })
    if (types) range.set('type', types.join(','))
    pages.push(`${origin}/v3/accounts/${account.id}/transactions/idrange?${range.toString()}`)
  }
  return ok({
    from: formatTime(fromMs),
    to: formatTime(toMs),
    pageSize,
    ...(types ? { type: types } : {}),
    count: found.length,
    pages,
    lastTransactionID: account.lastTransactionID(),
  })
}

const needed = (query: URLSearchParams, name: string): number => {
  const value = integerParameter(query, name, 0, Number.NaN)
  if (Number.isNaN(value)) throw invalid(name)
  return value
}

const idRange = ({ account, query }: AccountContext): Reply => {
  const from = needed(query, 'from')
  const to = needed(query, 'to')
  const lastTransactionID = account.lastTransactionID()
  if (from < 1 || from > to || to > account.log.length || to - from >= MOST)
    throw new WireError(416, 'The requested range of transaction IDs cannot be satisfied', undefined, {
      lastTransactionID,
    })
  return ok({ transactions: account.log.slice(from - 1, to).filter(wanted(query)), lastTransactionID })
}

const sinceId = ({ account, query }: AccountContext): Reply => {
  const id = needed(query, 'id')
  const lastTransactionID = account.lastTransactionID()
  if (id > account.log.length)
    throw new WireError(416, 'The requested range of transaction IDs cannot be satisfied', undefined, {
      lastTransactionID,
    })
  return ok({ transactions: account.log.slice(id, id + MOST).filter(wanted(query)), lastTransactionID })
}

export const transactionRoutes: readonly Route[] = [
  onAccount('get', '/transactions', 'transactions.list', list),
  onAccount('get', '/transactions/idrange', 'transactions.range', idRange),
  onAccount('get', '/transactions/sinceid', 'transactions.since', sinceId),
  onAccount('get', '/transactions/:transactionID', 'transactions.get', ({ account, params }) => {
    const id = params['transactionID']!
    if (!/^\d{1,15}$/.test(id)) throw invalid('transactionID')
    const transaction = account.log[Number(id) - 1]
    if (!transaction) throw noSuch('TRANSACTION', account.lastTransactionID())
    return ok({ transaction, lastTransactionID: account.lastTransactionID() })
  }),
]
