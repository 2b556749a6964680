/** Currency pairs that OANDA knows, whether offered here or not: an unknown name is invalid, a known one is not tradeable. */
const CURRENCIES = new Set(
  'USD EUR JPY GBP CHF CAD AUD NZD SEK NOK DKK SGD HKD ZAR MXN TRY PLN HUF CZK CNH THB INR SAR'.split(' '),
)
/** True for a real currency pair, even if it is not offered here. */
export const isFxPair = (name: string): boolean =>
  /^[A-Z]{3}_[A-Z]{3}$/.test(name) && CURRENCIES.has(name.slice(0, 3)) && CURRENCIES.has(name.slice(4))
