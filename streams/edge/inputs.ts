/** What a part of a cut graph needs to read the edges of other parts. */
import type { GraphCut } from '../../graph/engine/define/cut.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import type { Clock } from '../../lib/clock.js'
import type { World } from '../../model/world.js'
import type { Store } from '../../store/store.js'

export interface EdgeInputs {
  readonly store: Store
  readonly account: string
  readonly cut: GraphCut
  /** Hash of the whole graph. */
  readonly graphHash: string
  /** Rows of this process: all instruments of the graph, or a partition's. */
  readonly world: World
  readonly frame: Frame
  /** Slices that the state has seen, and tsMs of the last; NaN = none. */
  readonly seq: number
  readonly tsMs: number
  /** The last slice to read; default: no end. */
  readonly untilMs?: number
  readonly clock: Clock
  readonly signal?: AbortSignal
  /** How long an edge may be silent while another has the next slice, and how long to wait for headers, ms. */
  readonly patienceMs?: number
  /** Called before the frame of each slice that carries an execution offset. */
  readonly onExecutionOffset?: (executionOffset: string) => void
}
