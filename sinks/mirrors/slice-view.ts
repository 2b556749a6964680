/** One slice as the mirrors read it. */
import type { AnyArray, Frame } from '../../graph/engine/run/frame.js'
import type { Schema } from '../../graph/engine/define/schema.js'
import { schemas } from '../../model/columns.js'

export interface SliceView {
  readonly tsMs: number
  /** Can the node's columns be read here? A part of a cut graph computes some of them only. */
  has(node: string): boolean
  /** Value of a row column for instrument k. */
  row(node: string, column: string, k: number): number
  /** Value of a slice column. */
  slice(node: string, column: string): number
}

const pick = <S extends Schema>(schema: S, ...names: readonly (keyof S & string)[]): Schema =>
  Object.fromEntries(names.map((name) => [name, schema[name]!]))

/** What the documents are made of. */
const MIRRORED: { readonly [node: string]: Schema } = {
  candle: schemas.candle,
  session: pick(schemas.session, 'open', 'nearClose'),
  qfh: schemas.signal,
  gates: schemas.gates,
  allocate: pick(schemas.allocate, 'weight', 'score', 'filled', 'held', 'fallback'),
  size: pick(schemas.target, 'budget'),
  broker: pick(schemas.account, 'marginUsed', 'balance', 'marginAvailable'),
}
type Columns = { readonly [node: string]: { readonly [column: string]: AnyArray } }

/** Slice s of a frame, valid as long as the frame is lent. `own`: nodes whose columns are whole here; default all. */
export const sliceView = (frame: Frame, s: number, own?: ReadonlySet<string>): SliceView =>
  viewOf(frame.columns as unknown as Columns, frame.time.tsMs[s]!, s * frame.count, s, own)

/** The same, copied: it stays as it is. */
export const keptSlice = (frame: Frame, s: number, own?: ReadonlySet<string>): SliceView => {
  const kept: { [node: string]: { [column: string]: AnyArray } } = {}
  for (const [node, schema] of Object.entries(MIRRORED)) {
    const columns = (frame.columns as unknown as Columns)[node]
    if (!columns || (own && !own.has(node))) continue
    kept[node] = {}
    for (const [name, { shape }] of Object.entries(schema)) {
      const width = shape === 'row' ? frame.count : 1
      kept[node][name] = columns[name]!.slice(s * width, (s + 1) * width)
    }
  }
  return viewOf(kept, frame.time.tsMs[s]!, 0, 0, own)
}

const viewOf = (
  columns: Columns,
  tsMs: number,
  rowAt: number,
  sliceAt: number,
  own: ReadonlySet<string> | undefined,
): SliceView => ({
  tsMs,
  has: (node) => columns[node] !== undefined && (own === undefined || own.has(node)),
  row: (node, column, k) => columns[node]![column]![rowAt + k]!,
  slice: (node, column) => columns[node]![column]![sliceAt]!,
})
