/** A small market for the tests of the exchange: EUR_USD and USD_JPY, bars by mids and a spread. */
import { createWorld, type World } from '../../../model/world.js'
import { createExchange } from '../../../operators/exchange/account.js'
import { type BidAskBar, matchBar } from '../../../operators/exchange/matching.js'
import type { Exchange, ExchangeConfig, Order, NewOrder, Transaction } from '../../../operators/exchange/types.js'
import { instrument } from '../../support/toy.js'

export const PLAIN: ExchangeConfig = {
  capital: 100_000,
  slippageBps: 0,
  conversionFee: 0.005,
  accountMarginRate: 0,
  financing: {},
  hedging: false,
  commission: 'none',
  depth: 'off',
  division: 'other',
  keepLog: true,
}
export const yen = { ...instrument('USD_JPY'), displayPrecision: 3, pipLocation: -2, marginRate: 0.04 }
export const worldOf = (home: string): World => createWorld([instrument('EUR_USD'), yen], home)
export const EUR = 0
export const JPY = 1

/** Both instruments quoted: EUR_USD 1.09990/1.10010, USD_JPY 99.990/100.010. */
export const open = (config: Partial<ExchangeConfig> = {}, home = 'USD'): Exchange => {
  const ex = createExchange({ ...PLAIN, ...config }, worldOf(home))
  quote(ex, EUR, 1.0999, 1.1001)
  quote(ex, JPY, 99.99, 100.01)
  return ex
}

/** Sets the sides of k and all rates to the home currency. */
export const quote = (ex: Exchange, k: number, bid: number, ask: number): void => {
  ex.bid[k] = bid
  ex.ask[k] = ask
  const usdOf = { USD: 1, EUR: mid(ex, EUR), JPY: 1 / mid(ex, JPY) }
  const home = ex.log[0]!['homeCurrency'] as keyof typeof usdOf
  ex.homeRate[EUR] = 1 / usdOf[home]
  ex.homeRate[JPY] = usdOf.JPY / usdOf[home]
}
const mid = (ex: Exchange, k: number) => (ex.bid[k]! + ex.ask[k]!) / 2

/** Market orders fill at the open. */
export const barOf = (o: number, h: number, l: number, c: number, spread: number, tsMs: number): BidAskBar => {
  const half = spread / 2
  return {
    bo: o - half,
    bh: h - half,
    bl: l - half,
    bc: c - half,
    ao: o + half,
    ah: h + half,
    al: l + half,
    ac: c + half,
    bid: o - half,
    ask: o + half,
    openTsMs: tsMs - 60_000,
    fillTsMs: tsMs - 60_000,
    tsMs,
  }
}

/** Plays one bar, by default a flat one with a spread of 2 pips; returns the refusal of an increase. */
export const play = (
  ex: Exchange,
  k: number,
  [o, h = o, l = o, c = o]: readonly [o: number, h?: number, l?: number, c?: number],
  { spread = k === EUR ? 0.0002 : 0.02, tsMs = nextMinute(ex) } = {},
): string | null => {
  const bar = barOf(o, h, l, c, spread, tsMs)
  const outcome = { rejected: null as string | null }
  matchBar(ex, k, bar, outcome)
  quote(ex, k, bar.bc, bar.ac)
  return outcome.rejected
}
/** A time later than everything in the log. */
export const nextMinute = (ex: Exchange): number =>
  (Math.floor(Math.max(...ex.log.map(({ tsMs }) => tsMs)) / 60_000) + 2) * 60_000

export const market = (units: number, more: Partial<NewOrder> = {}, k = EUR): NewOrder => ({
  type: 'MARKET',
  k,
  units,
  ...more,
})
export const tradesOf = (ex: Exchange, k = EUR): number[][] => ex.trades[k]!.map(({ units, price }) => [units, price])
export const lastOf = (ex: Exchange, type: string): Transaction => {
  const found = ex.log.filter((transaction) => transaction.type === type).at(-1)
  if (!found) throw new Error(`no ${type}`)
  return found
}
/** The order of an accepted request. */
export const accepted = (given: Order | string): Order => {
  if (typeof given === 'string') throw new Error(given)
  return given
}
/** Pending orders and brackets. */
export const ordersOf = (ex: Exchange): Order[] => [
  ...ex.orders.flat(),
  ...ex.trades.flat().flatMap(({ take, stop, trailing }) => [take, stop, trailing].filter((order) => order !== null)),
]
