/**
 * SEP minute by minute, for a reader who trades and does not program. 100,000 USD, three places, every setting at its default.
 * Each entry of the story has what the market did in a minute and, below, everything that SEP did about it.
 * What is not mentioned stays unchanged.
 *
 * How to read a minute: first the fills (of orders of the minute before, two seconds after the open; stops at any time), then the holdings,
 * then targets and orders, last the account. Quotes are constant within a minute, so that a fill can be checked by hand:
 * the ask (a buy) or the bid (a sell), worse by the slippage of 0.2 bps, rounded against us to the pipette.
 * Margin rates: EUR_USD 2 %, GBP_USD 5 %, USD_JPY 4 %. Losses in yen cost 0.5 % more when they are converted, gains bring 0.5 % less.
 */
import { expect, test } from 'vitest'
import { type Change, play } from '../support/play.js'

const EUR = 'EUR_USD'
const GBP = 'GBP_USD'
const JPY = 'USD_JPY'
const up = { direction: 1, slopeBps: 3 }
const down = { direction: -1, slopeBps: -2 }
const flat = { direction: 0, slopeBps: 0 }
const noCandle = { bid: Number.NaN, ask: Number.NaN }

interface Minute {
  /** UTC, close of the minute. 7 June 2024 is a Friday. */
  readonly at: string
  readonly title: string
  readonly market: { readonly [pair: string]: Change }
  readonly does: readonly string[]
}

