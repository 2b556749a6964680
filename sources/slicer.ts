/** The slicer: the only maker of slices. Merges candles by event time, derives quotes and home rates, carries the control row. */
import type { Frame } from '../graph/engine/run/frame.js'
import type { Columns } from '../graph/engine/define/schema.js'
import type { schemas } from '../model/columns.js'
import type { CandleSeries } from '../model/candle-series.js'
import type { World } from '../model/world.js'
import { MINUTE_MS } from '../lib/time-units.js'

/** What the operator wishes at a slice; a replay starts with all limits off. */
export interface ControlRow {
  readonly killSwitch: number
  readonly paused: number
  readonly fillTrades: number
  readonly connected: number
  readonly heartbeatAgeMs: number
  readonly requestId: number
  readonly lockUntilMs: Float64Array | null
  readonly flatten: Uint8Array | null
}
export const REPLAY_CONTROL: ControlRow = Object.freeze({
  killSwitch: 0,
  paused: 0,
  fillTrades: 1,
  connected: 1,
  heartbeatAgeMs: 0,
  requestId: 0,
  lockUntilMs: null,
  flatten: null,
})

export interface SlicerOptions {
  /** True for every minute (by its tsMs) that has a slice although no candle came. */
  readonly isWeekMinute: (tsMs: number) => boolean
  /** The control row in force at a slice. */
  readonly control: (tsMs: number) => ControlRow
}

export interface Slicer {
  /** Fills the frame from the series (one per instrument of the world or fewer, sides known) up to `endMs`; false when nothing is left. */
  fill(frame: Frame): boolean
  /** Puts the next batch of candles in; the previous one must be used up. `fromMs` is the first slice where none has been made yet; default that of the first candle. */
  feed(batch: readonly CandleSeries[], endMs?: number, fromMs?: number): void
}

export const createSlicer = (world: World, options: SlicerOptions): Slicer => {
  const count = world.instruments.length
  const index = new Map(world.instruments.map((instrument, k) => [instrument.name, k]))
  const state: SlicerState = {
    options,
    held: { bid: unknown(count), ask: unknown(count), mid: unknown(count), quoteTsMs: unknown(count) },
    ...conversions(world, index),
    series: new Array<CandleSeries | null>(count).fill(null),
    next: new Int32Array(count),
    dueMs: new Float64Array(count),
    rows: new Int32Array(0),
    mids: new Float64Array(0),
    nextMs: Number.NaN,
    endMs: Number.NEGATIVE_INFINITY,
  }
  return {
    feed: (batch, endMs, fromMs) => {
      state.series.fill(null)
      for (const series of batch) {
        const k = index.get(series.instrument)
        if (k !== undefined) state.series[k] = series
      }
      state.next.fill(0)
      for (let k = 0; k < count; k++) state.dueMs[k] = dueAt(state.series[k]!, 0)
      const firstMs = Math.min(...state.dueMs)
      // A batch without candles, as one of a weekend, starts nothing.
      if (Number.isNaN(state.nextMs) && (fromMs ?? firstMs) < Number.POSITIVE_INFINITY) state.nextMs = fromMs ?? firstMs
      state.endMs =
        endMs ?? Math.max(...batch.map((series) => (series.tMs.at(-1) ?? Number.NEGATIVE_INFINITY) + MINUTE_MS))
    },
    fill: (frame) => {
      frame.slices = mergeSlices(state, frame)
      if (frame.slices === 0) return false
      const { candle, quote, control, execution } = frame.columns as unknown as Sources
      writeCandles(state, candle, frame)
      writeQuotes(state, quote, candle.present, frame)
      writeHomeRates(state, quote.homeRate, frame)
      if (control) writeControl(control, options.control, frame)
      if (execution) execution.at.fill(0, 1, frame.slices + 1)
      return true
    },
  }
}

/** All frames of a replay over whole series, up to slice `toMs`. */
export const replayFrames = function* (
  frame: Frame,
  slicer: Slicer,
  series: readonly CandleSeries[],
  toMs?: number,
): Generator<Frame> {
  slicer.feed(series, toMs)
  while (slicer.fill(frame)) yield frame
}

