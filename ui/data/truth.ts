/** Is what the reader sees true? Judged by the clock of the reader's machine, too: a server that no longer answers cannot report it. */
import type { StatusView } from '../../api/contract/status.js'
import { MINUTE_MS, SECOND_MS } from '../format/time-units.js'

/** `lost`: nothing was answered for longer than it may be. `none`: nothing was ever answered. */
export type Truth = 'none' | 'lost' | 'warming' | 'stale' | 'closed' | 'live'

export interface Heard {
  readonly status: StatusView | undefined
  /** Since the newest answer, whatever it held. */
  readonly answeredAgoMs: number
  /** Since the newest slice changed, as seen here. */
  readonly unchangedMs: number
  /** The last request failed. */
  readonly failed: boolean
}

const SILENCE_MS = 8 * SECOND_MS
const PATIENCE_MS = 10 * SECOND_MS
const SLICES = 3

export const truthOf = ({ status, answeredAgoMs, unchangedMs, failed }: Heard): Truth => {
  if (status === undefined) return 'none'
  if (failed || answeredAgoMs > SILENCE_MS) return 'lost'
  if (status.tsMs === null || status.phase === 'warming' || status.phase === 'starting') return 'warming'
  if (status.stale) return 'stale'
  if (status.dueMs === null) return 'closed'
  return unchangedMs > Math.max(PATIENCE_MS, (SLICES * MINUTE_MS) / status.speed) ? 'stale' : 'live'
}

/** Figures that are not of now are grey. */
export const isPast = (truth: Truth): boolean => truth === 'lost' || truth === 'stale' || truth === 'none'
