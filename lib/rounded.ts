/** A number as a reader is shown it: what floats leave behind the last decimal that means something is cut off. */

/** To the nearest with so many decimals; NaN, infinities and whole numbers stay, -0 is 0. For the ends only: nothing is computed from it. */
export const rounded = (value: number, decimals: number): number => Number(value.toFixed(decimals)) + 0
