/** Alarms of the demo in market time, as its slices are, with who acknowledged them. They end with the process. */
import type { AlarmView } from '../../../api/contract/status.js'
import { ApiError } from '../../../api/routes/api-error.js'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import type { Clock } from '../../../lib/clock.js'
import type { Logger } from '../../../lib/logger.js'
import type { World } from '../../../model/world.js'
import { alarmLog, type Alarm, type AlarmLog } from '../../../sinks/alarms/alarm-log.js'
import { drawdownLatch } from '../../../sinks/alarms/latches.js'
import type { Settings } from '../../config/settings.js'
import { liveAlarms } from '../../live/monitoring/alarms.js'

export interface DemoAlarms extends FrameSink, Pick<AlarmLog, 'raise'> {
  /** Newest first. */
  readonly shown: () => readonly AlarmView[]
  readonly acknowledge: (id: string, by: string) => void
}

export interface DemoAlarmsInputs {
  readonly world: World
  /** Null: the graph is not that of SEP, and its nodes are not watched. */
  readonly settings: Settings | null
  /** Market time until the first slice. */
  readonly fromMs: number
  /** Of the machine: how long a cause stands. */
  readonly clock: Clock
  readonly log: Logger
}

export const demoAlarms = ({ world, settings, fromMs, clock, log }: DemoAlarmsInputs): DemoAlarms => {
  const newest = { tsMs: fromMs }
  // Of the slices, so that a link from an alarm finds the slice of that time.
  const alarms = alarmLog({ ...clock, nowMs: () => newest.tsMs }, log)
  const acknowledgedBy = new Map<string, string>()
  const watches = settings ? watchesOf(world, settings, alarms) : []
  return {
    raise: alarms.raise,
    write: (frame) => {
      newest.tsMs = frame.time.tsMs[frame.slices - 1] as number
      for (const watch of watches) void watch.write(frame)
    },
    shown: () => alarms.newest().map((alarm) => viewOf(alarm, acknowledgedBy)),
    acknowledge: (id, by) => {
      if (!alarms.newest().some((alarm) => String(alarm.id) === id))
        throw new ApiError('no-data', `there is no alarm ${id}; /api/alarms lists those that are kept`)
      acknowledgedBy.set(id, by)
    },
  }
}

/** The panic switch and the daily count of guards need no alarm here: who looks at the page turns the one and sees the other. */
const watchesOf = (world: World, settings: Settings, log: AlarmLog): readonly FrameSink[] => {
  const drawdown = drawdownLatch(settings.risk)
  const rest = liveAlarms({
    world,
    settings,
    log,
    rejects: [],
    guards: () => ({ days: 0, pairs: {} }),
    steps: (node) => node !== 'guards' && node !== 'risk',
  })
  const limit = `drawdown limit of ${settings.risk.maxDrawdownPct} % reached`
  return [
    rest,
    {
      write: (frame) => {
        for (let s = 0; s < frame.slices; s++) if (drawdown.look(frame, s).length > 0) log.raise('drawdown', limit)
      },
    },
  ]
}

const viewOf = (alarm: Alarm, acknowledgedBy: ReadonlyMap<string, string>): AlarmView => {
  const id = String(alarm.id)
  return {
    ...alarm,
    id,
    acknowledgedBy: acknowledgedBy.get(id) ?? null,
    unwatched: false,
  }
}
