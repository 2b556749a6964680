/** Below it 1 - p loses digits, and n p is exact. */
const TINY = 1e-9

/** Probability that the best of n independent configurations reaches a p-value: 1 - (1 - p)^n (Sidak 1967). */
export const searchPValue = (p: number, n: number): number =>
  p < TINY ? Math.min(1, n * p) : 1 - Math.exp(n * Math.log(1 - p))
