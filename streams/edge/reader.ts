/** Reads one edge: its header, and the slices that have arrived and are not used yet. */
import { ownNodes } from '../../graph/engine/define/cut.js'
import {
  decodeEdgeHeader,
  type EdgeHeader,
  type EdgeSlice,
  encodeReaderCheckpoint,
  headerSeal,
  readEdgeSlice,
} from './records.js'
import { SepError } from '../../model/error-codes.js'
import { edgeKeys } from './keys.js'
import { isStoreFault, retryStore } from '../../store/store-fault.js'
import type { Store } from '../../store/store.js'
import type { EdgeInputs } from './inputs.js'

export interface EdgeReader {
  readonly header: EdgeHeader
  readonly pending: EdgeSlice[]
  /** Reads what has arrived since, waiting up to `blockMs` for a first slice. */
  read(blockMs: number): Promise<void>
  /** Makes the writer keep what this reader has not saved. */
  register(): Promise<void>
}

/** Begins after the slices that the state has seen. A gap in their count is a `missing-data` error, and so is an edge that was given up. */
export const edgeReader = (inputs: EdgeInputs, header: EdgeHeader): EdgeReader => {
  const { store, account, signal } = inputs
  const keys = edgeKeys(account, header.part)
  const seal = headerSeal(header)
  const pending: EdgeSlice[] = []
  let after = Number.isNaN(inputs.tsMs) ? '0' : `${inputs.tsMs}-0`
  let seq = inputs.seq
  return {
    header,
    pending,
    read: async (blockMs) => {
      const entries = await retryStore(() => store.tail(keys.stream, after, blockMs, signal), inputs)
      // Where nothing arrives, another part may step these nodes now.
      if (entries.length === 0 && (await isAbandoned(store, keys.header)))
        throw new SepError('missing-data', `edge ${header.part} was abandoned: the graph is now cut differently`)
      for (const entry of entries) {
        const { id } = entry
        const where = `edge ${header.part}, entry ${id}`
        const slice = readEdgeSlice(seal, entry, { account, part: header.part })
        if (slice.seq !== seq + 1) {
          throw new SepError(
            'missing-data',
            `${where}: slice number ${slice.seq} after ${seq}, there is a gap: ` +
              'restart the part that makes the slices, its start carries the state',
          )
        }
        seq = slice.seq
        after = id
        pending.push(slice)
      }
    },
    register: async () => {
      const known = (await store.hashAll(keys.readers))[inputs.cut.part]
      if (known) return
      const value = encodeReaderCheckpoint({ tsMs: 0, nodes: ownNodes(inputs.cut) })
      await store.write([{ op: 'hashSet', key: keys.readers, fields: { [inputs.cut.part]: value } }])
    },
  }
}

/** No part writes it any more: its header is gone or lists no columns. An unreachable store proves neither. */
const isAbandoned = async (store: Store, key: string): Promise<boolean> => {
  try {
    const bytes = await store.get(key)
    return bytes === null || decodeEdgeHeader(bytes, key).columns.length === 0
  } catch (error) {
    if (isStoreFault(error)) return false
    throw error
  }
}
