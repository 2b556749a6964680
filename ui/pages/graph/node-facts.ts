/** What a node does now, in words. Null figures are not known and show as a dash. */
import type { z } from 'zod'
import type { nodeStatsSchema } from '../../../api/contract/graph.js'
import { span } from '../../format/span.js'
import { SECOND_MS } from '../../format/time-units.js'

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
  /** The same as a share. */
  readonly share: string
}

export const NOT_KNOWN = '–'

export const nodeFacts = (stats: NodeStatsView | undefined): NodeFacts => ({
  rate: stats?.rowsPerSec == null ? NOT_KNOWN : `${plain(stats.rowsPerSec)} rows/s`,
  p50: micros(stats?.p50Us ?? null),
  p99: micros(stats?.p99Us ?? null),
  lag: stats?.lagMs == null ? NOT_KNOWN : lagText(stats.lagMs),
  rows: stats?.rowsIn == null || stats.rowsOut == null ? NOT_KNOWN : `${plain(stats.rowsIn)} → ${plain(stats.rowsOut)}`,
  ...held(stats),
})

const held = (stats: NodeStatsView | undefined): Pick<NodeFacts, 'swallowed' | 'share'> => {
  if (stats?.rowsIn == null || stats.rowsOut == null || stats.rowsOut >= stats.rowsIn)
    return { swallowed: '', share: '' }
  const back = stats.rowsIn - stats.rowsOut
  const percent = (100 * back) / stats.rowsIn
  // What lets little through does not hold back everything.
  const rounded = stats.rowsOut > 0 ? Math.min(99, Math.round(percent)) : 100
  return { swallowed: `${plain(back)} of ${plain(stats.rowsIn)}`, share: percent < 1 ? 'under 1 %' : `${rounded} %` }
}

/** Three digits are enough to compare nodes. */
const micros = (us: number | null): string => {
  if (us === null) return NOT_KNOWN
  if (us >= 1_000_000) return `${plain(us / 1_000_000)} s`
  return us >= 1000 ? `${plain(us / 1000)} ms` : `${plain(us)} µs`
}
const lagText = (ms: number): string => (ms <= 0 ? 'none' : ms < SECOND_MS ? `${plain(ms)} ms` : span(ms))
const plain = (value: number): string =>
  value.toLocaleString('en-GB', value >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 })
