/** Account routes: list, full account, summary, instruments, configuration, changes. */
import { configureAccount } from '../../../operators/exchange/account.js'
import { mutate, rejectReply } from '../account/mutations.js'
import { type AccountContext, ok, onAccount, type Reply, type Route } from '../http/request-context.js'
import { WireError } from '../wire/errors.js'
import { instrumentIndices, listParameter, integerParameter } from '../http/query.js'
import { wireAccount, wireSummary } from '../wire/account.js'
import { wireChanges } from '../wire/changes.js'
import { decimalOf, objectBody } from '../wire/fields.js'
import { wireCommission } from '../wire/commission.js'
import { wireInstrument } from '../wire/price.js'

/** Changes reach back this many transactions; a client further behind must fetch the whole account. */
const LONGEST_CHANGES = 1000

const instruments = ({ account, broker, query }: AccountContext): Reply => {
  const names = listParameter(query, 'instruments') ?? broker.world.instruments.map(({ name }) => name)
  return ok({
    instruments: instrumentIndices(names, broker.world, 'instruments').map((k) => {
      const instrument = broker.world.instruments[k]!
      const { marginRate, commission } = account.ex
      const plan = commission && wireCommission(commission, k)
      return wireInstrument(instrument, marginRate[k]!, broker.exchange.financing[instrument.name], plan)
    }),
    lastTransactionID: account.lastTransactionID(),
  })
}

const configure = (context: AccountContext): Reply => {
  const { account, nowMs } = context
  const body = context.body === undefined ? {} : objectBody(context.body)
  const { alias } = body
  const marginRate = decimalOf(body, 'marginRate')
  const change = {
    ...(typeof alias === 'string' ? { alias } : {}),
    ...(marginRate === undefined ? {} : { marginRate }),
  }
  let reason: string | null = null
  const transactions = mutate(context, (ex) => {
    reason = configureAccount(ex, change, nowMs)
  })
  if (reason) return rejectReply(context, transactions, { clientConfigureRejectTransaction: transactions[0] })
  return ok({ clientConfigureTransaction: transactions[0], lastTransactionID: account.lastTransactionID() })
}

const changes = ({ account, query }: AccountContext): Reply => {
  const since = integerParameter(query, 'sinceTransactionID', 0, Number.NaN)
  const lastTransactionID = account.lastTransactionID()
  if (Number.isNaN(since)) throw new WireError(400, "Invalid value specified for 'sinceTransactionID'")
  if (since > account.log.length || account.log.length - since > LONGEST_CHANGES)
    throw new WireError(416, "Invalid value specified for 'sinceTransactionID'", undefined, { lastTransactionID })
  return ok(wireChanges(account, since))
}

export const accountRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/v3/accounts',
    label: 'accounts.list',
    scope: 'token',
    run: ({ accounts }) => ok({ accounts: accounts.map(({ id }) => ({ id, tags: [] })) }),
  },
  onAccount('get', '', 'accounts.get', ({ account }) =>
    ok({ account: wireAccount(account), lastTransactionID: account.lastTransactionID() }),
  ),
  onAccount('get', '/summary', 'accounts.summary', ({ account }) =>
    ok({ account: wireSummary(account), lastTransactionID: account.lastTransactionID() }),
  ),
  onAccount('get', '/instruments', 'accounts.instruments', instruments),
  onAccount('patch', '/configuration', 'accounts.configure', configure),
  onAccount('get', '/changes', 'accounts.changes', changes),
]
