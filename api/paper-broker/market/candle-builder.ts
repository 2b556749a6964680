/** Builds candles of any length from completed one-minute candles and the prices published since. */
import { type CandleSlot, slotOf, type CandleAlignment, GRANULARITIES } from './candle-slots.js'
import type { MinuteColumns } from './minute-columns.js'
import { onGrid } from '../../../operators/grid.js'
import type { PublishedPrices } from './quote-board.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

export interface CandleSelection extends CandleAlignment {
  readonly granularity: string
  /** Maximum number of candles. */
  readonly count: number
  /** NaN if absent. */
  readonly fromMs: number
  readonly toMs: number
  readonly includeFirst: boolean
  readonly smooth: boolean
}

export interface CandleInputs {
  readonly minutes: MinuteColumns
  readonly published: PublishedPrices
  /** 10^displayPrecision. */
  readonly scale: number
  readonly nowMs: number
}

export interface Ohlc {
  o: number
  h: number
  l: number
  c: number
}
export interface BuiltCandle {
  readonly tMs: number
  readonly endMs: number
  complete: boolean
  volume: number
  readonly mid: Ohlc
  readonly bid: Ohlc
  readonly ask: Ohlc
}

/**
 * Forward from `fromMs`, or without it the last candles before `toMs` or now. Below one minute only published prices count.
 * A slot without a price has no candle; a candle is incomplete while its slot is not over.
 */
export const buildCandles = (inputs: CandleInputs, selection: CandleSelection): BuiltCandle[] => {
  const pieces = GRANULARITIES[selection.granularity]! < MINUTE_MS ? ticks(inputs) : minutesAndTicks(inputs)
  const slot = slotOf(selection.granularity, selection)
  const endMs = Number.isNaN(selection.toMs) ? inputs.nowMs + 1 : Math.min(selection.toMs, inputs.nowMs + 1)
  const found = Number.isNaN(selection.fromMs)
    ? lastCandles(pieces, slot, endMs, selection.count + (selection.smooth ? 1 : 0), inputs)
    : nextCandles(pieces, slot, selection, endMs, inputs)
  return selection.smooth ? smoothed(found, selection) : found
}

/** Parts of candles, in order of time. */
interface Pieces {
  readonly count: number
  tMs(n: number): number
  /** First piece at or after tsMs. */
  firstAt(tsMs: number): number
  add(candle: BuiltCandle, n: number): void
}

const ticks = ({ published, scale }: CandleInputs, from = 0): Pieces => {
  const { tsMs, bid, ask } = published
  return {
    count: tsMs.length - from,
    tMs: (n) => tsMs[n + from]!,
    firstAt: (atMs) => lowerBound(tsMs, atMs, from) - from,
    add: (candle, n) => {
      const b = bid[n + from]!
      const a = ask[n + from]!
      extend(candle, 'bid', b, b, b, b)
      extend(candle, 'ask', a, a, a, a)
      const mid = onGrid((b + a) / 2, scale)
      extend(candle, 'mid', mid, mid, mid, mid)
      candle.volume++
    },
  }
}

/** Completed minutes, then the prices after them. */
const minutesAndTicks = (inputs: CandleInputs): Pieces => {
  const { minutes, nowMs, published, scale } = inputs
  const over = minutes.firstAt(Math.floor(nowMs / MINUTE_MS) * MINUTE_MS)
  const { tMs, o, h, l, c, v, bo, bh, bl, bc, ao, ah, al, ac } = minutes.columns
  const knownMs = over === 0 ? Number.NEGATIVE_INFINITY : tMs[over - 1]! + MINUTE_MS
  const rest = ticks(inputs, lowerBound(published.tsMs, knownMs, 0))
  const grid = (column: Float64Array, n: number) => onGrid(column[n]!, scale)
  return {
    count: over + rest.count,
    tMs: (n) => (n < over ? tMs[n]! : rest.tMs(n - over)),
    firstAt: (atMs) => {
      const row = minutes.firstAt(atMs)
      return row < over ? row : over + rest.firstAt(atMs)
    },
    add: (candle, n) => {
      if (n >= over) return rest.add(candle, n - over)
      extend(candle, 'bid', grid(bo, n), grid(bh, n), grid(bl, n), grid(bc, n))
      extend(candle, 'ask', grid(ao, n), grid(ah, n), grid(al, n), grid(ac, n))
      extend(candle, 'mid', grid(o, n), grid(h, n), grid(l, n), grid(c, n))
      candle.volume += v[n]!
    },
  }
}

