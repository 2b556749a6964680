/** The slicer: the only maker of slices. Merges candles by event time, derives quotes and home rates, carries the control row. */
import { columnsOf, hasNode } from '../graph/engine/run/columns-of.js'
import type { Frame } from '../graph/engine/run/frame.js'
import type { CandleSeries } from '../model/candle-series.js'
import { nodes } from '../model/nodes.js'
import type { World } from '../model/world.js'
import type { CandleBatch } from './market.js'
import { writeCandles, writeNoCandles } from './slices/candle-columns.js'
import { candleMerge } from './slices/candle-merge.js'
import { type ControlRow, writeControlRows, writeRequestRow } from './slices/control-row.js'
import { type HeldQuotes, type LatestPrices, sliceQuotes } from './slices/quotes.js'

export { type ControlRow, REPLAY_CONTROL } from './slices/control-row.js'

export interface SlicerOptions {
  /** True for every minute, by its tsMs, that has a slice even without a candle. */
  readonly isWeekMinute: (tsMs: number) => boolean
  /** The control row in force at a slice. */
  readonly control: (tsMs: number) => ControlRow
  /** The broker's price board; without one, quotes are those of the candles. */
  readonly prices?: LatestPrices
  /** Quotes of the last slice before a restart: without them a request right after it would find no price. */
  readonly held?: HeldQuotes | null
}

export interface LiveSpan {
  /** The first slice, where none has been made yet; default that of the first candle. */
  readonly fromMs: number
  /** The slice that takes the prices of the board. */
  readonly pricedMs: number
}

export interface Slicer {
  /** Fills the frame from the series (at most one per instrument of the world, sides known); false when nothing is left. */
  fill(frame: Frame): boolean
  /** Puts in the next batch of candles, to be sliced up to `endMs`; the previous batch must be used up. */
  feed(batch: readonly CandleSeries[], endMs?: number, live?: LiveSpan): void
  /** Fills the frame with one slice that only carries a request: no minute of the grid, no candles, the quotes of the last priced slice. */
  request(frame: Frame, tsMs: number): void
}

export const createSlicer = (world: World, { isWeekMinute, control, prices, held }: SlicerOptions): Slicer => {
  const merge = candleMerge(world, isWeekMinute)
  const quotes = sliceQuotes(world, held)
  let pricedMs = Number.NaN
  return {
    feed: (batch, endMs, live) => {
      merge.feed(batch, endMs, live?.fromMs)
      pricedMs = live?.pricedMs ?? Number.NaN
    },
    fill: (frame) => {
      frame.slices = merge.fill(frame)
      if (frame.slices === 0) return false
      const candle = columnsOf(frame, nodes.candle)
      const quote = columnsOf(frame, nodes.quote)
      const rows = merge.rows()
      writeCandles(candle, merge.series, rows, frame)
      quotes.takeCandles(quote, candle.present, merge.series, rows, frame)
      const last = frame.slices - 1
      if (prices && frame.time.tsMs[last] === pricedMs) quotes.takePrices(quote, prices, last)
      quotes.derive(quote, frame)
      // A graph may do without control and execution.
      if (hasNode(frame, nodes.control)) writeControlRows(columnsOf(frame, nodes.control), control, frame)
      if (hasNode(frame, nodes.execution)) columnsOf(frame, nodes.execution).at.fill(0, 1, frame.slices + 1)
      return true
    },
    request: (frame, tsMs) => {
      frame.time.tsMs[0] = tsMs
      frame.slices = 1
      writeNoCandles(columnsOf(frame, nodes.candle), frame)
      const quote = columnsOf(frame, nodes.quote)
      quotes.repeat(quote)
      quotes.derive(quote, frame)
      writeRequestRow(columnsOf(frame, nodes.control), control(tsMs), frame)
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

/** The same over candles that come in batches, each read when the one before is used up. */
export const replayBatches = function* (
  frame: Frame,
  slicer: Slicer,
  batches: Iterable<CandleBatch>,
  toMs?: number,
): Generator<Frame> {
  for (const { series, nextMs } of batches) {
    const isLast = nextMs >= (toMs ?? Number.POSITIVE_INFINITY)
    slicer.feed(series, isLast ? toMs : undefined)
    while (slicer.fill(frame)) yield frame
    if (isLast) return
  }
}
