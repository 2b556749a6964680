/** Prices on request; the stream is elsewhere. */
import { freeMargin, midRate, sideUnits } from '../../../operators/exchange/marks.js'
import { type AccountCall, ok, onAccount, type Reply, type Route } from '../call.js'
import { invalid } from '../errors.js'
import { flagOf, instrumentsOf, listOf, timeParameter } from '../query.js'
import { formatTime } from '../time-text.js'
import { wireClientPrice, wireHomeConversions } from '../wire-price.js'

const pricing = (call: AccountCall): Reply => {
  const { broker, nowMs, query } = call
  const names = listOf(query, 'instruments')
  if (!names) throw invalid('instruments')
  const asked = instrumentsOf(names, broker.world, 'instruments')
  const sinceMs = timeParameter(query, 'since')
  const units = flagOf(query, 'includeUnitsAvailable', true)
  const known = asked.filter((k) => !Number.isNaN(broker.board.tsMs[k]!))
  const fresh = known.filter((k) => !(broker.board.tsMs[k]! <= sinceMs))
  return ok({
    prices: fresh.map((k) => wireClientPrice(broker.board, k, (one) => (units ? available(call, one) : null))),
    ...(flagOf(query, 'includeHomeConversions', false)
      ? { homeConversions: wireHomeConversions(broker.board, known, broker.exchange.conversionFee) }
      : {}),
    time: formatTime(nowMs),
  })
}

/** How many units fit into the free margin, by what is done with those held. */
const available = ({ account }: AccountCall, k: number): object => {
  const { ex } = account
  const scale = ex.unitScale[k]!
  const perUnit = ((ex.bid[k]! + ex.ask[k]!) / 2) * midRate(ex, k) * ex.marginRate[k]!
  const free = freeMargin(ex)
  const room = free > 0 && perUnit > 0 ? Math.floor((free / perUnit) * scale) / scale : 0
  const [long, short] = [sideUnits(ex, k, 1), sideUnits(ex, k, -1)]
  // What is held and closed gives back its margin.
  const turned = (held: number) => Math.floor((room + 2 * held) * scale) / scale
  const pair = (buy: number, sell: number) => ({ long: String(buy), short: String(sell) })
  const reducing = pair(turned(short), turned(long))
  return {
    default: ex.config.hedging ? pair(room, room) : reducing,
    reduceFirst: reducing,
    reduceOnly: pair(short, long),
    openOnly: pair(room, room),
  }
}

export const pricingRoutes: readonly Route[] = [onAccount('get', '/pricing', 'pricing', pricing)]
