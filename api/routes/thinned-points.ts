/** Thins a series to at most so many points; each stretch keeps its lowest and its highest, so that no extreme is lost. */

type Point = readonly [tsMs: number, value: number]

/** `most` >= 4. The first and the last point stay. */
export const thinnedPoints = (points: readonly Point[], most: number): readonly Point[] => {
  if (points.length <= most) return points
  const inner = points.slice(1, -1)
  const stretches = Math.max(1, Math.floor((most - 2) / 2))
  const kept = Array.from({ length: stretches }, (_, at) => {
    const from = Math.floor((at * inner.length) / stretches)
    return extremes(inner.slice(from, Math.floor(((at + 1) * inner.length) / stretches)))
  })
  return [points[0]!, ...kept.flat(), points.at(-1)!]
}

const extremes = (points: readonly Point[]): readonly Point[] => {
  const [low, high] = [least(points, 1), least(points, -1)]
  return [...new Set([low, high])].filter((point) => point !== undefined).toSorted((a, b) => a[0] - b[0])
}

const least = (points: readonly Point[], sign: 1 | -1): Point | undefined =>
  points.reduce<Point | undefined>(
    (best, point) => (!best || sign * point[1] < sign * best[1] ? point : best),
    undefined,
  )
