/** The whole history of a value in a bounded list: when the list is full every other point is dropped and the sampling rate is halved. */

export interface ThinnedHistory {
  /** [tsMs, value], oldest first; the last point is always the newest. */
  readonly points: readonly (readonly [number, number])[]
  push(tsMs: number, value: number): void
}

export const thinnedHistory = (most: number): ThinnedHistory => {
  let points: (readonly [number, number])[] = []
  let stride = 1
  let seen = 0
  let last: readonly [number, number] | undefined
  return {
    get points() {
      return last === undefined || points.at(-1) === last ? points : [...points, last]
    },
    push: (tsMs, value) => {
      last = [tsMs, value]
      if (seen++ % stride !== 0) return
      points.push(last)
      if (points.length < most) return
      points = points.filter((_, n) => n % 2 === 0)
      stride *= 2
    },
  }
}
