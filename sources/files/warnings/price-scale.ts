/** Finds prices that are off by a power of ten: in points, in cents. */
import { usualPrice } from '../../plausibility/usual-price.js'

/** Further than a factor of five from the usual level is another power of ten. */
const FACTOR_MAX = 5

/** The power of ten by which prices are too high (5 = 100,000 times), 0 where they are right or the pair's level is not known. */
export const priceScale = (instrument: string, medianPrice: number): number => {
  const ratio = medianPrice / usualPrice(instrument)
  return ratio > FACTOR_MAX || ratio < 1 / FACTOR_MAX ? Math.round(Math.log10(ratio)) : 0
}
