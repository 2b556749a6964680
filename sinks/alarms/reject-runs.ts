/** Alarm: three consecutive increases of an instrument were rejected or cancelled; repeated at every third one after that. */
import { columnsOf } from '../../graph/engine/run/columns-of.js'
import { nodes } from '../../model/nodes.js'
import type { World } from '../../model/world.js'
import type { AlarmWatch } from './alarm-watch.js'

const IN_A_ROW = 3

/**
 * Counts as `risk` does (operators/risk/reject-backoff.ts): a fill resets the count before a reject of the same slice is added.
 * `before`: consecutive rejects of each instrument so far.
 */
export const rejectRuns = ({ instruments, traded }: World, before: ArrayLike<number> = []): AlarmWatch => {
  const rejects = instruments.map((_, k) => before[k] ?? 0)
  return {
    code: 'rejects',
    look: (frame, s) => {
      const { entryFilled, rejected } = columnsOf(frame, nodes.broker)
      return instruments.flatMap(({ name }, k) => {
        const i = s * frame.count + k
        if (traded[k] === 0) return []
        if (entryFilled[i] === 1) rejects[k] = 0
        if (rejected[i] !== 1) return []
        const count = (rejects[k] ?? 0) + 1
        rejects[k] = count
        return count % IN_A_ROW === 0
          ? [`${name}: ${count} consecutive increases rejected or cancelled; the pause before the next grows with each`]
          : []
      })
    },
  }
}
