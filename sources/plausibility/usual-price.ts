/** The usual level of a pair's price, roughly: enough to see a power of ten. */

/** What a unit of the currency is worth in dollars, roughly; only those that have stayed within a factor of three since 2000. */
const DOLLARS: { readonly [currency: string]: number } = {
  USD: 1,
  EUR: 1.2,
  GBP: 1.5,
  AUD: 0.75,
  NZD: 0.65,
  CAD: 0.8,
  CHF: 1,
  JPY: 0.009,
  SEK: 0.12,
  NOK: 0.13,
  DKK: 0.16,
  SGD: 0.7,
  HKD: 0.128,
  CNH: 0.145,
  PLN: 0.27,
  CZK: 0.045,
  HUF: 0.0037,
  THB: 0.029,
}

/** NaN where the level is not known. */
export const usualPrice = (instrument: string): number => {
  const [base, quote] = [DOLLARS[instrument.slice(0, 3)], DOLLARS[instrument.slice(4)]]
  return base === undefined || quote === undefined ? Number.NaN : base / quote
}
