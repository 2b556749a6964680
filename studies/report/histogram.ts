/** Counts of values in equal bins with round edges, one of which is zero. */

export interface Histogram {
  /** Ascending; bin i holds values in [edges[i], edges[i + 1]). The first and the last bin also hold all beyond them. */
  readonly edges: readonly number[]
  readonly counts: readonly number[]
}

/** About 40 bins at most from the 0.5 % to the 99.5 % quantile, zero among them: single extremes do not squeeze the rest into one bar. */
export const histogramOf = (values: readonly number[]): Histogram => {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b)
  if (sorted.length === 0) return { edges: [], counts: [] }
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] as number
  const width = roundWidth((Math.max(0, at(0.995)) - Math.min(0, at(0.005))) / 40)
  const first = Math.floor(Math.min(0, at(0.005)) / width)
  const last = Math.max(first + 1, Math.floor(Math.max(0, at(0.995)) / width) + 1)
  const counts = new Array<number>(last - first).fill(0)
  for (const value of sorted) {
    const bin = Math.min(counts.length - 1, Math.max(0, Math.floor(value / width) - first))
    counts[bin] = (counts[bin] as number) + 1
  }
  return {
    edges: Array.from({ length: counts.length + 1 }, (_, i) => Number(((first + i) * width).toPrecision(12))),
    counts,
  }
}

/** Finer than any result in basis points or percent. */
const TOO_FINE = 1e-12

/** The next of 1, 2, 5 x 10^n; 1 for values that are all about zero. */
const roundWidth = (width: number): number => {
  if (!(width > TOO_FINE)) return 1
  let power = 1
  while (power > width) power /= 10
  while (power * 10 <= width) power *= 10
  return power * ([1, 2, 5].find((multiple) => power * multiple >= width) ?? 10)
}
