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
  /** Of the whole graph. */
  readonly graphHash: string
  /** Of this process: all instruments of the graph, or a partition's. */
  readonly world: World
  readonly frame: Frame
  /** What the state has seen: slices and tsMs of the last; NaN = none. */
  readonly seq: number
  readonly tsMs: number
  /** Last slice wanted; default for ever. */
  readonly untilMs?: number
  readonly clock: Clock
  readonly signal?: AbortSignal
  /** How long an edge may be silent while another one has the next slice, and how long headers are waited for, ms. */
  readonly patienceMs?: number
  /** Told of every slice that comes with news of the `execution` stream, before its frame. */
  readonly onExecutionOffset?: (executionOffset: string) => void
}
