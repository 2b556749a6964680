/** Alarms: the drawdown limit is reached; the kill switch is turned on while the pipeline runs. */
import { columnsOf } from '../../graph/engine/run/columns-of.js'
import { nodes } from '../../model/nodes.js'
import type { AlarmWatch } from './alarm-watch.js'

export interface DrawdownLimit {
  /** From the NAV peak, %. */
  readonly maxDrawdownPct: number
  readonly drawdownAction: 'kill' | 'report'
}

/** Alarms once per breach, and again only after the peak was reset or exceeded. */
export const drawdownLatch = ({ maxDrawdownPct, drawdownAction }: DrawdownLimit): AlarmWatch => {
  let alarmed = false
  return {
    code: 'drawdown',
    look: (frame, s) => {
      const { drawdownPct, killed } = columnsOf(frame, nodes.risk)
      const { killSwitch } = columnsOf(frame, nodes.control)
      const pct = drawdownPct[s] as number
      // After a restart the latch may be set although the drawdown is back within the limit.
      const kills = killed[s] === 1 && killSwitch[s] === 0
      if (!kills && pct === 0) alarmed = false
      if (alarmed || !(kills || pct >= maxDrawdownPct)) return []
      alarmed = true
      const action =
        drawdownAction === 'kill'
          ? 'it acts as the kill switch until `sep arm` resets it'
          : 'reported only, trading continues'
      return [`drawdown limit of ${maxDrawdownPct} % reached (now ${pct.toFixed(2)} %): ${action}`]
    },
  }
}

/** A kill switch that is on at the start raises no alarm: the start itself logs it. */
export const killSwitchLatch = (): AlarmWatch => {
  let before = 1
  return {
    code: 'kill_switch',
    look: (frame, s) => {
      const now = columnsOf(frame, nodes.control).killSwitch[s] as number
      const turnedOn = now === 1 && before === 0
      before = now
      return turnedOn ? ['the kill switch is ON: no order that increases a position is sent until `sep arm`'] : []
    },
  }
}