const extend = (candle: BuiltCandle, side: 'mid' | 'bid' | 'ask', o: number, h: number, l: number, c: number): void => {
  const one = candle[side]
  if (Number.isNaN(one.o)) {
    one.o = o
    one.h = h
    one.l = l
  } else {
    one.h = Math.max(one.h, h)
    one.l = Math.min(one.l, l)
  }
  one.c = c
}

const empty = ({ startMs, endMs }: CandleSlot, nowMs: number): BuiltCandle => {
  const none = (): Ohlc => ({ o: Number.NaN, h: Number.NaN, l: Number.NaN, c: Number.NaN })
  return { tMs: startMs, endMs, complete: endMs <= nowMs, volume: 0, mid: none(), bid: none(), ask: none() }
}

const nextCandles = (
  pieces: Pieces,
  slot: (tsMs: number) => CandleSlot,
  { fromMs, includeFirst, count }: CandleSelection,
  endMs: number,
  { nowMs }: CandleInputs,
): BuiltCandle[] => {
  const covering = slot(fromMs)
  const found: BuiltCandle[] = []
  let current: BuiltCandle | null = null
  for (let n = pieces.firstAt(includeFirst ? covering.startMs : covering.endMs); n < pieces.count; n++) {
    const tMs = pieces.tMs(n)
    if (!current || tMs >= current.endMs) {
      const next = slot(tMs)
      if (found.length === count || next.startMs >= endMs) return found
      current = empty(next, nowMs)
      found.push(current)
    }
    pieces.add(current, n)
  }
  return found
}

const lastCandles = (
  pieces: Pieces,
  slot: (tsMs: number) => CandleSlot,
  endMs: number,
  count: number,
  { nowMs }: CandleInputs,
): BuiltCandle[] => {
  const slots: { slot: CandleSlot; from: number; to: number }[] = []
  // A candle that starts before the end is included whole, so its later pieces count too.
  const last = pieces.firstAt(slot(endMs - 1).endMs)
  for (let n = last - 1; n >= 0; ) {
    if (slots.length === count) break
    const one = slot(pieces.tMs(n))
    const from = pieces.firstAt(one.startMs)
    slots.push({ slot: one, from, to: n + 1 })
    n = from - 1
  }
  return slots.reverse().map(({ slot: one, from, to }) => {
    const candle = empty(one, nowMs)
    for (let n = from; n < to; n++) pieces.add(candle, n)
    return candle
  })
}

/** Each open is the previous close; the first candle of a forward answer keeps its own open. */
const smoothed = (candles: readonly BuiltCandle[], { fromMs, count }: CandleSelection): BuiltCandle[] => {
  const joined = candles.map((candle, n) => {
    const before = candles[n - 1]
    if (!before) return candle
    const side = (name: 'mid' | 'bid' | 'ask'): Ohlc => {
      const o = before[name].c
      const { h, l, c } = candle[name]
      return { o, h: Math.max(h, o), l: Math.min(l, o), c }
    }
    return { ...candle, mid: side('mid'), bid: side('bid'), ask: side('ask') }
  })
  return Number.isNaN(fromMs) ? joined.slice(-count) : joined
}

const lowerBound = (list: readonly number[], value: number, from: number): number => {
  let low = from
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (list[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
