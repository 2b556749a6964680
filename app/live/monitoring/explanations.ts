/** Why a slice ordered or did not: the newest 256 from memory; for older ones, the command that reads the journal. */
import { SepError } from '../../../model/error-codes.js'
import type { Graph } from '../../../graph/engine/define/define.js'
import { type Explanation, explain } from '../../../graph/explain/explain.js'
import { recordSlices } from '../../../graph/engine/run/record-slices.js'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import type { World } from '../../../model/world.js'
import { isoTime } from '../../../lib/iso-time.js'

export interface LiveExplanations extends FrameSink {
  /** `tsMs` undefined = the newest slice. A slice that is not kept is `missing-data`, an unknown instrument `bad-argument`. */
  explain(instrument: string, tsMs?: number): Explanation
}

/** The sources of the whole graph: any other source is stepped by another process. */
const SOURCES = ['candle', 'quote', 'control', 'execution']

/** Frames of one slice. A part of a cut graph has only its own nodes: it names the command that has all. */
export const liveExplanations = (graph: Graph, world: World, account: string): LiveExplanations => {
  const recorder = recordSlices(graph)
  const isWhole = graph.nodes.every(({ role, id }) => role !== 'source' || SOURCES.includes(id))
  const names = world.instruments.map(({ name }) => name)
  return {
    write: (frame) => recorder.write(frame),
    explain: (instrument, tsMs) => {
      const commandOf = (ms = 0) => `sep replay --account ${account} --explain ${isoTime(ms)},${instrument}`
      if (!names.includes(instrument))
        throw new SepError('bad-argument', `instrument ${instrument}: this run has ${names.join(', ')}`)
      const newest = recorder.last()
      if (!isWhole)
        throw new SepError('missing-data', `this process steps a part of the graph; ${commandOf(tsMs ?? newest?.tsMs)}`)
      if (!newest) throw new SepError('missing-data', 'there is no slice yet')
      const slice = tsMs === undefined ? newest : recorder.at(tsMs)
      if (slice) return explain(graph, world, slice, instrument)
      const at = isoTime(tsMs as number)
      throw new SepError(
        'missing-data',
        (tsMs as number) > newest.tsMs
          ? `there is no slice at ${at} yet; the newest is that of ${isoTime(newest.tsMs)}`
          : `the slice of ${at} is not among the newest that are kept; ${commandOf(tsMs as number)}`,
      )
    },
  }
}
