/** What routes and relay ask: figures of frames, of the running pipeline, of the store, and the controls. */
import type { z } from 'zod'
import type { topologySchema } from '../contract/graph.js'
import type { Controls } from './controls.js'
import type { FrameReads } from './frame-reads.js'
import type { PipelineReads } from './pipeline-reads.js'
import type { StoredReads } from './store-reads.js'

export interface Model {
  readonly account: string
  readonly frames: FrameReads
  readonly pipeline: PipelineReads
  /** Null where the process has no store. */
  readonly store: StoredReads | null
  readonly controls: Controls
  /** The topology of a graph by its name, to compare with: a graph of the package, a run folder. Null = there is none. */
  readonly graphs?: (name: string) => Promise<z.output<typeof topologySchema> | null>
}
