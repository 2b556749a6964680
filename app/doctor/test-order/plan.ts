/** What a test order would be, and everything that speaks against it. Nothing is sent here. */
import type { BrokerAccount, EntryRequest } from '../../../model/broker-client.js'
import { mayHold } from '../../../model/unreadable-items.js'
import type { WireInstrument, WirePrice } from '../../../oanda/wire/records.js'
import { gridScale, priceBoundOf, roundAgainst } from '../../../operators/grid.js'
import { isoTime } from '../../../lib/iso-time.js'

/** Client ids of test orders begin so: what an ended doctor has left is found by it. */
export const TEST_ORDER = 'doctor-'
/** The stop stands this far from the price: it protects what an ended process leaves, and is not reached in a few seconds. */
const STOP_SHARE = 0.01
/** Worse fills than this many spreads beyond the quote are refused by the broker. */
const BOUND_SPREADS = 10
/** A market with a wider spread is not one to try in. */
const SPREAD_MAX_BPS = 20

export interface TestOrderInputs {
  readonly account: BrokerAccount
  readonly instrument: WireInstrument
  readonly price: WirePrice | undefined
  readonly nowMs: number
}

/** The order, or why there is none. */
export const planTestOrder = ({ account, instrument, price, nowMs }: TestOrderInputs): EntryRequest | string => {
  const { name } = instrument
  const against = reasonAgainst(account, name)
  if (against !== null) return against
  const bid = Number(price?.bids[0]?.price ?? Number.NaN)
  const ask = Number(price?.asks[0]?.price ?? Number.NaN)
  if (!(bid > 0 && ask >= bid)) return `${name} has no quote`
  if (price?.tradeable === false) return `${name} cannot be traded now: try again while the market is open`
  const spreadBps = ((ask - bid) / bid) * 1e4
  if (spreadBps > SPREAD_MAX_BPS)
    return `${name} has a spread of ${spreadBps.toFixed(1)} bps, at most ${SPREAD_MAX_BPS}: try later`
  const { displayPrecision: digits, minimumTradeSize } = instrument
  const scale = gridScale(digits)
  return {
    leg: 'entry',
    decisionId: `${TEST_ORDER}${isoTime(nowMs).replace(/\D/g, '')}`,
    instrument: name,
    units: minimumTradeSize,
    priceBound: priceBoundOf(bid, ask, true, BOUND_SPREADS, scale).toFixed(digits),
    openOnly: account.hedging,
    stopLoss: { distance: roundAgainst(bid * STOP_SHARE, scale, true).toFixed(digits) },
  }
}

/** An order of the same instrument would change what is there, and the two could not be kept apart. */
const reasonAgainst = (account: BrokerAccount, name: string): string | null => {
  if (account.guaranteedStopsRequired) return 'the account requires guaranteed stops, which SEP does not place'
  const trade = account.trades.find(({ instrument }) => instrument === name)
  if (trade) return `trade ${trade.tradeId} of ${name} is open: close it, or name another instrument with --instrument`
  const order = account.pendingOrders.find(({ instrument }) => instrument === name)
  if (order)
    return `order ${order.orderId} of ${name} is pending: cancel it, or name another instrument with --instrument`
  const hidden = account.unreadable.find((item) => mayHold(item, name))
  return hidden ? `a ${hidden.kind} of the account cannot be read: nobody could say that ${name} is flat` : null
}

/** Trades that earlier test orders have left. */
export const leftovers = ({ trades }: Pick<BrokerAccount, 'trades'>) =>
  trades.filter(({ clientId }) => clientId?.startsWith(TEST_ORDER) ?? false)
