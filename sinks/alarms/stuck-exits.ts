/** Exits that do not leave: a close that is ordered minute after minute while its position stays as it is. */
import { columnsOf, hasNode } from '../../graph/engine/run/columns-of.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import { nodes } from '../../model/nodes.js'
import type { World } from '../../model/world.js'

/** A close that a slice orders is seen by the next; one that stands in the second minute after it has not left. */
const STUCK_MINUTES = 3

/** Returns, for each slice, why exits do not leave; null = they do, or none is wanted. */
export const stuckExits = ({ instruments }: World): ((frame: Frame) => string | null) => {
  const minutes = new Uint32Array(instruments.length)
  const before = new Float64Array(instruments.length)
  return (frame) => {
    if (!hasNode(frame, nodes.risk) || !hasNode(frame, nodes.broker)) return null
    const { closeAll, closeUnits } = columnsOf(frame, nodes.risk)
    const { units, closePending } = columnsOf(frame, nodes.broker)
    const isOpen = !hasNode(frame, nodes.session) || columnsOf(frame, nodes.session).weekOpen[0] !== 0
    for (let k = 0; k < instruments.length; k++) {
      const wanted = units[k] !== 0 && (closeAll[k] === 1 || closeUnits[k] !== 0 || closePending[k] === 1)
      // A closed market takes no order.
      minutes[k] = wanted && isOpen && units[k] === before[k] ? minutes[k]! + 1 : wanted && isOpen ? 1 : 0
      before[k] = units[k]!
    }
    const stuck = instruments.flatMap(({ name }, k) =>
      minutes[k]! >= STUCK_MINUTES ? [`${name} for ${minutes[k]} minutes`] : [],
    )
    return stuck.length === 0 ? null : `exits do not leave: ${stuck.join(', ')}`
  }
}
