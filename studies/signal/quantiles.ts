/** Which of `count` even parts each rank falls into, from 0; -1 where it is NaN. Ranks as `ranks` makes them. */
export const quantilesOf = (ranked: Float64Array, count: number): Int8Array => {
  let n = 0
  for (const rank of ranked) if (rank === rank) n++
  return Int8Array.from(ranked, (rank) =>
    rank === rank ? Math.min(count - 1, Math.floor(((rank - 0.5) / n) * count)) : -1,
  )
}
