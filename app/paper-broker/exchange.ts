/** The exchange engine's settings in the paper broker. */
import type { ExchangeConfig } from '../../operators/exchange/types.js'
import { brokerFinancing } from './financing.js'
import type { BrokerTerms } from './terms.js'

/** OANDA's fee on converted profits, a fraction. */
const CONVERSION_FEE = 0.005

/** `balance`: initial deposit in home currency. `hedging`: long and short trades of one instrument coexist, in every account. */
export const brokerExchange = (balance: number, hedging: boolean, terms: BrokerTerms): ExchangeConfig => ({
  ...terms,
  capital: balance,
  // Fills are at the prices that clients see in the streams.
  slippageBps: 0,
  conversionFee: CONVERSION_FEE,
  accountMarginRate: 0,
  financing: brokerFinancing,
  hedging,
  keepLog: true,
})
