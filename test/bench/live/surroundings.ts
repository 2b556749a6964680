/** What shares the process with a live day, and when its slices come. */
import type { Graph } from '../../../graph/engine/define/define.js'
import type { Compiled } from '../../../graph/engine/run/compile.js'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import type { Clock } from '../../../lib/clock.js'
import type { World } from '../../../model/world.js'
import type { Store } from '../../../store/store.js'

export interface Surroundings {
  /** Get each frame after its orders are out. */
  readonly sinks: readonly FrameSink[]
  /** Waits for the next slice; when it was there, on the clock of `performance`. Those before the measured day come at once. */
  readonly sliceMs: (isMeasured: boolean) => Promise<number>
  /** With further figures. */
  readonly close: () => Promise<{ readonly [figure: string]: number }>
}
export interface DaySession {
  readonly account: string
  readonly graph: Graph<World>
  readonly compiled: Compiled<World>
  readonly store: Store
  readonly clock: Clock
}

export const alone = async (_session: DaySession): Promise<Surroundings> => ({
  sinks: [],
  sliceMs: async () => performance.now(),
  close: async () => ({}),
})
