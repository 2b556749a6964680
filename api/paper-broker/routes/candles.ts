/** Candles of an instrument, on both paths, and the newest of several. */
import { gridScale } from '../../../operators/grid.js'
import { isZone } from '../../../operators/calendar/zone.js'
import { type BuiltCandle, buildCandles, type CandleWish, type Sides } from '../market/candle-builder.js'
import { type Alignment, GRANULARITIES, slotOf, WEEKDAYS } from '../market/candle-slots.js'
import { type Call, ok, onAccount, type Reply, type Route } from '../http/request-context.js'
import { invalid, WireError } from '../wire/errors.js'
import { flagOf, instrumentsOf, listOf, timeParameter, wholeOf } from '../http/query.js'
import { formatTime } from '../wire/time-text.js'

const MOST_CANDLES = 5000
const USUAL_CANDLES = 500

const SIDES = { M: 'mid', B: 'bid', A: 'ask' } as const
type Price = keyof typeof SIDES

const candles = (call: Call): Reply => {
  const { query } = call
  const k = instrumentsOf([call.params['instrument']!], call.broker.world, 'instrument')[0]!
  const price = pricesOf(query.get('price') || 'M')
  wholeOf(query, 'units', 1, 1)
  const wish = wishOf(call)
  return ok(response(call, k, wish, price))
}

const wishOf = ({ nowMs, query }: Call): CandleWish => {
  const granularity = query.get('granularity') || 'S5'
  if (!GRANULARITIES[granularity]) throw invalid('granularity')
  const count = wholeOf(query, 'count', 1, Number.NaN)
  const fromMs = timeParameter(query, 'from')
  const toMs = timeParameter(query, 'to')
  const ranged = !Number.isNaN(fromMs) && !Number.isNaN(toMs)
  if (ranged && !Number.isNaN(count))
    throw new WireError(400, "'count' cannot be specified when 'to' and 'from' parameters are set")
  if (count > MOST_CANDLES) throw tooMany()
  if (toMs > nowMs) throw inFuture('to')
  if (fromMs > nowMs) throw inFuture('from')
  if (ranged && fromMs > toMs) throw invalid('to')
  const wish = {
    granularity,
    count: Number.isNaN(count) ? (ranged ? MOST_CANDLES : USUAL_CANDLES) : count,
    fromMs,
    toMs,
    includeFirst: flagOf(query, 'includeFirst', true),
    smooth: flagOf(query, 'smooth', false),
    ...alignmentOf(query),
  }
  if (ranged && slotCount(wish) > MOST_CANDLES) throw tooMany()
  return wish
}

const tooMany = () => new WireError(400, "Maximum value for 'count' exceeded")
const inFuture = (name: string) => new WireError(400, `Invalid value specified for '${name}'. Time is in the future`)

/** Slots of the usual length between from and to, with or without candles. */
const slotCount = (wish: CandleWish): number => {
  const first = slotOf(wish.granularity, wish)(wish.fromMs).startMs
  return Math.ceil((wish.toMs - first) / GRANULARITIES[wish.granularity]!)
}

const alignmentOf = (query: URLSearchParams): Alignment => {
  const dailyAlignment = wholeOf(query, 'dailyAlignment', 0, 17)
  if (dailyAlignment > 23) throw invalid('dailyAlignment')
  const alignmentTimezone = query.get('alignmentTimezone') || 'America/New_York'
  if (!isZone(alignmentTimezone)) throw invalid('alignmentTimezone')
  const weeklyAlignment = WEEKDAYS.indexOf(query.get('weeklyAlignment') || 'Friday')
  if (weeklyAlignment < 0) throw invalid('weeklyAlignment')
  return { dailyAlignment, alignmentTimezone, weeklyAlignment }
}

const pricesOf = (text: string): readonly Price[] => {
  if (!/^[MBA]{1,3}$/.test(text)) throw invalid('price')
  return (['M', 'B', 'A'] as const).filter((letter) => text.includes(letter))
}

const response = (call: Call, k: number, wish: CandleWish, prices: readonly Price[]): object => {
  const { board, feed } = call.broker
  const { name, displayPrecision } = board.world.instruments[k]!
  const built = buildCandles(
    {
      minutes: feed.minutes[k]!,
      published: board.published[k]!,
      scale: gridScale(displayPrecision),
      nowMs: call.nowMs,
    },
    wish,
  )
  return {
    instrument: name,
    granularity: wish.granularity,
    candles: built.map((candle) => wireCandle(candle, prices, displayPrecision)),
  }
}

const wireCandle = (candle: BuiltCandle, prices: readonly Price[], digits: number): object => {
  const side = ({ o, h, l, c }: Sides) => ({
    o: o.toFixed(digits),
    h: h.toFixed(digits),
    l: l.toFixed(digits),
    c: c.toFixed(digits),
  })
  return {
    complete: candle.complete,
    volume: candle.volume,
    time: formatTime(candle.tMs),
    ...Object.fromEntries(prices.map((letter) => [SIDES[letter], side(candle[SIDES[letter]])])),
  }
}

/** `EUR_USD:S10:BM`: the newest two candles of each. */
const latest = (call: Call): Reply => {
  const { query } = call
  const specifications = listOf(query, 'candleSpecifications')
  if (!specifications) throw invalid('candleSpecifications')
  const alignment = alignmentOf(query)
  const smooth = flagOf(query, 'smooth', false)
  return ok({
    latestCandles: specifications.map((specification) => {
      const [instrument, granularity, price, ...rest] = specification.split(':')
      if (rest.length > 0 || !GRANULARITIES[granularity ?? '']) throw invalid('candleSpecifications')
      const [k] = instrumentsOf([instrument!], call.broker.world, 'candleSpecifications')
      const wish = {
        ...alignment,
        granularity: granularity!,
        count: 2,
        fromMs: Number.NaN,
        toMs: Number.NaN,
        includeFirst: true,
        smooth,
      }
      return response(call, k!, wish, pricesOf(price || 'M'))
    }),
  })
}

export const candleRoutes: readonly Route[] = [
  { method: 'get', path: '/v3/instruments/:instrument/candles', label: 'candles', scope: 'token', run: candles },
  onAccount('get', '/instruments/:instrument/candles', 'candles', candles),
  onAccount('get', '/candles/latest', 'candles', latest),
]
