/** Positions: list, get, close. */
import { sideUnits } from '../../../operators/exchange/marks.js'
import { closePosition } from '../../../operators/exchange/requests.js'
import { act, answer, creates, isReject, ofOrder, recordReject, rejected, settle } from '../account/mutations.js'
import { type AccountCall, ok, onAccount, type Reply, type Route } from '../http/request-context.js'
import { invalid, WireError } from '../wire/errors.js'
import { instrumentsOf } from '../http/query.js'
import { wirePosition } from '../wire/account.js'
import { closeUnitsOf, objectBody } from '../wire/input.js'
import type { WireTransaction } from '../wire/types.js'

const indexOf = ({ broker, params }: AccountCall): number =>
  instrumentsOf([params['instrument']!], broker.world, 'instrument')[0]!

type Side = 'long' | 'short'

/** Sides that are asked for and cannot be closed stop both. */
const close = (call: AccountCall): Reply => {
  const { account, nowMs, orderFault } = call
  const { ex } = account
  const k = indexOf(call)
  const body = objectBody(call.body)
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
  const transactions = act(call, () => {
    for (const { side, units, reason } of refusals) refuse(call, side, units, reason)
    if (refusals.length > 0) return
    for (const { side, units } of asked) {
      const order = closePosition(ex, k, side, units, nowMs)
      if (typeof order !== 'string') settle(call, order)
    }
  })
  const parts: Record<string, WireTransaction | undefined> = {}
  for (const { side } of asked) Object.assign(parts, partsOf(side, transactions))
  return transactions.some(isReject) ? rejected(call, transactions, parts) : answer(call, 200, transactions, parts)
}

const refuse = (call: AccountCall, side: Side, units: number | 'ALL', reason: string): void => {
  const instrument = call.params['instrument']
  const fields = {
    instrument,
    timeInForce: 'FOK',
    positionFill: 'REDUCE_ONLY',
    [`${side}PositionCloseout`]: { instrument, units: String(units) },
  }
  recordReject(call, { type: 'MARKET', fields }, reason, 'POSITION_CLOSEOUT')
}

const partsOf = (side: Side, transactions: readonly WireTransaction[]) => {
  const own = (transaction: WireTransaction) => transaction[`${side}PositionCloseout`] !== undefined
  const made = transactions.find((transaction) => creates(transaction) && own(transaction))
  return {
    [`${side}OrderCreateTransaction`]: made,
    [`${side}OrderFillTransaction`]: made && ofOrder(transactions, 'ORDER_FILL', made.id),
    [`${side}OrderCancelTransaction`]: made && ofOrder(transactions, 'ORDER_CANCEL', made.id),
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
  onAccount('get', '/positions/:instrument', 'positions.get', (call) => {
    const { account } = call
    const { name } = call.broker.world.instruments[indexOf(call)]!
    const lastTransactionID = account.lastTransactionID()
    if (!account.history.positions.has(name))
      throw new WireError(404, 'The Position specified does not exist', 'NO_SUCH_POSITION', { lastTransactionID })
    return ok({ position: wirePosition(account, name), lastTransactionID })
  }),
  onAccount('put', '/positions/:instrument/close', 'positions.close', close),
]