const STORY: readonly Minute[] = [
  {
    at: '2024-06-07 14:01',
    title: 'all three turn up and have a place: each wants its target and orders a quarter of it',
    market: {
      [EUR]: { ...up, bid: 1.0999, ask: 1.1001, atr: 0.001, weight: 0.334, rank: 1 },
      [GBP]: { ...up, bid: 1.2499, ask: 1.2501, weight: 0.333, rank: 2 },
      [JPY]: { ...up, bid: 149.99, ask: 150.01, weight: 0.333, rank: 3 },
    },
    // Budget: 30 % of 100,000 = 30,000; of that one instrument gets at most a third, 10,000 (34 % = 10,200 is more).
    // EUR_USD: 0.334 * 30,000 = 10,020, so the cap of 10,000; / (0.02 * 1.10) = 454,545.45 units. A quarter: 113,636.25.
    // GBP_USD: 0.333 * 30,000 = 9,990; / (0.05 * 1.25) = 159,840. A quarter: 39,960.
    // USD_JPY: 9,990; a unit is a dollar: / 0.04 = 249,750. A quarter: 62,437.5.
    // Value at risk of a day: 2.326 * sqrt(1440) = 88.27 sigmas; EUR_USD: 88.27 * 0.00003 * 500,000 = 1,324.
    // Each may have 12 % / 3 of NAV = 4,000: no scale.
    // No fill further than three spreads from the quote: 1.10010 + 3 * 0.00020.
    does: [
      'EUR_USD wants long 454,545, margin 10000.00',
      'EUR_USD orders buy of 113,636 up to 1.10070, entry',
      'GBP_USD wants long 159,840, margin 9990.00',
      'GBP_USD orders buy of 39,960 up to 1.25070, entry',
      'USD_JPY wants long 249,750, margin 9990.00',
      'USD_JPY orders buy of 62,437 up to 150.070, entry',
      'balance 100000.00, NAV 100000.00, margin 0.00, budget 30000.00',
    ],
  },
  {
    at: '2024-06-07 14:02',
    title: 'the first quarter fills and has its stop; the second is ordered',
    market: {},
    // EUR_USD: 1.10010 * 1.00002 = 1.100122, up to 1.10013. Stop 1.8 * ATR 0.00100 = 18 pips away, take 1.5 times that = 27.
    // GBP_USD: 1.25010 * 1.00002 = 1.250125, up to 1.25013. USD_JPY: 150.01 * 1.00002 = 150.0130002, up to 150.014.
    // No ATR yet: 20 and 30 pips.
    // Under the rule of first in, first out no two open trades may have one size, so every add is a unit smaller.
    // NAV: EUR_USD (1.09990 - 1.10013) * 113,636 = -26.14; GBP_USD -0.00023 * 39,960 = -9.19;
    // USD_JPY -0.024 * 62,437 / 150 * 1.005 = -10.04.
    // Margin: 113,636 * 0.022 + 39,960 * 0.0625 + 62,437 * 0.04 = 2,499.99 + 2,497.50 + 2,497.48.
    // Budget: 30 % of NAV, as it is below the balance.
    does: [
      'EUR_USD bought 113,636 at 1.10013, entry',
      'GBP_USD bought 39,960 at 1.25013, entry',
      'USD_JPY bought 62,437 at 150.014, entry',
      'EUR_USD long 113,636, stop 1.09833, take 1.10283',
      'EUR_USD orders buy of 113,635 up to 1.10070, add',
      'GBP_USD long 39,960, stop 1.24813, take 1.25313',
      'GBP_USD orders buy of 39,959 up to 1.25070, add',
      'USD_JPY long 62,437, stop 149.814, take 150.314',
      'USD_JPY orders buy of 62,436 up to 150.070, add',
      'balance 100000.00, NAV 99954.63, margin 7494.97, budget 29986.39',
    ],
  },
  {
    at: '2024-06-07 14:03',
    title: 'the second quarter; adds carry the stop of the first fill',
    market: {},
    does: [
      'EUR_USD bought 113,635 at 1.10013, add',
      'GBP_USD bought 39,959 at 1.25013, add',
      'USD_JPY bought 62,436 at 150.014, add',
      'EUR_USD long 227,271, stop 1.09833, take 1.10283',
      'EUR_USD orders buy of 113,634 up to 1.10070, add',
      'GBP_USD long 79,919, stop 1.24813, take 1.25313',
      'GBP_USD orders buy of 39,958 up to 1.25070, add',
      'USD_JPY long 124,873, stop 149.814, take 150.314',
      'USD_JPY orders buy of 62,435 up to 150.070, add',
      'balance 100000.00, NAV 99909.27, margin 14989.82, budget 29972.78',
    ],
  },
  {
    at: '2024-06-07 14:04',
    title:
      'the margin gate: at most 30 % of the account may be margin, so the last quarter of the last in rank is trimmed',
    market: {},
    // 30 % of NAV 99,863.90 = 29,959.17. Used 22,484.54, and the quarters accepted before it: 113,633 * 0.022 + 39,957 * 0.0625 = 4,997.24.
    // Left for USD_JPY: 2,477.39 / 0.04 = 61,934.8 units instead of 62,437.
    does: [
      'EUR_USD bought 113,634 at 1.10013, add',
      'GBP_USD bought 39,958 at 1.25013, add',
      'USD_JPY bought 62,435 at 150.014, add',
      'EUR_USD long 340,905, stop 1.09833, take 1.10283',
      'EUR_USD orders buy of 113,633 up to 1.10070, add',
      'GBP_USD long 119,877, stop 1.24813, take 1.25313',
      'GBP_USD orders buy of 39,957 up to 1.25070, add',
      'USD_JPY long 187,308, stop 149.814, take 150.314',
      'USD_JPY orders buy of 61,934 up to 150.070, add, trimmed by margin',
      'balance 100000.00, NAV 99863.90, margin 22484.54, budget 29959.17',
    ],
  },
  {
    at: '2024-06-07 14:05',
    title: 'all are full: what is missing is far within 20 % of the target, so nothing is ordered',
    market: {},
    // NAV: -0.00023 * 454,538 - 0.00023 * 159,834 - 0.024 * 249,242 / 150 * 1.005 = -104.54 - 36.76 - 40.08.
    does: [
      'EUR_USD bought 113,633 at 1.10013, add',
      'GBP_USD bought 39,957 at 1.25013, add',
      'USD_JPY bought 61,934 at 150.014, add',
      'EUR_USD long 454,538, stop 1.09833, take 1.10283',
      'GBP_USD long 159,834, stop 1.24813, take 1.25313',
      'USD_JPY long 249,242, stop 149.814, take 150.314',
      'balance 100000.00, NAV 99818.62, margin 29959.14, budget 29945.58',
    ],
  },
  {
    at: '2024-06-07 14:06',
    title: 'the pound falls through its stop: the broker closes all four trades, nothing is ordered',
    market: { [GBP]: { ...flat, low: 1.248, bid: 1.2484, ask: 1.2486 } },
    // 1.24813 * 0.99998 = 1.248105, down to 1.24810. Loss: 0.00203 * 159,834 = 324.46. That the price came back does not help.
    does: [
      'GBP_USD sold 39,960 at 1.24810, stop, net -81.12',
      'GBP_USD sold 39,959 at 1.24810, stop, net -81.12',
      'GBP_USD sold 39,958 at 1.24810, stop, net -81.11',
      'GBP_USD sold 39,957 at 1.24810, stop, net -81.11',
      'EUR_USD long 454,538, stop 1.09833, take 1.10283',
      'USD_JPY long 249,242, stop 149.814, take 150.314',
      'balance 99675.54, NAV 99530.92, margin 19969.52, budget 29859.27',
    ],
  },
  {
    at: '2024-06-07 14:07',
    title: 'the euro has risen but its slope turns: a flip begins with a close of everything',
    market: { [EUR]: { ...down, bid: 1.1009, ask: 1.1011 } },
    // NAV: 99,675.54 + (1.10090 - 1.10013) * 454,538 - 40.08 = 99,675.54 + 349.99 - 40.08.
    does: [
      'EUR_USD long 454,538, stop 1.09833, take 1.10283',
      'EUR_USD orders close of 454,538, slope',
      'USD_JPY long 249,242, stop 149.814, take 150.314',
      'balance 99675.54, NAV 99985.45, margin 19978.61, budget 29902.66',
    ],
  },
  {
    at: '2024-06-07 14:08',
    title: 'the close fills; only now, flat and a minute after the decision to leave, the other side is wanted',
    market: {},
    // 1.10090 * 0.99998 = 1.100878, down to 1.10087. Gain: 0.00074 * 454,538 = 336.36.
    // Budget: 30 % of 99,971.82 = 29,991.55 (now NAV is below the balance), a third of it 9,997.18; / (0.02 * 1.1010) = 454,004.5.
    does: [
      'EUR_USD sold 113,636 at 1.10087, slope, net 84.09',
      'EUR_USD sold 113,635 at 1.10087, slope, net 84.09',
      'EUR_USD sold 113,634 at 1.10087, slope, net 84.09',
      'EUR_USD sold 113,633 at 1.10087, slope, net 84.09',
      'EUR_USD wants short 454,004, margin 9997.18',
      'EUR_USD orders sell of 113,501 down to 1.10030, entry',
      'USD_JPY long 249,242, stop 149.814, take 150.314',
      'balance 100011.90, NAV 99971.82, margin 9969.68, budget 29991.55',
    ],
  },
  {
    at: '2024-06-07 14:09',
    title: 'the short side begins its own ramp',
    market: {},
    // Stop 18 pips above 1.10087, take 27 below. NAV: (1.10087 - 1.10110) * 113,501 = -26.11.
    does: [
      'EUR_USD sold 113,501 at 1.10087, entry',
      'EUR_USD short 113,501, stop 1.10267, take 1.09817',
      'EUR_USD orders sell of 113,500 down to 1.10030, add',
      'USD_JPY long 249,242, stop 149.814, take 150.314',
      'balance 100011.90, NAV 99945.71, margin 12468.97, budget 29983.71',
    ],
  },
  {
    at: '2024-06-07 14:10',
    title: 'the euro is deselected: what was ordered still fills, what is held stays, nothing is added',
    market: { [EUR]: { weight: 0, rank: 4 } },
    does: [
      'EUR_USD sold 113,500 at 1.10087, add',
      'EUR_USD short 227,001, stop 1.10267, take 1.09817',
      'USD_JPY long 249,242, stop 149.814, take 150.314',
      'balance 100011.90, NAV 99919.61, margin 14968.24, budget 29975.88',
    ],
  },
  {
    at: '2024-06-07 14:11',
    title: 'a position without a place is held until a stop, a profit, a slope or the session ends it',
    market: {},
    does: [
      'EUR_USD short 227,001, stop 1.10267, take 1.09817',
      'USD_JPY long 249,242, stop 149.814, take 150.314',
      'balance 100011.90, NAV 99919.61, margin 14968.24, budget 29975.88',
    ],
  },
  {
    at: '2024-06-07 20:54',
    title: 'Friday, five minutes before the week ends in New York: everything is closed',
    market: {
      [EUR]: { ...flat, session: 'closing' },
      [GBP]: { session: 'closing' },
      [JPY]: { ...flat, session: 'closing' },
    },
    does: [
      'EUR_USD short 227,001, stop 1.10267, take 1.09817',
      'EUR_USD orders close of 227,001, session',
      'USD_JPY long 249,242, stop 149.814, take 150.314',
      'USD_JPY orders close of 249,242, session',
      'balance 100011.90, NAV 99919.61, margin 14968.24, budget 29975.88',
    ],
  },
  {
    at: '2024-06-07 20:55',
    title: 'the euro is closed, but the yen has no price any more: its close waits, and is not ordered again',
    market: { [JPY]: noCandle },
    // 1.10110 * 1.00002 = 1.101122, up to 1.10113. Loss: 0.00026 * 227,001 = 59.02.
    does: [
      'EUR_USD bought 113,501 at 1.10113, session, net -29.51',
      'EUR_USD bought 113,500 at 1.10113, session, net -29.51',
      'USD_JPY long 249,242, stop 149.814, take 150.314, its close waits for a price',
      'balance 99952.87, NAV 99912.80, margin 9969.68, budget 29973.84',
    ],
  },
  {
    at: '2024-06-07 20:59',
    title: 'the week ends with a position that could not be closed',
    market: {
      [EUR]: { ...noCandle, session: 'closed' },
      [GBP]: { ...noCandle, session: 'closed' },
      [JPY]: { session: 'closed' },
    },
    does: [
      'USD_JPY long 249,242, stop 149.814, take 150.314, its close waits for a price',
      'balance 99952.87, NAV 99912.80, margin 9969.68, budget 29973.84',
    ],
  },
  {
    at: '2024-06-09 21:06',
    title: 'Sunday: the first price of the week is nine pips lower, and the close of Friday fills at it',
    market: { [JPY]: { bid: 149.9, ask: 149.92 } },
    // 149.90 * 0.99998 = 149.897002, down to 149.897. Loss: 0.117 * 249,242 yen / 149.91 * 1.005 = 195.50.
    does: [
      'USD_JPY sold 62,437 at 149.897, session, net -48.97',
      'USD_JPY sold 62,436 at 149.897, session, net -48.97',
      'USD_JPY sold 62,435 at 149.897, session, net -48.97',
      'USD_JPY sold 61,934 at 149.897, session, net -48.58',
      'balance 99757.38, NAV 99757.38, margin 0.00, budget 29927.21',
    ],
  },
  {
    at: '2024-06-10 07:01',
    title: 'Monday, London opens: the pound falls in a wild market, and its value at risk scales the target',
    market: {
      [EUR]: { bid: 1.1009, ask: 1.1011, session: 'open' },
      [GBP]: { ...down, bid: 1.2484, ask: 1.2486, session: 'open', sigma: 0.0005 },
      [JPY]: { session: 'open' },
    },
    // Budget 29,927.21; 0.333 of it is 9,965.76 margin or 199,315 dollars, whose value at risk is 88.27 * 0.0005 * 199,315 = 8,796.
    // It may be 12 % / 3 of NAV = 3,990.30: scale 0.4536, margin 4,520.79; / (0.05 * 1.2485) = 72,419.6. A quarter: 18,104.75.
    does: [
      'GBP_USD wants short 72,419, margin 4520.79, scaled by 0.4536',
      'GBP_USD orders sell of 18,104 down to 1.24780, entry',
      'balance 99757.38, NAV 99757.38, margin 0.00, budget 29927.21',
    ],
  },
  {
    at: '2024-06-10 07:02',
    title: 'and so on',
    market: {},
    // 1.24840 * 0.99998 = 1.248375, down to 1.24837. NAV: (1.24837 - 1.24860) * 18,104 = -4.16. Margin: 18,104 * 0.062425.
    does: [
      'GBP_USD sold 18,104 at 1.24837, entry',
      'GBP_USD short 18,104, stop 1.25037, take 1.24537',
      'GBP_USD orders sell of 18,103 down to 1.24780, add',
      'balance 99757.38, NAV 99753.21, margin 1130.14, budget 29925.96',
    ],
  },
]

const { minute, nets } = play([EUR, GBP, JPY])
const played = STORY.map(({ at, market }) => minute(Date.parse(`${at.replace(' ', 'T')}:00Z`), market))

test.each(STORY.map((entry, n) => ({ ...entry, n })))('$at $title', ({ does, n }) => {
  expect(played[n]).toEqual(does)
})

test('in the end the finished trades explain the balance to the cent', () => {
  // Stop-out of the pound, the euro long and short, the yen.
  expect(nets.length).toBe(4 + 4 + 2 + 4)
  const net = nets.reduce((sum, value) => sum + value, 0)
  expect(net.toFixed(2)).toBe((-324.46 + 336.36 - 59.02 - 195.5).toFixed(2))
  expect((100_000 + net).toFixed(2)).toBe('99757.38')
})
