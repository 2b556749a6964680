/** Whether two stretches of a family are the same market for a statistic. */
export interface Stretch {
  readonly family: string
  readonly instruments: readonly string[]
  /** ISO minutes, UTC: (from, to]. */
  readonly from: string
  readonly to: string
}

/** Any common instrument at any common time. */
export const overlaps = (a: Stretch, b: Stretch): boolean =>
  a.family === b.family &&
  Date.parse(a.from) < Date.parse(b.to) &&
  Date.parse(b.from) < Date.parse(a.to) &&
  a.instruments.some((name) => b.instruments.includes(name))
