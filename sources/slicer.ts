/** The slicer: the only maker of slices. Merges candles by event time, derives quotes and home rates, carries the control row. */
import { type Frame, type NodeColumns } from '../graph/frame.js'
import type { CandleSeries } from '../graph/series.js'
import type { World } from '../graph/world.js'

export const MINUTE_MS = 60_000

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

/** Position of one instrument in the series at hand. */
interface Cursor {
  readonly series: CandleSeries | null
  at: number
}

export interface Slicer {
  /** Fills the frame from the series (one per instrument of the world or fewer, sides known) up to `endMs`; false when nothing is left. */
  fill(frame: Frame): boolean
  /** Puts the next batch of candles in; the previous one must be used up. */
  feed(batch: readonly CandleSeries[], endMs?: number): void
}

export const createSlicer = (world: World, options: SlicerOptions): Slicer => {
  const count = world.instruments.length
  const index = new Map(world.instruments.map((instrument, k) => [instrument.name, k]))
  const held = {
    bid: new Float64Array(count).fill(Number.NaN),
    ask: new Float64Array(count).fill(Number.NaN),
    quoteTsMs: new Float64Array(count).fill(Number.NaN),
    mid: new Float64Array(count).fill(Number.NaN),
  }
  const { by, inverted } = conversions(world, index)
  let cursors: Cursor[] = world.instruments.map(() => ({ series: null, at: 0 }))
  let nextMs = Number.NaN
  let endMs = Number.NEGATIVE_INFINITY

  const pending = (): number => {
    let first = Number.POSITIVE_INFINITY
    for (const { series, at } of cursors) {
      if (series && at < series.tMs.length) first = Math.min(first, (series.tMs[at] as number) + MINUTE_MS)
    }
    return first
  }
  const nextSlice = (): number => {
    const candleMs = pending()
    if (!(nextMs <= endMs)) return Number.NaN
    for (let ts = nextMs; ts <= endMs; ts += MINUTE_MS) {
      if (ts >= candleMs || options.isWeekMinute(ts)) return ts
    }
    return Number.NaN
  }

  return {
    feed: (batch, batchEndMs) => {
      cursors = world.instruments.map(() => ({ series: null, at: 0 }))
      for (const series of batch) {
        const k = index.get(series.instrument)
        if (k !== undefined) cursors[k] = { series, at: 0 }
      }
      const first = pending()
      if (Number.isNaN(nextMs)) nextMs = first
      endMs =
        batchEndMs ?? Math.max(...batch.map((series) => (series.tMs.at(-1) ?? Number.NEGATIVE_INFINITY) + MINUTE_MS))
    },
    fill: (frame) => {
      const candle = frame.columns['candle'] as NodeColumns
      const quote = frame.columns['quote'] as NodeColumns
      const control = frame.columns['control']
      const execution = frame.columns['execution']
      let s = 0
      for (; s < frame.capacity; s++) {
        const ts = nextSlice()
        if (Number.isNaN(ts)) break
        frame.time.tsMs[s] = ts
        frame.time.asOfMs[s] = ts
        writeCandles(candle, quote, cursors, held, s * count, ts)
        writeQuotes(quote, held, by, inverted, s * count, count)
        if (control) writeControl(control, options.control(ts), s, count)
        if (execution) (execution['at'] as Uint32Array)[s + 1] = 0
        nextMs = ts + MINUTE_MS
      }
      frame.slices = s
      return s > 0
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

interface Held {
  readonly bid: Float64Array
  readonly ask: Float64Array
  readonly quoteTsMs: Float64Array
  readonly mid: Float64Array
}

const COPIED = ['o', 'h', 'l', 'c', 'v', 'bo', 'bh', 'bl', 'bc', 'ao', 'ah', 'al', 'ac'] as const

const writeCandles = (
  candle: NodeColumns,
  quote: NodeColumns,
  cursors: readonly Cursor[],
  held: Held,
  base: number,
  tsMs: number,
): void => {
  const present = candle['present'] as Uint8Array
  const tradeable = quote['tradeable'] as Uint8Array
  const openMs = tsMs - MINUTE_MS
  for (let k = 0; k < cursors.length; k++) {
    const cursor = cursors[k] as Cursor
    const series = cursor.series
    const i = base + k
    if (series === null || cursor.at >= series.tMs.length || series.tMs[cursor.at] !== openMs) {
      present[i] = 0
      tradeable[i] = 0
      for (let n = 0; n < COPIED.length; n++) (candle[COPIED[n]!] as Float64Array)[i] = Number.NaN
      ;(candle['v'] as Float64Array)[i] = 0
      continue
    }
    const at = cursor.at++
    present[i] = 1
    tradeable[i] = 1
    ;(candle['o'] as Float64Array)[i] = series.o[at]!
    ;(candle['h'] as Float64Array)[i] = series.h[at]!
    ;(candle['l'] as Float64Array)[i] = series.l[at]!
    ;(candle['c'] as Float64Array)[i] = series.c[at]!
    ;(candle['v'] as Float64Array)[i] = series.v[at]!
    ;(candle['bo'] as Float64Array)[i] = series.bo[at]!
    ;(candle['bh'] as Float64Array)[i] = series.bh[at]!
    ;(candle['bl'] as Float64Array)[i] = series.bl[at]!
    ;(candle['ao'] as Float64Array)[i] = series.ao[at]!
    ;(candle['ah'] as Float64Array)[i] = series.ah[at]!
    ;(candle['al'] as Float64Array)[i] = series.al[at]!
    const bid = series.bc[at]!
    const ask = series.ac[at]!
    ;(candle['bc'] as Float64Array)[i] = bid
    ;(candle['ac'] as Float64Array)[i] = ask
    held.bid[k] = bid
    held.ask[k] = ask
    held.mid[k] = (bid + ask) / 2
    held.quoteTsMs[k] = tsMs
  }
}

const writeQuotes = (
  quote: NodeColumns,
  held: Held,
  by: Int32Array,
  inverted: Uint8Array,
  base: number,
  count: number,
): void => {
  const bid = quote['bid'] as Float64Array
  const ask = quote['ask'] as Float64Array
  const spreadBps = quote['spreadBps'] as Float64Array
  const quoteTsMs = quote['quoteTsMs'] as Float64Array
  const homeRate = quote['homeRate'] as Float64Array
  for (let k = 0; k < count; k++) {
    const i = base + k
    bid[i] = held.bid[k]!
    ask[i] = held.ask[k]!
    spreadBps[i] = ((held.ask[k]! - held.bid[k]!) / held.mid[k]!) * 1e4
    quoteTsMs[i] = held.quoteTsMs[k]!
    const j = by[k]!
    homeRate[i] = j < 0 ? 1 : inverted[k] ? 1 / held.mid[j]! : held.mid[j]!
  }
}

const writeControl = (control: NodeColumns, row: ControlRow, s: number, count: number): void => {
  ;(control['minute'] as Uint8Array)[s] = 1
  ;(control['killSwitch'] as Uint8Array)[s] = row.killSwitch
  ;(control['paused'] as Uint8Array)[s] = row.paused
  ;(control['fillTrades'] as Uint8Array)[s] = row.fillTrades
  ;(control['connected'] as Uint8Array)[s] = row.connected
  ;(control['heartbeatAgeMs'] as Float64Array)[s] = row.heartbeatAgeMs
  ;(control['requestId'] as Float64Array)[s] = row.requestId
  for (let k = 0; k < count; k++) {
    ;(control['lockUntilMs'] as Float64Array)[s * count + k] = row.lockUntilMs?.[k] ?? 0
    ;(control['flatten'] as Uint8Array)[s * count + k] = row.flatten?.[k] ?? 0
  }
}

/** For each instrument the one whose mid converts its quote currency to home; -1 = the quote currency is home. */
const conversions = (world: World, index: ReadonlyMap<string, number>): { by: Int32Array; inverted: Uint8Array } => {
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
