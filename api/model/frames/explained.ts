/** Why an instrument ordered or did not, in one kept slice. */
import type { RecordedSlice } from '../../../graph/engine/run/record-slices.js'
import { explain } from '../../../graph/explain/explain.js'
import { isoTime } from '../../../lib/iso-time.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import { ApiError } from '../../routes/api-error.js'
import type { FrameReads } from '../frame-reads.js'
import type { FrameContext } from './frame-context.js'
import { guardRows } from './rows/guard-rows.js'
import { orNull, sliceLook } from './slice-look.js'

/** In order of time. */
interface Kept {
  readonly last: () => RecordedSlice | undefined
  readonly all: () => readonly RecordedSlice[]
}

/** `tsMs` undefined = the newest. ApiError `no-data` before the first slice, `not-kept` where the slice is not in memory. */
export const explained = (
  context: FrameContext,
  kept: Kept,
  instrument: string,
  tsMs: number | undefined,
): ReturnType<FrameReads['explain']> => {
  const { graph, world, orders, traded } = context
  const newest = kept.last()
  if (!newest) throw new ApiError('no-data', 'there is no slice yet')
  const all = kept.all()
  const place = tsMs === undefined ? all.length - 1 : all.findLastIndex((one) => one.tsMs <= tsMs)
  const found = all[place]
  const slice = found && (tsMs === undefined || tsMs - found.tsMs < MINUTE_MS) ? found : undefined
  if (!slice) throw new ApiError('not-kept', notKept(tsMs as number, newest.tsMs))
  const from = orders ?? graph.nodes.at(-1)!.id
  const { verdict, steps } = explain(graph, world, slice, instrument, from)
  return {
    instrument,
    sliceMs: slice.tsMs,
    previousMs: all[place - 1]?.tsMs ?? null,
    nextMs: all[place + 1]?.tsMs ?? null,
    verdict,
    steps: steps.map(({ node, kind, says: text, values }) => ({
      node,
      kind,
      text,
      values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, orNull(value)])),
    })),
    guards: [...guardRows(context, sliceLook(slice), traded.find(({ name }) => name === instrument)!.k)],
  }
}

const notKept = (tsMs: number, newestMs: number): string =>
  tsMs > newestMs
    ? `there is no slice at ${isoTime(tsMs)} yet; the newest is that of ${isoTime(newestMs)}`
    : `the slice of ${isoTime(tsMs)} is no longer in memory: the newest 256 and those of the newest 64 orders are`
