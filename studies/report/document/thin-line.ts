/** A line thinned for drawing: at most `2 * buckets + 2` points, and no minimum or maximum is lost. */

export interface PlainLine {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

/**
 * Cuts the span of x (ascending) into equal buckets and keeps the lowest and the highest point of each, in their order, and both ends.
 * Points without a value are left out.
 */
export const thinLine = ({ x, y }: PlainLine, buckets: number): PlainLine => {
  const known = x.flatMap((_, i) => (Number.isFinite(y[i]) ? [i] : []))
  if (known.length <= 2 * buckets + 2) return take({ x, y }, known)
  const first = known[0] as number
  const last = known.at(-1) as number
  const [from, to] = [x[first] as number, x[last] as number]
  const kept: number[] = [first]
  let bucket = 0
  let low = first
  let high = first
  const flush = () => {
    for (const i of low < high ? [low, high] : [high, low]) if (i > (kept.at(-1) as number)) kept.push(i)
  }
  for (const i of known) {
    const own = Math.min(buckets - 1, Math.floor((((x[i] as number) - from) / (to - from || 1)) * buckets))
    if (own !== bucket) {
      flush()
      bucket = own
      low = i
      high = i
    }
    if ((y[i] as number) < (y[low] as number)) low = i
    if ((y[i] as number) > (y[high] as number)) high = i
  }
  flush()
  if (kept.at(-1) !== last) kept.push(last)
  return take({ x, y }, kept)
}

const take = ({ x, y }: PlainLine, indices: readonly number[]): PlainLine => ({
  x: indices.map((i) => x[i] as number),
  y: indices.map((i) => y[i] as number),
})
