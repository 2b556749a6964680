/** Finds prices that are off by a power of ten: in points, in cents. */

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
/** Further than a factor of five from the usual level is another power of ten. */
const FACTOR_MAX = 5

/** The power of ten by which prices are too high (5 = 100,000 times), 0 where they are right or the pair's level is not known. */
export const priceScale = (instrument: string, medianPrice: number): number => {
  const [base, quote] = [DOLLARS[instrument.slice(0, 3)], DOLLARS[instrument.slice(4)]]
  if (base === undefined || quote === undefined) return 0
  const ratio = medianPrice / (base / quote)
  return ratio > FACTOR_MAX || ratio < 1 / FACTOR_MAX ? Math.round(Math.log10(ratio)) : 0
}
