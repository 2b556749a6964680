/** Writes an edge, what other processes read of this part of the graph: every slice, empty ones too, by one writer. */
import { decodeReaderCheckpoint, type EdgeHeader, encodeEdgeHeader, encodeEdgeSlice, headerSeal } from './records.js'
import { SepError } from '../../model/error-codes.js'
import type { GraphCut } from '../../graph/engine/define/cut.js'
import { edgeKeys } from './keys.js'
import type { Lease, Store } from '../../store/store.js'
import { lostLease } from '../../store/lost-lease.js'
import { msOf } from '../../store/stream-id.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import type { World } from '../../model/world.js'

export interface EdgeWriterInputs {
  readonly store: Store
  /** Of this edge. */
  readonly lease: Lease
  readonly account: string
  readonly cut: GraphCut
  /** Hash of the whole graph. */
  readonly graphHash: string
  /** Rows of this process. */
  readonly world: World
  /** Slices that the state of this process has seen. */
  readonly seq: number
}
export interface EdgeWriter {
  /** `executionOffset`: of the frame's slice, in the part that makes the slices. */
  write(frame: Frame, executionOffset?: string): Promise<void>
  /** Drops what every reader has in its older snapshot, once all of them are registered. */
  trim(): Promise<void>
}

/** What a part announces, even where it has no readers. */
export const edgeHeaderOf = (cut: GraphCut, graphHash: string, world: World): EdgeHeader => ({
  format: 1,
  part: cut.part,
  graphHash,
  instruments: world.instruments.map(({ name }) => name),
  columns: [...cut.outputs.columns],
})

export const writeEdgeHeader = (store: Store, account: string, header: EdgeHeader): Promise<void> =>
  store.write([{ op: 'set', key: edgeKeys(account, header.part).header, value: encodeEdgeHeader(header) }])

/**
 * Slices that the edge already has, as after a restart from a snapshot, are not written again. After a failed write nothing has moved:
 * write the same frame again.
 */
export const edgeWriter = async (inputs: EdgeWriterInputs): Promise<EdgeWriter> => {
  const { store, lease, account, cut, world } = inputs
  const keys = edgeKeys(account, cut.part)
  const header = edgeHeaderOf(cut, inputs.graphHash, world)
  const seal = headerSeal(header)
  await writeEdgeHeader(store, account, header)
  let lastMs = msOf((await store.lastId(keys.stream)) ?? '0')
  let seq = inputs.seq
  /** An attempt has failed: entries that are there now are our own. */
  let isRetry = false
  return {
    write: async (frame, executionOffset) => {
      const appends = []
      let to = lastMs
      for (let s = 0; s < frame.slices; s++) {
        const tsMs = frame.time.tsMs[s] as number
        if (tsMs <= lastMs) continue
        const slice = {
          seq: seq + s + 1,
          tsMs,
          asOfMs: frame.time.asOfMs[s] as number,
          columns: cut.outputs.take(frame, s),
          ...(executionOffset === undefined ? {} : { executionOffset }),
        }
        appends.push({ stream: keys.stream, id: `${tsMs}-0`, fields: encodeEdgeSlice(seal, slice) })
        to = tsMs
      }
      const wasRetry = isRetry
      isRetry = true
      const answer = appends.length === 0 ? 'ok' : await store.fencedAppend(lease, appends)
      if (answer === 'stale-epoch') throw await lostLease(store, lease, `edge ${cut.part}`)
      if (answer !== 'ok' && !(answer === 'duplicate' && wasRetry))
        throw new SepError('bad-journal', `edge ${cut.part}: another process has written these slices`)
      isRetry = false
      lastMs = to
      seq += frame.slices
    },
    trim: async () => {
      const readers = Object.values(await store.hashAll(keys.readers)).map(decodeReaderCheckpoint)
      const slowestMs = Math.min(...readers.map(({ tsMs }) => tsMs))
      // A reader that is not registered yet will want the first slice.
      const areAllHere = cut.readers.every((id) => readers.some(({ nodes }) => nodes.includes(id)))
      if (areAllHere && slowestMs > 0) await store.trim(keys.stream, `${slowestMs}-0`)
    },
  }
}
