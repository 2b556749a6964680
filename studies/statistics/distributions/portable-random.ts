const MODULUS = 2_147_483_647
const MULTIPLIER = 48_271

/**
 * Uniform numbers in (0, 1): s = s x 48271 mod (2^31 - 1), u = s / (2^31 - 1) (Park, Miller, Stockmeyer 1993). Every language can repeat
 * them exactly, so a p-value can be checked elsewhere to its last digit. Any seed: it is taken modulo 2^31 - 1, and 0 becomes 1.
 */
export const portableRandom = (seed: number): (() => number) => {
  let state = seed % MODULUS || 1
  return () => {
    // The product is below 2^53 and exact; a rounded quotient can be off by one.
    const product = state * MULTIPLIER
    state = product - Math.floor(product * (1 / MODULUS)) * MODULUS
    if (state >= MODULUS) state -= MODULUS
    else if (state < 0) state += MODULUS
    return state * (1 / MODULUS)
  }
}
