/** Why a flatten is not done yet, in words for the operator who waits for it. */
import { columnsOf, hasNode } from '../../../graph/engine/run/columns-of.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { isoTime } from '../../../lib/iso-time.js'
import { SECOND_MS } from '../../../lib/time-units.js'
import { nodes } from '../../../model/nodes.js'
import { fxWeekEdge, isFxWeekMinute } from '../../../operators/calendar/new-york.js'
import type { UnreadableItem } from '../../../model/broker-client.js'
import { itemText, mayHold } from '../../../model/unreadable-items.js'
import type { OpenFlatten } from './requests.js'

const AWAY_MS = 10 * SECOND_MS

export interface Surroundings {
  readonly names: readonly string[]
  /** Open trades that are not SEP's. */
  readonly foreign: readonly string[]
  /** Orders and trades of the account that could not be understood: with one, nothing is known to be flat. */
  readonly unreadable?: readonly UnreadableItem[]
  readonly connected: boolean
  readonly heartbeatAgeMs: number
  readonly nowMs: number
}

/** What is open after a slice, where its part knows the account, and why it is: the why as of any later moment. */
export const flattenProgress = (
  frame: Frame,
  { pairs, isForeignToo }: OpenFlatten,
  { names, foreign, unreadable = [] }: Pick<Surroundings, 'names' | 'foreign' | 'unreadable'>,
): ((around: Surroundings) => string) => {
  if (!hasNode(frame, nodes.broker)) return why
  const { units } = columnsOf(frame, nodes.broker)
  const own = [...pairs].filter((k) => units[k] !== 0).map((k) => `${names[k]} ${units[k]}`)
  const held = [...own, ...(isForeignToo ? foreign : [])]
  const lost = unreadable.filter((item) => [...pairs].some((k) => mayHold(item, names[k]!)))
  const unread = lost.length === 0 ? '' : `could not be read: ${lost.map(itemText).join(', ')}; `
  if (held.length > 0) return (around) => `open: ${held.join(', ')}; ${unread}${why(around)}`
  return (around) => (unread === '' ? 'flat; waiting for orders in flight' : `${unread}${why(around)}`)
}

const why = ({ connected, heartbeatAgeMs, nowMs }: Surroundings): string => {
  if (!isFxWeekMinute(nowMs)) return `market closed until ${isoTime(fxWeekEdge(nowMs))}`
  if (connected && !(heartbeatAgeMs > AWAY_MS)) return 'closes are on their way'
  return `broker away${Number.isFinite(heartbeatAgeMs) ? ` since ${isoTime(Math.floor(nowMs - heartbeatAgeMs))}` : ''}`
}
