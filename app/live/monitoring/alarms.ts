/** Alarms of a live pipeline about itself: rejects in a row, an account apart from its shadow, guards that filter nothing, latches. */
import type { Frame } from '../../../graph/engine/run/frame.js'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import type { World } from '../../../model/world.js'
import type { AlarmLog } from '../../../sinks/alarms/alarm-log.js'
import type { AlarmWatch } from '../../../sinks/alarms/alarm-watch.js'
import { GUARD_DAYS, type GuardTotals } from '../../../sinks/alarms/guard-days.js'
import { drawdownLatch, killSwitchLatch } from '../../../sinks/alarms/latches.js'
import { heldWeightsWatch, unearnedPlacesWatch } from '../../../sinks/alarms/place-watches.js'
import { rejectRuns } from '../../../sinks/alarms/reject-runs.js'
import { collectShadowGap } from '../../../sinks/run/shadow-gap.js'
import { guardStatements } from '../../../studies/report/guard-statements.js'
import { isApart, shadowStatements } from '../../../studies/report/shadow-statements.js'
import type { WatchedNode } from './absences.js'
import type { Settings } from '../../config/settings.js'
import { DAY_MS } from '../../../lib/time-units.js'

export interface LiveAlarmInputs {
  readonly world: World
  readonly settings: Settings
  readonly log: Pick<AlarmLog, 'raise'>
  /** Rejects in a row of each instrument as the restored state has them. */
  readonly rejects: ArrayLike<number>
  /** How often the guards passed; counted before this sink sees the frame. */
  readonly guards: () => GuardTotals
  /** Does this process step the node? A part of a cut graph watches what it steps. */
  readonly steps: (node: WatchedNode) => boolean
}

export const liveAlarms = ({ world, settings, log, rejects, guards, steps }: LiveAlarmInputs): FrameSink => {
  const watches: readonly AlarmWatch[] = [
    ...(steps('broker') ? [rejectRuns(world, rejects)] : []),
    ...(steps('performance') ? [shadowWatch(world)] : []),
    ...(steps('guards') ? [guardWatch(guards, settings.guards.minRepetitions === 0 ? ['repetition'] : [])] : []),
    ...(steps('allocate') ? placeWatches(settings) : []),
    ...(steps('risk') ? [drawdownLatch(settings.risk), killSwitchLatch()] : []),
  ]
  return {
    write: (frame) => {
      for (let s = 0; s < frame.slices; s++)
        for (const watch of watches) for (const text of watch.look(frame, s)) log.raise(watch.code, text)
    },
  }
}

/** Where the operator has not decided on filled places, a part that steps them also notes that they trade. */
const placeWatches = ({ allocate, run }: Settings): readonly AlarmWatch[] => [
  ...(run.fillTrades === null ? [unearnedPlacesWatch()] : []),
  heldWeightsWatch(allocate),
]

/** Real trades of an instrument before it is compared with its shadow. */
const LEAST_TRADES = 10

/** Names an instrument when it departs from its shadow, and again only after it has returned. */
export const shadowWatch = (world: World): AlarmWatch => {
  const gaps = collectShadowGap(world)
  const apart = new Set<string>()
  return {
    code: 'shadow',
    look: (frame) => {
      void gaps.write(frame)
      // Two trades have a standard error, but it means nothing.
      const rows = Object.entries(gaps.rows()).filter(([, { realTrades }]) => realTrades >= LEAST_TRADES)
      const fresh = rows.filter(([name, row]) => isApart(row) && !apart.has(name))
      for (const [name, row] of rows)
        if (isApart(row)) apart.add(name)
        else apart.delete(name)
      return shadowStatements(Object.fromEntries(fresh))
    },
  }
}

/** At the first slice and at the first of each UTC day. `off`: guards that are switched off and so pass always. */
export const guardWatch = (totals: () => GuardTotals, off: readonly string[]): AlarmWatch => {
  let said = Number.NaN
  return {
    code: 'guards',
    look: (frame: Frame, s) => {
      const day = Math.floor((frame.time.tsMs[s] as number) / DAY_MS)
      if (day === said) return []
      said = day
      const { days, pairs } = totals()
      const span = days < GUARD_DAYS ? `${days} of the last ${GUARD_DAYS} days recorded` : `last ${GUARD_DAYS} days`
      return guardStatements(pairs, off).map((text) => `${span}: ${text}`)
    },
  }
}
