/** Traces that a bug would leave in the output, the store or the journal of real processes, and the same without the bug. */
import { gzipSync } from 'node:zlib'
import { testClock } from '../../support/test-clock.js'
import { encodeRecord, type SliceRecord } from '../../../streams/journal/records.js'
import { CHAIN_START, sealEntry } from '../../../streams/sealed-entry.js'
import type { SliceColumn } from '../../../graph/engine/run/slice-layout.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { memoryStore } from '../../../store/memory/store.js'
import { checkJournal, sliceFaults } from '../processes/check-journal.js'
import { bugsIn, secretsIn, textsOf } from '../processes/check-output.js'
import { staleOrders } from '../processes/check-owners.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

export interface PlantedTrace {
  readonly name: string
  /** The same without the bug: gives no fault. */
  readonly sound: () => Faults
  readonly faults: () => Faults
}
type Faults = readonly string[] | Promise<readonly string[]>

const TOKEN = 'a-token-0123456789'
const printed = (text: string) => [{ name: 'sep live', text }]
const soundOutput = () => [...secretsIn(printed('sep: ready\n'), [TOKEN]), ...bugsIn(printed('sep: ready\n'), /^\b$/)]
const secret = (text: string) => () => secretsIn(printed(text), [TOKEN])
const output = (text: string) => () => bugsIn(printed(text), /^\b$/)

const CANDLE = ['o', 'h', 'l', 'c', 'bo', 'bh', 'bl', 'bc', 'ao', 'ah', 'al', 'ac']
const COLUMNS: readonly SliceColumn[] = [
  { node: 'candle', column: 'present', kind: 'u8', shape: 'row' },
  ...CANDLE.map((column) => ({ node: 'candle', column, kind: 'f64', shape: 'row' }) as const),
  { node: 'quote', column: 'bid', kind: 'f64', shape: 'row' },
]
const sliceAt = (seq: number, tsMs = seq * MINUTE_MS, prices: Readonly<Record<string, number>> = {}): SliceRecord => ({
  kind: 'slice',
  seq,
  tsMs,
  asOfMs: tsMs,
  closedBy: 'complete',
  base: '0-1',
  columns: [Uint8Array.of(1), ...[...CANDLE, 'bid'].map((column) => Float64Array.of(prices[column] ?? 1.1))],
})
const soundSlices = () => sliceFaults(COLUMNS, [sliceAt(1), sliceAt(2)])

/** A journal of two chained slices; `bend` may alter the second. */
const journal = async (bend: (bytes: Uint8Array) => Uint8Array, seq = 2): Promise<readonly string[]> => {
  const store = memoryStore({ clock: testClock() })
  const { slice: stream } = journalKeys('A')
  let hash = CHAIN_START
  for (const record of [sliceAt(1), sliceAt(seq)]) {
    const sealed = sealEntry(hash, encodeRecord(record))
    hash = sealed.hash
    const fields =
      record.seq === 1
        ? sealed.fields
        : Object.fromEntries(
            Object.entries(sealed.fields).map(([name, value]) => [
              name,
              name === 'body' && value instanceof Uint8Array ? bend(value) : value,
            ]),
          )
    await store.write([{ op: 'append', key: stream, id: `${record.tsMs}-0`, fields }])
  }
  return checkJournal(store, 'A')
}
const whole = (bytes: Uint8Array) => bytes
const soundJournal = () => journal(whole)

const TAKEN = [{ epoch: 2, tsMs: MINUTE_MS, transactionId: 10 }]

export const PLANTED_TRACES: readonly PlantedTrace[] = [
  { name: 'a slice is missing from the journal', sound: soundJournal, faults: () => journal(whole, 3) },
  {
    name: 'a journal entry was altered',
    sound: soundJournal,
    faults: () => journal((bytes) => bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte))),
  },
  {
    name: 'an order of a previous owner arrives',
    sound: () => staleOrders(TAKEN, [{ id: 11, decidedMs: 2 * MINUTE_MS }]),
    faults: () => staleOrders(TAKEN, [{ id: 11, decidedMs: MINUTE_MS }]),
  },
  { name: 'the token is in a log', sound: soundOutput, faults: secret(`Bearer ${TOKEN}`) },
  {
    name: 'the token is in the store, compressed',
    sound: soundOutput,
    faults: () =>
      secretsIn(
        printed(textsOf(Buffer.concat([Buffer.from('SET x '), gzipSync(`{"token":"${TOKEN}"}`), Buffer.from('\r\n')]))),
        [TOKEN],
      ),
  },
  {
    name: 'the token is printed in base64',
    sound: soundOutput,
    faults: secret(Buffer.from(TOKEN).toString('base64')),
  },
  {
    name: 'a promise rejection is not handled',
    sound: soundOutput,
    faults: output('[UnhandledPromiseRejection: This error originated'),
  },
  { name: 'listeners pile up', sound: soundOutput, faults: output('(node:1) MaxListenersExceededWarning: Possible') },
  { name: 'a bug ends the process', sound: soundOutput, faults: output('sep: this is a bug: Error: at step') },
  {
    name: 'a candle is taken twice',
    sound: soundSlices,
    faults: () => sliceFaults(COLUMNS, [sliceAt(1), sliceAt(2, MINUTE_MS)]),
  },
  {
    name: 'a candle is in a slice that closes no minute',
    sound: soundSlices,
    faults: () => sliceFaults(COLUMNS, [sliceAt(1), sliceAt(2, MINUTE_MS + 1)]),
  },
  {
    name: 'an infinite quote is journaled',
    sound: soundSlices,
    faults: () => sliceFaults(COLUMNS, [sliceAt(1, MINUTE_MS, { bid: Number.POSITIVE_INFINITY })]),
  },
  {
    name: 'a candle has no close',
    sound: soundSlices,
    faults: () => sliceFaults(COLUMNS, [sliceAt(1, MINUTE_MS, { c: Number.NaN })]),
  },
]
