/** One slice as the mirrors read it. */
import type { AnyArray, Frame } from '../../graph/frame.js'

export interface SliceView {
  readonly tsMs: number
  /** Can the node's columns be read here? A part of a cut graph computes some of them only. */
  has(node: string): boolean
  /** Value of a row column for instrument k. */
  row(node: string, column: string, k: number): number
  /** Value of a slice column. */
  slice(node: string, column: string): number
}

/** What the documents are made of. */
const MIRRORED: { readonly [node: string]: readonly string[] } = {
  candle: ['present', 'o', 'h', 'l', 'c', 'v', 'bo', 'bh', 'bl', 'bc', 'ao', 'ah', 'al', 'ac'],
  session: ['open', 'nearClose'],
  qfh: [
    ...['coherence', 'coherencePattern', 'stability', 'rupture', 'entropy', 'flipRatio', 'lambdaHazard', 'collapsed'],
    ...['sigmaEff', 'lambda', 'sigC', 'sigS', 'sigE', 'repetition'],
    ...['tau1', 'tau4', 'tauSlope', 'wallRatio', 'wallSlope', 'lowfShare', 'reynolds', 'halfLife', 'corrLength'],
  ],
  gates: [
    ...['eligible', 'state', 'buffer', 'trades', 'winRate', 'pnlBps', 'drawdownBps', 'calmar'],
    ...['minTrades', 'calmarMin', 'pnlMinBps', 'passes', 'fails', 'misses', 'cooldownUntilMs', 'gateTsMs'],
  ],
  allocate: ['weight', 'score', 'filled', 'held', 'fallback'],
  size: ['budget'],
  broker: ['marginUsed', 'balance', 'marginAvailable'],
}
type Columns = { readonly [node: string]: { readonly [column: string]: AnyArray } }

/** Slice s of a frame, valid as long as the frame is lent. `own`: nodes whose columns are whole here; default all. */
export const sliceView = (frame: Frame, s: number, own?: ReadonlySet<string>): SliceView =>
  viewOf(frame.columns as unknown as Columns, frame.time.tsMs[s]!, s * frame.count, s, own)

/** The same, copied: it stays as it is. */
export const keptSlice = (frame: Frame, s: number, own?: ReadonlySet<string>): SliceView => {
  const kept: { [node: string]: { [column: string]: AnyArray } } = {}
  for (const [node, names] of Object.entries(MIRRORED)) {
    const columns = (frame.columns as unknown as Columns)[node]
    if (!columns || (own && !own.has(node))) continue
    kept[node] = {}
    for (const name of names) {
      const array = columns[name]!
      const width = array.length >= frame.capacity * frame.count ? frame.count : 1
      kept[node][name] = array.slice(s * width, (s + 1) * width)
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
