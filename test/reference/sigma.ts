/** Sigma of each instrument in TypeScript, in the kernel's order of operations: equal to the bit. */

/** Candles in the window; it holds at most one return fewer. */
const RETURNS = 1440 - 1
/** Candles required before there is a value. */
const LEAST = 128

/** Returns a function that takes the next close, and whether a gap precedes it, and gives sigma. */
export const referenceSigma = (): ((close: number, gap: boolean) => number) => {
  const ring = new Float64Array(RETURNS).fill(Number.NaN)
  let [seen, before, sum, squares, kept] = [0, 0, 0, 0, 0]
  const move = (value: number, sign: number) => {
    if (Number.isNaN(value)) return
    sum += sign * value
    squares += sign * value * value
    kept += sign
  }
  const enter = (entering: number) => {
    const slot = (seen - 1) % RETURNS
    const leaving = ring[slot] as number
    ring[slot] = entering
    if (slot < RETURNS - 1) {
      move(leaving, -1)
      move(entering, 1)
      return
    }
    sum = squares = kept = 0
    for (const value of ring) move(value, 1)
  }
  return (close, gap) => {
    if (seen > 0) enter(gap ? Number.NaN : Math.log(close / before))
    seen++
    before = close
    if (seen < LEAST || kept < 2) return Number.NaN
    const mean = sum / kept
    return Math.sqrt(Math.max(0, (squares - kept * mean * mean) / (kept - 1)))
  }
}
