/** Financing of the paper broker: OANDA US rates of 2021, with three days charged on Wednesday for the weekend. */
import type { FinancingRate } from '../../operators/exchange/types.js'

const DAYS = Object.freeze([1, 1, 3, 1, 1, 0, 0])
const RATES: Readonly<Record<string, readonly [long: number, short: number]>> = {
  AUD_USD: [-0.0124, -0.0091],
  EUR_JPY: [-0.0153, -0.0062],
  EUR_USD: [-0.017, -0.0033],
  GBP_USD: [-0.0108, -0.01],
  NZD_USD: [-0.0125, -0.0095],
  USD_CAD: [-0.0088, -0.0123],
  USD_CHF: [-0.001, -0.0198],
  USD_JPY: [-0.0084, -0.013],
}

/** Other pairs are held free of charge. */
export const brokerFinancing: Readonly<Record<string, FinancingRate>> = Object.freeze(
  Object.fromEntries(
    Object.entries(RATES).map(([name, [longRate, shortRate]]) => [name, { longRate, shortRate, daysCharged: DAYS }]),
  ),
)
