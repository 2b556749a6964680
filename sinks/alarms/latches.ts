/** Alarms: the drawdown has reached its limit; the kill switch went on while the pipeline ran. */
import type { Frame, NodeColumns } from '../../graph/engine/run/frame.js'
import type { AlarmWatch } from './alarm-watch.js'

export interface DrawdownLimit {
  /** From the NAV peak, %. */
  readonly maxDrawdownPct: number
  readonly drawdownAction: 'kill' | 'report'
}

const value = (frame: Frame, node: string, column: string, s: number): number =>
  ((frame.columns[node] as NodeColumns)[column] as Float64Array)[s] as number

/** Once a trip: again only after the peak has begun anew, by a reset or by a new high. */
export const drawdownLatch = ({ maxDrawdownPct, drawdownAction }: DrawdownLimit): AlarmWatch => {
  let said = false
  return {
    look: (frame, s) => {
      const pct = value(frame, 'risk', 'drawdownPct', s)
      // What a restart finds latched may be back within the limit.
      const kills = value(frame, 'risk', 'killed', s) === 1 && value(frame, 'control', 'killSwitch', s) === 0
      if (!kills && pct === 0) said = false
      if (said || !(kills || pct >= maxDrawdownPct)) return []
      said = true
      const what =
        drawdownAction === 'kill' ? 'it acts as the kill switch until `sep arm` resets it' : 'it is only reported'
      return [`the drawdown limit of ${maxDrawdownPct} % is reached (now ${pct.toFixed(2)} %): ${what}`]
    },
  }
}

/** What is on at the start is said by the start. */
export const killSwitchLatch = (): AlarmWatch => {
  let before = 1
  return {
    look: (frame, s) => {
      const now = value(frame, 'control', 'killSwitch', s)
      const turned = now === 1 && before === 0
      before = now
      return turned ? ['the kill switch is ON: no increase leaves until `sep arm`'] : []
    },
  }
}
