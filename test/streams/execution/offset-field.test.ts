/** The execution offset keeps its stored name, so that records of every version can be read. */
import { inflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { decodeState, encodeState } from '../../../lib/codec.js'
import { SNAPSHOT_FORMAT } from '../../../graph/engine/run/snapshot.js'
import { readEdgeSlice, encodeEdgeSlice } from '../../../streams/edge/records.js'
import { decodeRecord, encodeRecord, type SliceRecord } from '../../../streams/journal/records.js'
import { decodeStored, encodeStored } from '../../../streams/snapshot/stored.js'

const slice: SliceRecord = {
  kind: 'slice',
  seq: 3,
  tsMs: 60_000,
  asOfMs: 60_100,
  closedBy: 'complete',
  base: '0-1',
  columns: [Float64Array.of(1.5)],
}
const snapshot = { format: SNAPSHOT_FORMAT, graphHash: 'g', seq: 3, tsMs: 60_000, nodes: [], carries: null }
const place = { seq: 3, tsMs: 60_000, hash: new Uint8Array(32), base: '0-1', lastId: '60000-0' }

test.each([
  ['with', { executionOffset: '7-0' }, { told: '7-0' }],
  ['without', {}, {}],
])('a journal record %s an offset', (_name, offset, stored) => {
  const bytes = encodeRecord({ ...slice, ...offset })
  expect(bytes).toEqual(encodeState({ ...slice, ...stored }))
  expect(decodeRecord(bytes, 'entry')).toEqual({ ...slice, ...offset })
})

test.each([
  ['with', { executionOffset: '7-0' }, { told: '7-0' }],
  ['without', {}, {}],
])('a slice of an edge %s an offset', (_name, offset, stored) => {
  const seal = new Uint8Array(32)
  const { seq, tsMs, asOfMs, columns } = slice
  const fields = encodeEdgeSlice(seal, { seq, tsMs, asOfMs, columns, ...offset })
  expect(new Uint8Array(inflateRawSync(fields['body'] as Uint8Array))).toEqual(
    encodeState({ seq, tsMs, asOfMs, columns, ...stored }),
  )
  expect(
    readEdgeSlice(seal, { id: '60000-0', fields: fields as Record<string, Uint8Array> }, { account: 'A', part: 'p' }),
  ).toEqual({
    seq,
    tsMs,
    asOfMs,
    columns,
    ...offset,
  })
})

test.each([
  ['with', { executionOffset: '7-0' }, { told: '7-0' }],
  ['without', {}, {}],
])('the place of a snapshot %s an offset', (_name, offset, stored) => {
  const bytes = encodeStored({ ...place, ...offset }, snapshot)
  const { body } = decodeState<{ body: Uint8Array }>(bytes)
  expect(decodeState<{ place: unknown }>(body).place).toEqual({ ...place, ...stored })
  expect(decodeStored(bytes).place).toEqual({ ...place, ...offset })
})
