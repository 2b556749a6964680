/** What routes and relay ask: figures of frames, of the running pipeline, of the store, and the controls. */
import type { z } from 'zod'
import type { topologySchema } from '../contract/graph.js'
import type { Controls } from './controls.js'
import type { FrameReads } from './frame-reads.js'
import type { LedgerReads } from './ledger/ledger-reads.js'
import type { ReplayDay } from './ledger/replay-day.js'
import type { PipelineReads } from './pipeline-reads.js'
import type { ResearchReads } from './research/research-reads.js'
import type { StoredReads } from './store-reads.js'

export type ExplainedBody = ReturnType<FrameReads['explain']>

export interface Model {
  readonly account: string
  readonly frames: FrameReads
  readonly pipeline: PipelineReads
  /** Null where the process has no store. */
  readonly store: StoredReads | null
  /** Absent: the orders and trades that frames hold are all there is. */
  readonly ledger?: LedgerReads
  /** Absent: this process shows no runs and sweeps. */
  readonly research?: ResearchReads
  /** Absent: there is no journal that a day could be replayed from. One at a time: ApiError `refused` while one runs. */
  readonly replayDay?: (day: string, signal: AbortSignal) => Promise<ReplayDay>
  /** A slice that is no longer in memory, from the journal. Absent: there is none. What it no longer holds is ApiError `not-kept`. */
  readonly explainOlder?: (instrument: string, tsMs: number, signal: AbortSignal) => Promise<ExplainedBody>
  /** The slices of the journal before and after a time; null = it holds none. Absent: there is no journal. */
  readonly slicesNextTo?: (tsMs: number) => Promise<Pick<ExplainedBody, 'previousMs' | 'nextMs'>>
  readonly controls: Controls
  /** The topology of a graph by its name, to compare with: one of the package. Null = there is none. */
  readonly graphs?: (name: string) => Promise<z.output<typeof topologySchema> | null>
}
