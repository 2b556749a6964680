/** Candle routes: one instrument, on both paths, and the latest of several. */
import { gridScale } from '../../../operators/grid.js'
import { isZone } from '../../../operators/calendar/zone.js'
import { type BuiltCandle, buildCandles, type CandleSelection, type Ohlc } from '../market/candle-builder.js'
import { type CandleAlignment, GRANULARITIES, slotOf, WEEKDAYS } from '../market/candle-slots.js'
import { type RequestContext, ok, onAccount, type Reply, type Route } from '../http/request-context.js'
import { invalid, WireError } from '../wire/errors.js'
import { booleanParameter, instrumentIndices, listParameter, timeParameter, integerParameter } from '../http/query.js'
import { formatTime } from '../../../oanda/wire/time.js'

const MOST_CANDLES = 5000
const USUAL_CANDLES = 500

const SIDES = { M: 'mid', B: 'bid', A: 'ask' } as const
type Price = keyof typeof SIDES

const candles = (context: RequestContext): Reply => {
  const { query } = context
  const k = instrumentIndices([context.params['instrument']!], context.broker.world, 'instrument')[0]!
  const price = pricesOf(query.get('price') || 'M')
  integerParameter(query, 'units', 1, 1)
  const selection = selectionOf(context)
  return ok(response(context, k, selection, price))
}

const selectionOf = ({ nowMs, query }: RequestContext): CandleSelection => {
  const granularity = query.get('granularity') || 'S5'
  if (!GRANULARITIES[granularity]) throw invalid('granularity')
  const count = integerParameter(query, 'count', 1, Number.NaN)
  const fromMs = timeParameter(query, 'from')
  const toMs = timeParameter(query, 'to')
  const ranged = !Number.isNaN(fromMs) && !Number.isNaN(toMs)
  if (ranged && !Number.isNaN(count))
    throw new WireError(400, "'count' cannot be specified when 'to' and 'from' parameters are set")
  if (count > MOST_CANDLES) throw tooMany()
  if (toMs > nowMs) throw inFuture('to')
  if (fromMs > nowMs) throw inFuture('from')
  if (ranged && fromMs > toMs) throw invalid('to')
  const selection = {
    granularity,
    count: Number.isNaN(count) ? (ranged ? MOST_CANDLES : USUAL_CANDLES) : count,
    fromMs,
    toMs,
    includeFirst: booleanParameter(query, 'includeFirst', true),
    smooth: booleanParameter(query, 'smooth', false),
    ...alignmentOf(query),
  }
  if (ranged && slotCount(selection) > MOST_CANDLES) throw tooMany()
  return selection
}

const tooMany = () => new WireError(400, "Maximum value for 'count' exceeded")
const inFuture = (name: string) => new WireError(400, `Invalid value specified for '${name}'. Time is in the future`)

/** Slots of nominal length between from and to, with or without candles. */
const slotCount = (selection: CandleSelection): number => {
  const first = slotOf(selection.granularity, selection)(selection.fromMs).startMs
  return Math.ceil((selection.toMs - first) / GRANULARITIES[selection.granularity]!)
}

const alignmentOf = (query: URLSearchParams): CandleAlignment => {
  const dailyAlignment = integerParameter(query, 'dailyAlignment', 0, 17)
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

const response = (context: RequestContext, k: number, selection: CandleSelection, prices: readonly Price[]): object => {
  const { board, feed } = context.broker
  const { name, displayPrecision } = board.world.instruments[k]!
  const built = buildCandles(
    {
      minutes: feed.minutes[k]!,
      published: board.published[k]!,
      scale: gridScale(displayPrecision),
      nowMs: context.nowMs,
    },
    selection,
  )
  return {
    instrument: name,
    granularity: selection.granularity,
    candles: built.map((candle) => wireCandle(candle, prices, displayPrecision)),
  }
}

const wireCandle = (candle: BuiltCandle, prices: readonly Price[], digits: number): object => {
  const side = ({ o, h, l, c }: Ohlc) => ({
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

/** `EUR_USD:S10:BM`: the latest two candles of each specification. */
const latest = (context: RequestContext): Reply => {
  const { query } = context
  const specifications = listParameter(query, 'candleSpecifications')
  if (!specifications) throw invalid('candleSpecifications')
  const alignment = alignmentOf(query)
  const smooth = booleanParameter(query, 'smooth', false)
  return ok({
    latestCandles: specifications.map((specification) => {
      const [instrument, granularity, price, ...rest] = specification.split(':')
      if (rest.length > 0 || !GRANULARITIES[granularity ?? '']) throw invalid('candleSpecifications')
      const [k] = instrumentIndices([instrument!], context.broker.world, 'candleSpecifications')
      const selection = {
        ...alignment,
        granularity: granularity!,
        count: 2,
        fromMs: Number.NaN,
        toMs: Number.NaN,
        includeFirst: true,
        smooth,
      }
      return response(context, k!, selection, pricesOf(price || 'M'))
    }),
  })
}

export const candleRoutes: readonly Route[] = [
  { method: 'get', path: '/v3/instruments/:instrument/candles', label: 'candles', scope: 'token', run: candles },
  onAccount('get', '/instruments/:instrument/candles', 'candles', candles),
  onAccount('get', '/candles/latest', 'candles', latest),
]