interface SlicerState {
  readonly options: SlicerOptions
  /** The last quote of each instrument, NaN before its first candle. */
  readonly held: { readonly [K in 'bid' | 'ask' | 'mid' | 'quoteTsMs']: Float64Array }
  readonly by: Int32Array
  readonly inverted: Uint8Array
  /** Of each instrument: its series, the row that comes next, and the slice that row belongs to (Infinity where none is left). */
  readonly series: (CandleSeries | null)[]
  readonly next: Int32Array
  readonly dueMs: Float64Array
  /** Of the frame, instrument by instrument: the row of the series in each slice, -1 where it has no candle; and the mids. */
  rows: Int32Array
  mids: Float64Array
  nextMs: number
  endMs: number
}

type CandleColumns = Columns<typeof schemas.candle>
type QuoteColumns = Columns<typeof schemas.quote>
type ControlColumns = Columns<typeof schemas.control>
/** The nodes that the slicer writes; a graph may do without control and execution. */
interface Sources {
  readonly candle: CandleColumns
  readonly quote: QuoteColumns
  readonly control?: ControlColumns
  readonly execution?: { readonly at: Uint32Array }
}

const unknown = (count: number): Float64Array => new Float64Array(count).fill(Number.NaN)

const dueAt = (series: CandleSeries | null, row: number): number =>
  series !== null && row < series.tMs.length ? series.tMs[row]! + MINUTE_MS : Number.POSITIVE_INFINITY

/** Chooses the slices of the frame and the candles in them; gives their number. */
const mergeSlices = (state: SlicerState, { capacity, count, time }: Frame): number => {
  const { series, next, dueMs } = state
  if (state.rows.length !== capacity * count) {
    state.rows = new Int32Array(capacity * count)
    state.mids = new Float64Array(capacity * count)
  }
  const { rows } = state
  let candleMs = Math.min(...dueMs)
  for (let s = 0; s < capacity; s++) {
    const ts = nextSlice(state, candleMs)
    if (ts !== ts) return s
    time.tsMs[s] = ts
    time.asOfMs[s] = ts
    candleMs = Number.POSITIVE_INFINITY
    for (let k = 0; k < count; k++) {
      let row = -1
      if (dueMs[k] === ts) {
        row = next[k]!
        next[k] = row + 1
        dueMs[k] = dueAt(series[k]!, row + 1)
      }
      rows[k * capacity + s] = row
      if (dueMs[k]! < candleMs) candleMs = dueMs[k]!
    }
    state.nextMs = ts + MINUTE_MS
  }
  return capacity
}

const nextSlice = ({ nextMs, endMs, options }: SlicerState, candleMs: number): number => {
  for (let ts = nextMs; ts <= endMs; ts += MINUTE_MS) if (ts >= candleMs || options.isWeekMinute(ts)) return ts
  return Number.NaN
}

const COPIED = ['o', 'h', 'l', 'c', 'v', 'bo', 'bh', 'bl', 'bc', 'ao', 'ah', 'al', 'ac'] as const
const NOTHING = new Float64Array(0)

/** Column by column: each is a walk along one array of every series. */
const writeCandles = ({ series, rows }: SlicerState, candle: CandleColumns, frame: Frame): void => {
  for (let n = 0; n < COPIED.length; n++) {
    const name = COPIED[n]!
    const absent = name === 'v' ? 0 : Number.NaN
    for (let k = 0; k < frame.count; k++) copyRows(candle[name], series[k]?.[name] ?? NOTHING, rows, k, frame, absent)
  }
}

const copyRows = (
  to: Float64Array,
  from: Float64Array,
  rows: Int32Array,
  k: number,
  { capacity, count, slices }: Frame,
  absent: number,
): void => {
  for (let s = 0, at = k * capacity, i = k; s < slices; s++, at++, i += count) {
    const row = rows[at]!
    to[i] = row < 0 ? absent : from[row]!
  }
}

