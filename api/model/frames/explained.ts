/** Why an instrument ordered or did not, in one kept slice. */
import type { RecordedSlice } from '../../../graph/engine/run/record-slices.js'
import { explain } from '../../../graph/explain/explain.js'
import { isoTime } from '../../../lib/iso-time.js'
import { ApiError } from '../../routes/api-error.js'
import type { FrameReads } from '../frame-reads.js'
import type { FrameContext } from './frame-context.js'
import { orNull } from './slice-look.js'

interface Kept {
  readonly at: (tsMs: number) => RecordedSlice | undefined
  readonly last: () => RecordedSlice | undefined
}

/** `tsMs` undefined = the newest. ApiError `no-data` before the first slice, `not-kept` where the slice is not in memory. */
export const explained = (
  { graph, world, orders }: FrameContext,
  kept: Kept,
  instrument: string,
  tsMs: number | undefined,
): ReturnType<FrameReads['explain']> => {
  const newest = kept.last()
  if (!newest) throw new ApiError('no-data', 'there is no slice yet')
  const slice = tsMs === undefined ? newest : kept.at(tsMs)
  if (!slice) throw new ApiError('not-kept', notKept(tsMs as number, newest.tsMs))
  const from = orders ?? graph.nodes.at(-1)!.id
  const { verdict, steps } = explain(graph, world, slice, instrument, from)
  return {
    instrument,
    sliceMs: slice.tsMs,
    verdict,
    steps: steps.map(({ node, kind, says: text, values }) => ({
      node,
      kind,
      text,
      values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, orNull(value)])),
    })),
  }
}

const notKept = (tsMs: number, newestMs: number): string =>
  tsMs > newestMs
    ? `there is no slice at ${isoTime(tsMs)} yet; the newest is that of ${isoTime(newestMs)}`
    : `the slice of ${isoTime(tsMs)} is no longer in memory: the newest 256 and those of the newest 64 orders are; ` +
      'sep replay --explain reads the journal'
