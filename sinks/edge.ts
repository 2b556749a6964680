/** Writes what other processes read of this part of the graph: every slice, empty ones too, one stream, one writer. */
import { decodeReader, encodeEdgeSlice, encodeHeader, type EdgeHeader, headerSeal } from '../graph/edge-records.js'
import { SepError } from '../graph/errors.js'
import type { GraphCut } from '../graph/cut.js'
import { edgeKeys } from '../store/edge-keys.js'
import type { Lease, Store } from '../graph/ports.js'
import type { FrameSink } from '../graph/rx.js'
import type { World } from '../graph/world.js'

export interface EdgeSinkInputs {
  readonly store: Store
  /** Of this edge. */
  readonly lease: Lease
  readonly account: string
  readonly cut: GraphCut
  /** Of the whole graph. */
  readonly graphHash: string
  /** Of this process. */
  readonly world: World
  /** Slices that this process's state has seen. */
  readonly seq: number
}
export interface EdgeSink extends FrameSink {
  /** Drops what every reader has in its older snapshot, once all have come. */
  trim(): Promise<void>
}

/** Slices that stand in the edge already, as after a restart from a snapshot, are not written again. */
export const edgeSink = async (inputs: EdgeSinkInputs): Promise<EdgeSink> => {
  const { store, lease, account, cut, world } = inputs
  const keys = edgeKeys(account, cut.part)
  const header: EdgeHeader = {
    format: 1,
    part: cut.part,
    graphHash: inputs.graphHash,
    instruments: world.instruments.map(({ name }) => name),
    columns: [...cut.outputs.columns],
  }
  const seal = headerSeal(header)
  await store.write([{ op: 'set', key: keys.header, value: encodeHeader(header) }])
  let lastMs = Number((await store.lastId(keys.stream))?.split('-')[0] ?? 0)
  let seq = inputs.seq
  return {
    write: async (frame) => {
      const appends = []
      for (let s = 0; s < frame.slices; s++) {
        seq++
        const tsMs = frame.time.tsMs[s] as number
        if (tsMs <= lastMs) continue
        const slice = { seq, tsMs, asOfMs: frame.time.asOfMs[s] as number, columns: cut.outputs.take(frame, s) }
        appends.push({ stream: keys.stream, id: `${tsMs}-0`, fields: encodeEdgeSlice(seal, slice) })
        lastMs = tsMs
      }
      if (appends.length === 0) return
      const answer = await store.fencedAppend(lease, appends)
      if (answer === 'ok') return
      throw new SepError(
        'store-refused',
        `edge ${cut.part}: ${answer === 'stale-epoch' ? 'a newer process writes it' : 'somebody else has written these slices'}`,
      )
    },
    trim: async () => {
      const readers = Object.values(await store.hashAll(keys.readers)).map(decodeReader)
      const slowestMs = Math.min(...readers.map(({ tsMs }) => tsMs))
      // A reader that has not come yet will want the first slice.
      const all = cut.readers.every((id) => readers.some(({ nodes }) => nodes.includes(id)))
      if (all && slowestMs > 0) await store.trim(keys.stream, `${slowestMs}-0`)
    },
  }
}
