/** Currency pairs that exist at OANDA, offered here or not: an unknown one is a typing error, a known one not tradeable. */
const CURRENCIES = new Set(
  'USD EUR JPY GBP CHF CAD AUD NZD SEK NOK DKK SGD HKD ZAR MXN TRY PLN HUF CZK CNH THB INR SAR'.split(' '),
)
/** A pair that exists in the world, if not here. */
export const isFxPair = (name: string): boolean =>
  /^[A-Z]{3}_[A-Z]{3}$/.test(name) && CURRENCIES.has(name.slice(0, 3)) && CURRENCIES.has(name.slice(4))
