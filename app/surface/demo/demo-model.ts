/** The demo's model: figures of its own frames, of its own process, and its controls. */
import { frameReads } from '../../../api/model/frames/frame-reads.js'
import type { Model } from '../../../api/model/model.js'
import type { StoredReads } from '../../../api/model/store-reads.js'
import type { Compiled } from '../../../graph/engine/run/compile.js'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import type { Graph } from '../../../graph/engine/define/define.js'
import type { Clock } from '../../../lib/clock.js'
import type { Logger } from '../../../lib/logger.js'
import { HOUR_MS } from '../../../lib/time-units.js'
import type { World } from '../../../model/world.js'
import type { Store } from '../../../store/store.js'
import type { Settings } from '../../config/settings.js'
import type { DemoControl } from '../../demo/control.js'
import { TRADING_FROM_MS } from '../../demo/market.js'
import { processWatch } from '../../live/status/process-facts.js'
import { demoAlarms } from './demo-alarms.js'
import { demoControls } from './demo-controls.js'
import { demoPipeline } from './demo-pipeline.js'
import { demoRecords } from './demo-records.js'
import { namedGraphs } from '../named-graphs.js'

export interface DemoModelInputs {
  readonly graph: Graph<World>
  readonly compiled: Compiled<World>
  readonly control: DemoControl
  /** Of the whole graph of SEP; null for another graph. */
  readonly settings: Settings | null
  /** Market minutes per minute. */
  readonly speed: number
  /** Of history. */
  readonly days: number
  /** NAV at the start. */
  readonly capital: number
  readonly clock: Clock
  /** Where lines of the process go. */
  readonly log: Logger
  readonly store?: Store | undefined
  /** Its address, where workers can reach it. */
  readonly storeUrl?: string | undefined
  /** What can be asked of the store; null without one. */
  readonly stored: StoredReads | null
  /** Called with each request that changes the state. */
  readonly onCall?: (by: string, kind: string, text: string) => void
}
export interface DemoModel {
  readonly model: Model
  readonly sinks: readonly FrameSink[]
  /** Passes a line on, and keeps it for /api/system. */
  readonly log: Logger
  /** Call after each day of history. */
  onDay(done: number): void
  /** Call when trading starts. */
  onTrading(): void
  end(): void
  readonly raise: ReturnType<typeof demoAlarms>['raise']
}

export const DEMO_ACCOUNT = 'demo'
/** So much of the history is shown too: charts and gates start full. */
const SHOWN_HISTORY_MS = 60 * HOUR_MS

export const demoModel = (inputs: DemoModelInputs): DemoModel => {
  const { graph, compiled, control, settings, speed, days, capital, clock, store, onCall = () => {} } = inputs
  const { world } = compiled
  const process = processWatch({ environment: 'demo', speed }, inputs.log, clock)
  const frames = frameReads({ graph, world, fromMs: TRADING_FROM_MS, dayBase: capital })
  const alarms = demoAlarms({ world, settings, fromMs: TRADING_FROM_MS, clock, log: process.log })
  const pipeline = demoPipeline({ compiled, frames, control, alarms, speed, days, clock, process, store })
  const records = demoRecords({ graph, world, settings, clock, store, storeUrl: inputs.storeUrl })
  const entered = (by: string, kind: string, text: string) => {
    records.called(by, kind, text)
    onCall(by, kind, text)
  }
  const controls = demoControls({ world, control, frames, alarms, clock, onCall: entered })
  return {
    model: {
      account: DEMO_ACCOUNT,
      frames,
      pipeline: pipeline.reads,
      store: inputs.stored,
      ...records.reads,
      controls,
      graphs: namedGraphs(),
    },
    sinks: [
      from(TRADING_FROM_MS - SHOWN_HISTORY_MS, frames),
      from(TRADING_FROM_MS, alarms),
      records.sink,
      // After the frames: what waits for a slice then sees it.
      ...[pipeline, control, controls],
    ],
    log: process.log,
    onDay: pipeline.onDay,
    onTrading: () => {
      control.startTrading()
      pipeline.onTrading()
    },
    end: process.end,
    raise: alarms.raise,
  }
}

/** Passes on the frames that end after a time. */
const from = (fromMs: number, sink: FrameSink): FrameSink => ({
  write: (frame) => {
    if (frame.time.tsMs[frame.slices - 1]! > fromMs) return sink.write(frame)
  },
})
