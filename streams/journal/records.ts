/** Records of a journal, one for each start and one for each slice: bytes as `encodeState` writes them, validated when read. */
import { z } from 'zod'
import { decodeState, encodeState, type State } from '../../lib/codec.js'
import { SepError } from '../../model/error-codes.js'
import { type OffsetDecoded, offsetField } from '../execution/offset-field.js'

/** Why the slicer closed a slice: all candles were there, grace was over, a timer, or a control request. In a replay all are complete. */
const CLOSED_BY = ['complete', 'grace', 'timer', 'control'] as const
export type ClosedBy = (typeof CLOSED_BY)[number]

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array)
const column = z.custom<Float64Array | Int32Array | Uint32Array | Uint8Array>(
  (value) =>
    value instanceof Float64Array ||
    value instanceof Int32Array ||
    value instanceof Uint32Array ||
    value instanceof Uint8Array,
)
const seq = z.number().int().min(0)

const sliceRecord = z.strictObject({
  kind: z.literal('slice'),
  /** Slices since the run's first start, this one included; gapless. */
  seq,
  tsMs: z.number(),
  /** When the slice closed, by the clock. */
  asOfMs: z.number(),
  closedBy: z.enum(CLOSED_BY),
  /** Stream id of the start record from which the state of this slice can be rebuilt. */
  base: z.string(),
  /** All source columns in the order of the start record's layout. */
  columns: z.array(column),
  /** Execution offset: id of the newest `execution` entry in this slice or one before it; absent where one process does it all. */
  told: z.string().optional(),
})
export type SliceRecord = OffsetDecoded<z.output<typeof sliceRecord>>

// Loose: a journal outlives the version that wrote it.
const instrument = z.looseObject({
  name: z.string(),
  base: z.string(),
  quote: z.string(),
  pipLocation: z.number(),
  displayPrecision: z.number(),
  tradeUnitsPrecision: z.number(),
  minimumTradeSize: z.number(),
  maximumOrderUnits: z.number(),
  maximumPositionSize: z.number(),
  minimumTrailingStopDistance: z.number(),
  maximumTrailingStopDistance: z.number(),
  marginRate: z.number(),
})

const startRecord = z.strictObject({
  kind: z.literal('start'),
  /** Slices before it. */
  seq,
  /** tsMs of the last of them; NaN before the first. */
  tsMs: z.union([z.number(), z.nan()]),
  epoch: z.number().int(),
  /** Name of the graph, `sep`. */
  graph: z.string(),
  graphHash: z.string(),
  /** The user's file that built the graph; absent for SEP's own graphs. */
  graphFile: z.strictObject({ path: z.string(), sha256: z.string() }).optional(),
  kernelVersion: z.string(),
  /** Hash of the layout of the slices' columns. */
  layoutHash: z.string(),
  /** Resolved settings, as the graph is built from them. */
  config: z.unknown(),
  bindings: z.array(z.strictObject({ slot: z.string(), kind: z.string(), config: z.unknown() })),
  world: z.strictObject({
    instruments: z.array(instrument),
    home: z.string(),
    traded: bytes,
    noVolume: bytes,
  }),
  /** `cold`: no state. `carried`: the state is in `carried`. `continues`: the state after the entries before it. */
  state: z.enum(['cold', 'carried', 'continues']),
  /** Of a start that continues: the start record from which its state can be rebuilt; null = this one. */
  base: z.string().nullable(),
  /** SHA-256 of the encoded snapshot that this start began with, before the tail; null = cold. */
  snapshotDigest: z.string().nullable(),
  carried: bytes.nullable(),
  /** The execution offset of the slices before it. */
  told: z.string().optional(),
  versions: z.record(z.string(), z.string()),
})
export type StartRecord = OffsetDecoded<z.output<typeof startRecord>>

export type JournalRecord = StartRecord | SliceRecord
const journalRecord = z.discriminatedUnion('kind', [startRecord, sliceRecord])

export const encodeRecord = (record: JournalRecord): Uint8Array =>
  encodeState(offsetField.encode(record) as unknown as State)

/** Decodes and validates; `where` names the entry in the `bad-journal` error. */
export const decodeRecord = (body: Uint8Array, where: string): JournalRecord => {
  let value: unknown
  try {
    value = decodeState<unknown>(body)
  } catch (cause) {
    throw new SepError('bad-journal', `${where}: the body is not a record`, { cause })
  }
  const parsed = journalRecord.safeParse(value)
  if (parsed.success) return offsetField.decode(parsed.data) as JournalRecord
  const issue = parsed.error.issues[0]
  throw new SepError('bad-journal', `${where}: ${issue?.path.join('.')} ${issue?.message}`)
}
