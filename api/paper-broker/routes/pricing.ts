/** The pricing request; streams.ts has the stream. */
import { freeMargin, midRate, sideUnits } from '../../../operators/exchange/marks.js'
import { type AccountContext, ok, onAccount, type Reply, type Route } from '../http/request-context.js'
import { invalid } from '../wire/errors.js'
import { booleanParameter, instrumentIndices, listParameter, timeParameter } from '../http/query.js'
import { formatTime } from '../../../oanda/wire/time.js'
import { wireClientPrice, wireHomeConversions } from '../wire/price.js'

const pricing = (context: AccountContext): Reply => {
  const { broker, nowMs, query } = context
  const names = listParameter(query, 'instruments')
  if (!names) throw invalid('instruments')
  const asked = instrumentIndices(names, broker.world, 'instruments')
  const sinceMs = timeParameter(query, 'since')
  const units = booleanParameter(query, 'includeUnitsAvailable', true)
  const known = asked.filter((k) => !Number.isNaN(broker.board.tsMs[k]!))
  const fresh = known.filter((k) => !(broker.board.tsMs[k]! <= sinceMs))
  return ok({
    prices: fresh.map((k) => wireClientPrice(broker.board, k, (one) => (units ? available(context, one) : null))),
    ...(booleanParameter(query, 'includeHomeConversions', false)
      ? { homeConversions: wireHomeConversions(broker.board, known, broker.exchange.conversionFee) }
      : {}),
    time: formatTime(nowMs),
  })
}

/** Units that fit into the free margin, by position fill. The smaller side of a hedged pair needs no margin. */
const available = ({ account }: AccountContext, k: number): object => {
  const { ex } = account
  const scale = ex.unitScale[k]!
  const perUnit = ((ex.bid[k]! + ex.ask[k]!) / 2) * midRate(ex, k) * ex.marginRate[k]!
  const free = freeMargin(ex)
  const onGrid = (size: number) => Math.floor(size * scale) / scale
  const room = free > 0 && perUnit > 0 ? onGrid(free / perUnit) : 0
  const [long, short] = [sideUnits(ex, k, 1), sideUnits(ex, k, -1)]
  const { hedging } = ex.config
  // A side needs no margin up to the size of the other side, and closing a position frees its margin.
  const opened = (side: number, other: number) => onGrid(room + (hedging ? Math.max(0, other - side) : 0))
  const turned = (side: number, other: number) => onGrid(room + other + Math.max(0, other - side))
  const pair = (buy: number, sell: number) => ({ long: String(buy), short: String(sell) })
  const opening = pair(opened(long, short), opened(short, long))
  const reducing = pair(turned(long, short), turned(short, long))
  return {
    default: hedging ? opening : reducing,
    reduceFirst: reducing,
    reduceOnly: pair(short, long),
    openOnly: opening,
  }
}

export const pricingRoutes: readonly Route[] = [onAccount('get', '/pricing', 'pricing', pricing)]
