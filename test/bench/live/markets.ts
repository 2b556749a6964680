/** Instruments of the live benches. */
export const EIGHT = ['AUD_USD', 'EUR_USD', 'GBP_USD', 'NZD_USD', 'USD_CAD', 'USD_CHF', 'USD_JPY', 'USD_SEK']
const CODES = ['EUR', 'GBP', 'AUD', 'NZD', 'CAD', 'CHF', 'JPY', 'NOK', 'SEK', 'DKK', 'PLN', 'HUF', 'CZK', 'SGD', 'MXN']
/** Pairs with the dollar first, so that every rate can be converted. */
export const HUNDRED = [
  ...CODES.map((code) => (['EUR', 'GBP', 'AUD', 'NZD'].includes(code) ? `${code}_USD` : `USD_${code}`)),
  ...CODES.flatMap((base, n) => CODES.slice(n + 1).map((quote) => `${base}_${quote}`)),
].slice(0, 100)
