/** Columns of a gate's history for the chart: x in seconds, gaps as null; and 1 while it was on. */
export interface HistoryPoint {
  readonly tsMs: number
  readonly state: string
  readonly pnlBps: number | null
  readonly calmar: number | null
  readonly trades: number
  readonly weight: number
}
export interface HistorySeries {
  readonly seconds: number[]
  readonly pnlBps: (number | null)[]
  readonly on: number[]
}
export const historySeries = (points: readonly HistoryPoint[]): HistorySeries => ({
  seconds: points.map(({ tsMs }) => tsMs / 1000),
  pnlBps: points.map(({ pnlBps }) => pnlBps),
  on: points.map(({ state }) => (state === 'on' ? 1 : 0)),
})

/** Points at which the state changed, newest first: the table twin of a history. */
export const stateChanges = <P extends HistoryPoint>(points: readonly P[]): readonly P[] =>
  points.filter(({ state }, i) => points[i - 1]?.state !== state).toReversed()

/** What the chart shows, for those who do not see it. */
export const historyText = (instrument: string, points: readonly HistoryPoint[]): string => {
  const known = points.flatMap(({ pnlBps }) => (pnlBps === null ? [] : [pnlBps]))
  const last = points.at(-1)
  if (!last || known.length === 0) return `${instrument}: no history yet`
  const changes = stateChanges(points).length - 1
  return (
    `${instrument}: shadow result from ${Math.min(...known).toFixed(1)} to ${Math.max(...known).toFixed(1)} bps, ` +
    `now ${known.at(-1)?.toFixed(1)}; gate ${last.state}, ${changes} ${changes === 1 ? 'change' : 'changes'}`
  )
}
