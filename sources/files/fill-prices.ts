/** Fills the prices of a row from those a source has. */

export type Bar = readonly [o: number, h: number, l: number, c: number]

/** The mid of two decimals has one more digit; rounding to so many removes the noise of binary sums. */
const SCALE = 1e9

/** Sets o..c and the sides of a row (in the order of SERIES_COLUMNS): mid as given, else the middle of bid and ask, else the bid. */
export const fillPrices = (row: Float64Array, mid: Bar | null, bid: Bar | null, ask: Bar | null): void => {
  for (let n = 0; n < 4; n++) {
    const b = bid ? bid[n]! : Number.NaN
    const a = ask ? ask[n]! : Number.NaN
    row[1 + n] = mid ? mid[n]! : ask ? Math.round(((b + a) / 2) * SCALE) / SCALE : b
    row[6 + n] = b
    row[10 + n] = a
  }
}
