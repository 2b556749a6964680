/** Adds to an answer when it is true, and whether it still is. */
import type { StampView } from '../contract/common.js'
import type { Model } from '../model/model.js'
import type { PipelineState } from '../model/pipeline-reads.js'

/** For the body of an answer that needs no more of the pipeline than this. */
export const stamped = async <B extends object>(model: Model, body: B): Promise<StampView & B> => ({
  ...stampFor(model, await model.pipeline.state()),
  ...body,
})

export const stampFor = (
  { account, frames, pipeline }: Model,
  { dueMs, silent }: Pick<PipelineState, 'dueMs' | 'silent'>,
): StampView => {
  const tsMs = frames.tsMs()
  return { account, tsMs, asOfMs: Math.round(pipeline.nowMs()), stale: silent || isLate(tsMs, dueMs) }
}

/** Outside the market's week nothing is due, and nothing is late. */
const isLate = (tsMs: number | null, dueMs: number | null): boolean => dueMs !== null && (tsMs === null || tsMs < dueMs)
