/** Alarms about places: weights that do not follow the gates, and trades on paper that practice would not make. */
import { columnsOf } from '../../graph/engine/run/columns-of.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import { DAY_MS } from '../../lib/time-units.js'
import { nodes } from '../../model/nodes.js'
import { PASSES_TO_OPEN } from '../../operators/gates/gate-machine.js'
import type { AlarmWatch } from './alarm-watch.js'

/** True at most once per UTC day. */
const oncePerDay = (): ((tsMs: number) => boolean) => {
  let last = Number.NaN
  return (tsMs) => {
    const day = Math.floor(tsMs / DAY_MS)
    if (day === last) return false
    last = day
    return true
  }
}

/** Alarms on the first slice of a day that holds its weights, with the number of such slices since the start. */
export const heldWeightsWatch = ({ gatesMaxAgeSec }: { readonly gatesMaxAgeSec: number }): AlarmWatch => {
  const due = oncePerDay()
  const seen = { slices: 0, held: 0 }
  return {
    code: 'weights',
    look: (frame, s) => {
      const { held } = columnsOf(frame, nodes.allocate)
      seen.slices++
      if (held[s] !== 1) return []
      seen.held++
      if (!due(frame.time.tsMs[s] as number)) return []
      const count = `${seen.held} of ${seen.slices} slices since the start`
      return [`weights are held: the gates are older than ${gatesMaxAgeSec} s (${count}); places do not follow them`]
    },
  }
}

/** Notes on the first slice of a day, before its orders, that filled places trade and none is earned. */
export const unearnedPlacesWatch = (): AlarmWatch => {
  const due = oncePerDay()
  return {
    code: 'places',
    look: (frame, s) => {
      const trades = columnsOf(frame, nodes.control).fillTrades[s] === 1
      if (!trades || earnedPlaces(frame, s) > 0 || !due(frame.time.tsMs[s] as number)) return []
      return [
        `in practice nothing would be traded now: no instrument has earned a place, which takes ${PASSES_TO_OPEN} good verdicts in a row ` +
          'on its shadow trades (page Gates; for history: sep backtest); on paper filled places trade (FILL_TRADES)',
      ]
    },
  }
}

const earnedPlaces = (frame: Frame, s: number): number => {
  const { weight, filled } = columnsOf(frame, nodes.allocate)
  let earned = 0
  for (let i = s * frame.count; i < (s + 1) * frame.count; i++)
    if ((weight[i] as number) > 0 && filled[i] === 0) earned++
  return earned
}
