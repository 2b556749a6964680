/** Alarm: increases of an instrument were rejected or cancelled three times in a row, and at every third one that follows. */
import type { NodeColumns } from '../../graph/engine/run/frame.js'
import type { World } from '../../model/world.js'
import type { AlarmWatch } from './alarm-watch.js'

const IN_A_ROW = 3

/** Counts as `risk` does (operators/risk/reject-backoff.ts): a fill ends the row before a reject of the same slice is added. `before`: rejects in a row so far. */
export const rejectRuns = ({ instruments, traded }: World, before: ArrayLike<number> = []): AlarmWatch => {
  const rejects = instruments.map((_, k) => before[k] ?? 0)
  return {
    look: (frame, s) => {
      const { entryFilled, rejected } = frame.columns['broker'] as NodeColumns as Record<string, Uint8Array>
      return instruments.flatMap(({ name }, k) => {
        const i = s * frame.count + k
        if (traded[k] === 0) return []
        if (entryFilled?.[i] === 1) rejects[k] = 0
        if (rejected?.[i] !== 1) return []
        const count = (rejects[k] ?? 0) + 1
        rejects[k] = count
        return count % IN_A_ROW === 0
          ? [`${name}: ${count} increases in a row were rejected or cancelled; it rests longer after each`]
          : []
      })
    },
  }
}
