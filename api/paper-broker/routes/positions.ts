/** Position routes: list, get, close. */
import { sideUnits } from '../../../operators/exchange/marks.js'
import { closePosition } from '../../../operators/exchange/requests.js'
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
import { invalid, WireError } from '../wire/errors.js'
import { instrumentIndices } from '../http/query.js'
import { wirePosition } from '../wire/position.js'
import { closeUnitsOf, objectBody } from '../wire/fields.js'
import type { WireTransaction } from '../wire/types.js'

const indexOf = ({ broker, params }: AccountContext): number =>
  instrumentIndices([params['instrument']!], broker.world, 'instrument')[0]!

type Side = 'long' | 'short'

/** If one requested side cannot be closed, neither is. */
const close = (context: AccountContext): Reply => {
  const { account, nowMs, orderFault } = context
  const { ex } = account
  const k = indexOf(context)
  const body = objectBody(context.body)
  const asked = (['long', 'short'] as const).flatMap((side) => {
    const units = closeUnitsOf(body, `${side}Units`, ['ALL', 'NONE'])
    return units === undefined || units === 'NONE' ? [] : [{ side, units: units as number | 'ALL' }]
  })
  if (body['longUnits'] === undefined && body['shortUnits'] === undefined)
    throw new WireError(400, 'Invalid JSON body, must be an object')
  if (asked.length === 0) throw invalid('longUnits')
  const refusal = (side: Side, units: number | 'ALL'): string | null => {
    if (orderFault?.kind === 'reject') return orderFault.reason
    const held = sideUnits(ex, k, side === 'long' ? 1 : -1)
    if (held === 0) return 'CLOSEOUT_POSITION_DOESNT_EXIST'
    if (units === 'ALL') return null
    return units > held ? 'CLOSEOUT_POSITION_UNITS_EXCEED_POSITION_SIZE' : units > 0 ? null : 'UNITS_INVALID'
  }
  const refusals = asked.flatMap(({ side, units }) => {
    const reason = refusal(side, units)
    return reason ? [{ side, units, reason }] : []
  })
  const transactions = mutate(context, () => {
    for (const { side, units, reason } of refusals) refuse(context, side, units, reason)
    if (refusals.length > 0) return
    for (const { side, units } of asked) {
      const order = closePosition(ex, k, side, units, nowMs)
      if (typeof order !== 'string') executeOrder(context, order)
    }
  })
  const parts: Record<string, WireTransaction | undefined> = {}
  for (const { side } of asked) Object.assign(parts, partsOf(side, transactions))
  return transactions.some(isReject)
    ? rejectReply(context, transactions, parts)
    : mutationReply(context, 200, transactions, parts)
}

const refuse = (context: AccountContext, side: Side, units: number | 'ALL', reason: string): void => {
  const instrument = context.params['instrument']
  const fields = {
    instrument,
    timeInForce: 'FOK',
    positionFill: 'REDUCE_ONLY',
    [`${side}PositionCloseout`]: { instrument, units: String(units) },
  }
  recordReject(context, { type: 'MARKET', fields }, reason, 'POSITION_CLOSEOUT')
}

const partsOf = (side: Side, transactions: readonly WireTransaction[]) => {
  const own = (transaction: WireTransaction) => transaction[`${side}PositionCloseout`] !== undefined
  const made = transactions.find((transaction) => createsOrder(transaction) && own(transaction))
  return {
    [`${side}OrderCreateTransaction`]: made,
    [`${side}OrderFillTransaction`]: made && endOfOrder(transactions, 'ORDER_FILL', made.id),
    [`${side}OrderCancelTransaction`]: made && endOfOrder(transactions, 'ORDER_CANCEL', made.id),
    [`${side}OrderRejectTransaction`]: transactions.find((transaction) => isReject(transaction) && own(transaction)),
  }
}

export const positionRoutes: readonly Route[] = [
  onAccount('get', '/positions', 'positions.list', ({ account }) =>
    ok({
      positions: [...account.history.positions.keys()].map((instrument) => wirePosition(account, instrument)),
      lastTransactionID: account.lastTransactionID(),
    }),
  ),
  onAccount('get', '/openPositions', 'positions.list', ({ account }) =>
    ok({
      positions: account.ex.instruments
        .filter((_, k) => account.ex.trades[k]!.length > 0)
        .map(({ name }) => wirePosition(account, name)),
      lastTransactionID: account.lastTransactionID(),
    }),
  ),
  onAccount('get', '/positions/:instrument', 'positions.get', (context) => {
    const { account } = context
    const { name } = context.broker.world.instruments[indexOf(context)]!
    const lastTransactionID = account.lastTransactionID()
    if (!account.history.positions.has(name))
      throw new WireError(404, 'The Position specified does not exist', 'NO_SUCH_POSITION', { lastTransactionID })
    return ok({ position: wirePosition(account, name), lastTransactionID })
  }),
  onAccount('put', '/positions/:instrument/close', 'positions.close', close),
]
