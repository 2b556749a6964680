import { expect, test } from 'vitest'
import { MINUTE_MS } from '../../../../lib/time-units.js'
import type { CandleSeries } from '../../../../model/candle-series.js'
import { seriesWarnings } from '../../../../sources/files/warnings/series-warnings.js'
import { randomMarket } from '../../../support/random-market.js'

const STILL = 1.23456
/** From Tuesday 07:00 UTC. */
const [market] = randomMarket({ seed: 3, minutes: 3000, names: ['EUR_USD'] }) as [CandleSeries]
const frozen = (minutes: number): CandleSeries => {
  const still = (column: Float64Array) => column.map((price, i) => (i >= 100 && i <= 100 + minutes ? STILL : price))
  return { ...market, o: still(market.o), h: still(market.h), l: still(market.l), c: still(market.c) }
}
const scaled = (factor: number): CandleSeries => ({
  ...market,
  v: market.v.map((ticks, i) => (i < 1020 ? ticks : ticks * factor)),
})

test.each<[string, CandleSeries, readonly string[]]>([
  ['a market', market, []],
  ['an hour without a move', frozen(60), []],
  [
    'three hours',
    frozen(180),
    [
      `180 candles in a row repeat the price ${STILL}, from ${new Date(market.tMs[0]! + 100 * MINUTE_MS).toISOString()}: ` +
        'the feed stood still',
    ],
  ],
  ['ten times the volume', scaled(10), []],
  [
    'lots for units',
    scaled(1e5),
    [expect.stringMatching(/^the volume of 2024-03-06 is \d+ times that of the day before: another unit$/)],
  ],
  [
    'units for lots',
    scaled(1e-5),
    [expect.stringMatching(/^the volume of 2024-03-06 is 1\/\d+ of that of the day before/)],
  ],
  ['no volume', { ...market, v: market.v.map(() => 0) }, []],
])('%s', (_, series, expected) =>
  expect(seriesWarnings(series).filter((text) => /stood still|the volume of/.test(text))).toEqual(expected),
)
