import { normalUpperTail } from './normal.js'

/**
 * P(chi-square with so many degrees >= x), right also where it is tiny: Q(a + 1, y) = Q(a, y) + y^a e^-y / Gamma(a + 1) with y = x/2, up
 * from Q(1, y) = e^-y for even degrees and from Q(1/2, y) = 2 P(Z >= sqrt x) for odd ones (Abramowitz and Stegun 1964, 26.4.4 and 26.4.5).
 */
export const chiSquareUpperTail = (x: number, degrees: number): number => {
  if (!(x > 0)) return x <= 0 ? 1 : Number.NaN
  const y = x / 2
  const odd = degrees % 2 === 1
  let tail = odd ? 2 * normalUpperTail(Math.sqrt(x)) : Math.exp(-y)
  // y^a e^-y / Gamma(a + 1) at the first a.
  let term = odd ? (2 * Math.sqrt(y) * Math.exp(-y)) / Math.sqrt(Math.PI) : y * Math.exp(-y)
  for (let a = odd ? 0.5 : 1; a < degrees / 2; a++) {
    tail += term
    term *= y / (a + 1)
  }
  return tail
}
