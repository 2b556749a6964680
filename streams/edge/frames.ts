/** Frames from the edges of other parts: each slice waits for all edges, and none is made here. */
import type { Frame } from '../../graph/engine/run/frame.js'
import { SepError } from '../../model/error-codes.js'
import { putSlice } from '../put-slice.js'
import { findEdges } from './find.js'
import type { EdgeInputs } from './inputs.js'
import { mergeSlices } from './merge.js'
import type { EdgeReader } from './reader.js'
import type { EdgeSlice } from './records.js'

const PATIENCE_MS = 30_000
const BLOCK_MS = 1_000

/** Full frames while slices are available, then slice by slice as they arrive. */
export const edgeFrames = async function* (inputs: EdgeInputs): AsyncGenerator<Frame> {
  const { frame, cut, untilMs = Number.POSITIVE_INFINITY } = inputs
  const edges = await findEdges(inputs)
  const merge = mergeSlices(edges, cut.inputs.columns, inputs.world)
  await Promise.all(edges.map((edge) => edge.register()))
  let lastMs = inputs.tsMs
  while (!(lastMs >= untilMs)) {
    if (!(await waitForAll(edges, inputs))) return
    let s = 0
    for (; s < frame.capacity && !(lastMs >= untilMs) && edges.every((edge) => edge.pending.length > 0); s++) {
      const slices = edges.map((edge) => edge.pending.shift() as EdgeSlice)
      lastMs = sameTime(edges, slices)
      for (const { executionOffset } of slices) {
        if (executionOffset !== undefined) inputs.onExecutionOffset?.(executionOffset)
      }
      frame.time.tsMs[s] = lastMs
      frame.time.asOfMs[s] = slices[0]?.asOfMs as number
      putSlice(cut.inputs, frame, s, merge(slices))
    }
    frame.slices = s
    yield frame
  }
}

/** False where the signal ended the wait. */
const waitForAll = async (edges: readonly EdgeReader[], inputs: EdgeInputs): Promise<boolean> => {
  const { clock, signal, patienceMs = PATIENCE_MS } = inputs
  let since = Number.NaN
  for (;;) {
    for (const edge of edges) {
      if (edge.pending.length > 0) continue
      await edge.read(BLOCK_MS)
      if (signal?.aborted) return false
    }
    const silent = edges.filter((edge) => edge.pending.length === 0)
    if (silent.length === 0) return true
    if (silent.length === edges.length) continue
    if (Number.isNaN(since)) since = clock.monotonicMs()
    else if (clock.monotonicMs() - since >= patienceMs) {
      throw new SepError(
        'missing-data',
        `edge ${silent[0]?.header.part}: no slice for ${patienceMs / 1000} s while other edges advanced`,
      )
    }
  }
}

const sameTime = (edges: readonly EdgeReader[], slices: readonly EdgeSlice[]): number => {
  const tsMs = slices[0]?.tsMs as number
  const other = slices.findIndex((slice) => slice.tsMs !== tsMs)
  if (other < 0) return tsMs
  throw new SepError(
    'bad-journal',
    `edge ${edges[other]?.header.part} has slice ${slices[other]?.tsMs} where ${edges[0]?.header.part} has ${tsMs}`,
  )
}
