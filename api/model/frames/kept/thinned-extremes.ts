/** A history of bounded length: buckets of equal counts, each with its first, lowest, highest and last value. */

type Point = readonly [number, number]
interface Bucket {
  readonly first: Point
  low: Point
  high: Point
  last: Point
  count: number
}
export interface ThinnedExtremes {
  push(tsMs: number, value: number): void
  /** By rising time. */
  points(): readonly Point[]
}

/** Keeps at most `most` points. */
export const thinnedExtremes = (most: number): ThinnedExtremes => {
  const state = { size: 1, buckets: [] as Bucket[] }
  const merge = (): void => {
    const halves: Bucket[] = []
    for (let n = 0; n < state.buckets.length; n += 2) {
      const [a, b] = [state.buckets[n]!, state.buckets[n + 1]]
      halves.push(b ? joined(a, b) : a)
    }
    state.buckets = halves
    state.size *= 2
  }
  return {
    push: (tsMs, value) => {
      const point: Point = [tsMs, value]
      const open = state.buckets.at(-1)
      if (open && open.count < state.size) add(open, point)
      else state.buckets.push({ first: point, low: point, high: point, last: point, count: 1 })
      if (state.buckets.length > most / 4) merge()
    },
    points: () =>
      state.buckets.flatMap(({ first, low, high, last }) =>
        [...new Set([first, low, high, last])].toSorted((a, b) => a[0] - b[0]),
      ),
  }
}

const add = (bucket: Bucket, point: Point): void => {
  if (point[1] < bucket.low[1]) bucket.low = point
  if (point[1] > bucket.high[1]) bucket.high = point
  bucket.last = point
  bucket.count++
}

const joined = (a: Bucket, b: Bucket): Bucket => ({
  first: a.first,
  low: b.low[1] < a.low[1] ? b.low : a.low,
  high: b.high[1] > a.high[1] ? b.high : a.high,
  last: b.last,
  count: a.count + b.count,
})
