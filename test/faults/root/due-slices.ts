/** A slice at every grid point of the clock, in the frame of the graph, until the account belongs to another process. */
import type { OutColumns } from '../../../graph/engine/define/schema.js'
import { columnsOf } from '../../../graph/engine/run/columns-of.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import type { Clock } from '../../../lib/clock.js'
import type { ExecutionRow } from '../../../streams/execution/record.js'
import { writeExecutionRows } from '../../../streams/execution/rows.js'
import type { ClosedSlice } from '../../../streams/journal/write-ahead.js'
import { LINK } from './trader-graph.js'

export const SLICE_MS = 20_000

interface DueInputs {
  readonly clock: Clock
  readonly frame: Frame
  /** The next slice must be after it; NaN = any. */
  readonly endMs: () => number
  readonly isOver: () => boolean
  readonly drain: () => readonly ExecutionRow[]
  readonly isConnected: () => boolean
}

export const dueSlices = async function* (inputs: DueInputs): AsyncGenerator<ClosedSlice> {
  const { clock, frame, endMs, isOver, drain, isConnected } = inputs
  for (;;) {
    await clock.sleep(SLICE_MS - (clock.nowMs() % SLICE_MS))
    const nowMs = clock.nowMs()
    const due = Math.floor(nowMs / SLICE_MS) * SLICE_MS
    if (isOver()) return
    if (due <= endMs()) continue
    frame.slices = 1
    frame.time.tsMs[0] = due
    frame.time.asOfMs[0] = nowMs
    writeExecutionRows(frame, drain())
    const link = columnsOf(frame, LINK) as OutColumns<typeof LINK.schema>
    link.connected[0] = isConnected() ? 1 : 0
    yield { frame, closedBy: 'timer' }
  }
}
