/** Why a flatten is not done yet, in words for the operator who waits for it. */
import { columnsOf, hasNode } from '../../../graph/engine/run/columns-of.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { isoTime } from '../../../lib/iso-time.js'
import { SECOND_MS } from '../../../lib/time-units.js'
import { nodes } from '../../../model/nodes.js'
import { fxWeekEdge, isFxWeekMinute } from '../../../operators/calendar/new-york.js'
import type { OpenFlatten } from './requests.js'

const AWAY_MS = 10 * SECOND_MS

export interface Surroundings {
  readonly names: readonly string[]
  /** Open trades that are not SEP's. */
  readonly foreign: readonly string[]
  readonly connected: boolean
  readonly heartbeatAgeMs: number
  readonly nowMs: number
}

/** What is open after a slice, where its part knows the account, and why it is. */
export const flattenProgress = (frame: Frame, { pairs, isForeignToo }: OpenFlatten, around: Surroundings): string => {
  if (!hasNode(frame, nodes.broker)) return why(around)
  const { units } = columnsOf(frame, nodes.broker)
  const own = [...pairs].filter((k) => units[k] !== 0).map((k) => `${around.names[k]} ${units[k]}`)
  const held = [...own, ...(isForeignToo ? around.foreign : [])]
  return held.length === 0 ? 'flat; waiting for orders in flight' : `open: ${held.join(', ')}; ${why(around)}`
}

const why = ({ connected, heartbeatAgeMs, nowMs }: Surroundings): string => {
  if (!isFxWeekMinute(nowMs)) return `market closed until ${isoTime(fxWeekEdge(nowMs))}`
  if (connected && !(heartbeatAgeMs > AWAY_MS)) return 'closes are on their way'
  return `broker away${Number.isFinite(heartbeatAgeMs) ? ` since ${isoTime(Math.floor(nowMs - heartbeatAgeMs))}` : ''}`
}