/** The sides at the close of each candle; without one the quote before it stays, and nothing can be traded. */
const writeQuotes = (
  { series, rows, held, mids }: SlicerState,
  quote: QuoteColumns,
  present: Uint8Array,
  { capacity, count, slices, time }: Frame,
): void => {
  for (let k = 0; k < count; k++) {
    const bids = series[k]?.bc ?? NOTHING
    const asks = series[k]?.ac ?? NOTHING
    let bid = held.bid[k]!
    let ask = held.ask[k]!
    let mid = held.mid[k]!
    let quoteTsMs = held.quoteTsMs[k]!
    for (let s = 0, i = k; s < slices; s++, i += count) {
      const row = rows[k * capacity + s]!
      const here = row >= 0 ? 1 : 0
      if (here === 1) {
        bid = bids[row]!
        ask = asks[row]!
        mid = (bid + ask) / 2
        quoteTsMs = time.tsMs[s]!
      }
      present[i] = here
      quote.tradeable[i] = here
      quote.bid[i] = bid
      quote.ask[i] = ask
      quote.spreadBps[i] = ((ask - bid) / mid) * 1e4
      quote.quoteTsMs[i] = quoteTsMs
      mids[i] = mid
    }
    held.bid[k] = bid
    held.ask[k] = ask
    held.mid[k] = mid
    held.quoteTsMs[k] = quoteTsMs
  }
}

const writeHomeRates = (
  { by, inverted, mids }: SlicerState,
  homeRate: Float64Array,
  { count, slices }: Frame,
): void => {
  for (let k = 0; k < count; k++) {
    const j = by[k]!
    const turned = inverted[k] === 1
    for (let i = k, from = j; i < slices * count; i += count, from += count) {
      homeRate[i] = j < 0 ? 1 : turned ? 1 / mids[from]! : mids[from]!
    }
  }
}

/** Wishes mostly stay as they are: each run of slices with the same row is written at once. */
const writeControl = (
  control: ControlColumns,
  wishAt: SlicerOptions['control'],
  { count, slices, time }: Frame,
): void => {
  let row = wishAt(time.tsMs[0]!)
  for (let from = 0, s = 1; s <= slices; s++) {
    const next = s < slices ? wishAt(time.tsMs[s]!) : null
    if (next === row) continue
    writeWish(control, row, from, s, count)
    if (next === null) break
    row = next
    from = s
  }
}

/** The control row of slice 0 of a frame that only carries a request: no minute of the grid. */
export const writeRequest = (frame: Frame, row: ControlRow): void => {
  const control = frame.columns['control'] as unknown as ControlColumns
  writeWish(control, row, 0, 1, frame.count)
  control.minute[0] = 0
}

const writeWish = (control: ControlColumns, row: ControlRow, from: number, to: number, count: number): void => {
  control.minute.fill(1, from, to)
  control.killSwitch.fill(row.killSwitch, from, to)
  control.paused.fill(row.paused, from, to)
  control.fillTrades.fill(row.fillTrades, from, to)
  control.connected.fill(row.connected, from, to)
  control.heartbeatAgeMs.fill(row.heartbeatAgeMs, from, to)
  control.requestId.fill(row.requestId, from, to)
  for (let s = from; s < to; s++) {
    for (let k = 0, i = s * count; k < count; k++, i++) {
      control.lockUntilMs[i] = row.lockUntilMs?.[k] ?? 0
      control.flatten[i] = row.flatten?.[k] ?? 0
    }
  }
}

/** For each instrument the one whose mid converts its quote currency to home; -1 = the quote currency is home. */
export const conversions = (
  world: World,
  index: ReadonlyMap<string, number>,
): { by: Int32Array; inverted: Uint8Array } => {
  const by = new Int32Array(world.instruments.length).fill(-1)
  const inverted = new Uint8Array(world.instruments.length)
  for (const [k, { quote }] of world.instruments.entries()) {
    if (quote === world.home) continue
    const straight = index.get(`${quote}_${world.home}`)
    const turned = index.get(`${world.home}_${quote}`)
    by[k] = straight ?? turned ?? -1
    inverted[k] = straight === undefined ? 1 : 0
  }
  return { by, inverted }
}
