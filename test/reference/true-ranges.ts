/** True ranges of buckets by the letter: after each row all complete buckets are made again. */

/** `t` in minutes; no `c` = no candle. */
export interface RangeRow {
  readonly t: number
  readonly h?: number
  readonly l?: number
  readonly c?: number
  readonly gap?: number
}

/** Wilder by the book, from all rows at once. */
export const slowRanges = (rows: readonly RangeRow[], n: number, minutes: number) => {
  const atrs: number[] = []
  const medians: number[] = []
  let buckets: { id: number; h: number; l: number; c: number; gap: number }[] = []
  for (const row of rows) {
    if (row.c !== undefined) {
      const id = Math.floor((row.t - 1) / minutes)
      const last = buckets.at(-1)
      if (last?.id === id) Object.assign(last, { h: Math.max(last.h, row.h!), l: Math.min(last.l, row.l!), c: row.c })
      else buckets = [...buckets, { id, h: row.h!, l: row.l!, c: row.c, gap: row.gap ?? 0 }]
    }
    const ranges = buckets
      .filter((b) => row.t >= (b.id + 1) * minutes)
      .map((b, i, all) => {
        const before = b.gap || i === 0 ? b.c : all[i - 1]!.c
        return Math.max(b.h, before) - Math.min(b.l, before)
      })
    let atr = ranges.length < n ? Number.NaN : ranges.slice(0, n).reduce((sum, r) => sum + r, 0) / n
    for (const range of ranges.slice(n)) atr = (atr * (n - 1) + range) / n
    atrs.push(atr)
    const sorted = ranges.slice(-288).sort((a, b) => a - b)
    const middle = sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1)
    medians.push(ranges.length < n ? Number.NaN : middle.reduce((sum, r) => sum + r, 0) / middle.length)
  }
  return { atrs, medians }
}
