/** What a node does now, in words. Null figures are not known and show as a dash. */
import type { z } from 'zod'
import type { nodeStatsSchema } from '../../../api/contract/graph.js'

export type NodeStatsView = z.output<typeof nodeStatsSchema>
export interface NodeFacts {
  readonly rate: string
  readonly p50: string
  readonly p99: string
  readonly lag: string
  /** Rows in and out of the newest slices. */
  readonly rows: string
  /** What it held back; empty where it guards nothing or passes all. */
  readonly swallowed: string
}

export const NOT_KNOWN = '–'

export const nodeFacts = (stats: NodeStatsView | undefined): NodeFacts => ({
  rate: stats?.rowsPerSec == null ? NOT_KNOWN : `${plain(stats.rowsPerSec)} rows/s`,
  p50: micros(stats?.p50Us ?? null),
  p99: micros(stats?.p99Us ?? null),
  lag: stats?.lagMs == null ? NOT_KNOWN : lagText(stats.lagMs),
  rows: stats?.rowsIn == null || stats.rowsOut == null ? NOT_KNOWN : `${plain(stats.rowsIn)} → ${plain(stats.rowsOut)}`,
  swallowed: swallowedText(stats),
})

const swallowedText = (stats: NodeStatsView | undefined): string => {
  if (stats?.rowsIn == null || stats.rowsOut == null || stats.rowsOut >= stats.rowsIn) return ''
  return `${plain(stats.rowsIn - stats.rowsOut)} of ${plain(stats.rowsIn)}`
}

/** Three digits are enough to compare nodes. */
const micros = (us: number | null): string => {
  if (us === null) return NOT_KNOWN
  if (us >= 1_000_000) return `${plain(us / 1_000_000)} s`
  return us >= 1000 ? `${plain(us / 1000)} ms` : `${plain(us)} µs`
}
const lagText = (ms: number): string => {
  if (ms <= 0) return 'none'
  if (ms < 1000) return `${plain(ms)} ms`
  return ms < 120_000 ? `${plain(ms / 1000)} s` : `${plain(ms / 60_000)} min`
}
const plain = (value: number): string =>
  value.toLocaleString('en-GB', value >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 })
