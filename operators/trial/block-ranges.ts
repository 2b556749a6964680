/** Ranges of blocks of slices, which let a trial pass over a block in which nothing can act. All trials over the same market share them. */
import { z } from 'zod'
import { f64, i32, u8 } from '../../graph/engine/define/schema.js'
import { decodeState, encodeState } from '../../lib/codec.js'
import { instrumentOperator } from '../../model/instrument-operator.js'
import { mustLeave } from '../strategy/observation.js'

/** Slices of a block: a position is held for some dozens, and has about as many blocks as a block has slices. */
export const BLOCK_SLICES = 8

/** `age`: slices of the block before this one. The rest is of the block's slices up to this one, prices of those with a candle. */
export const blockRangesSchema = Object.freeze({
  age: i32.slice,
  leave: u8.row,
  bidLow: f64.row,
  bidHigh: f64.row,
  askLow: f64.row,
  askHigh: f64.row,
})

interface Memory {
  slices: number
  readonly leave: Uint8Array
  readonly bidLow: Float64Array
  readonly bidHigh: Float64Array
  readonly askLow: Float64Array
  readonly askHigh: Float64Array
}

/** leave 1: in one of them no position may be held. Without a candle the low is Infinity and the high -Infinity. */
export const blockRanges = instrumentOperator({
  kind: 'block-ranges@1',
  doc: 'Within blocks of slices: extremes of bid and ask so far, and whether positions had to be left.',
  in: {
    candle: { present: u8.row, bo: f64.row, bh: f64.row, bl: f64.row, ao: f64.row, ah: f64.row, al: f64.row },
    quote: { bid: f64.row, ask: f64.row },
    session: { open: u8.row, nearClose: u8.row, forceFlat: u8.row },
  },
  out: blockRangesSchema,
  config: z.strictObject({}),
  init: (_config, world, saved): Memory => {
    const count = world.instruments.length
    if (saved) return decodeState<Memory>(saved)
    return {
      slices: 0,
      leave: new Uint8Array(count),
      bidLow: new Float64Array(count),
      bidHigh: new Float64Array(count),
      askLow: new Float64Array(count),
      askHigh: new Float64Array(count),
    }
  },
  save: (memory) => encodeState({ ...memory }),
  step: (memory, _time, input, out, from, to) => {
    const count = memory.leave.length
    for (let s = from; s < to; s++) out.age[s] = (memory.slices + s - from) % BLOCK_SLICES
    for (let k = 0; k < count; k++) stepInstrument(memory, input, out, k, from, to)
    memory.slices = (memory.slices + to - from) % BLOCK_SLICES
  },
})

type In = Parameters<typeof blockRanges.step>[2]
type Out = Parameters<typeof blockRanges.step>[3]

/** What it needs of the memory stays in registers. */
const stepInstrument = (
  memory: Memory,
  { candle, quote, session }: In,
  out: Out,
  k: number,
  from: number,
  to: number,
): void => {
  const { present, bo, bh, bl, ao, ah, al } = candle
  const count = memory.leave.length
  let leave = memory.leave[k]!
  let bidLow = memory.bidLow[k]!
  let bidHigh = memory.bidHigh[k]!
  let askLow = memory.askLow[k]!
  let askHigh = memory.askHigh[k]!
  for (let s = from, i = from * count + k; s < to; s++, i += count) {
    if (out.age[s] === 0) {
      leave = 0
      bidLow = Number.POSITIVE_INFINITY
      bidHigh = Number.NEGATIVE_INFINITY
      askLow = Number.POSITIVE_INFINITY
      askHigh = Number.NEGATIVE_INFINITY
    }
    leave |= mustLeave(session, i)
    if (present[i] === 1) {
      const bid = quote.bid[i]!
      const ask = quote.ask[i]!
      bidLow = lower(lower(lower(bidLow, bo[i]!), bl[i]!), bid)
      bidHigh = higher(higher(higher(bidHigh, bo[i]!), bh[i]!), bid)
      askLow = lower(lower(lower(askLow, ao[i]!), al[i]!), ask)
      askHigh = higher(higher(higher(askHigh, ao[i]!), ah[i]!), ask)
    }
    out.leave[i] = leave
    out.bidLow[i] = bidLow
    out.bidHigh[i] = bidHigh
    out.askLow[i] = askLow
    out.askHigh[i] = askHigh
  }
  memory.leave[k] = leave
  memory.bidLow[k] = bidLow
  memory.bidHigh[k] = bidHigh
  memory.askLow[k] = askLow
  memory.askHigh[k] = askHigh
}

/** A price that is not known changes nothing. */
const lower = (low: number, price: number): number => (price < low ? price : low)
const higher = (high: number, price: number): number => (price > high ? price : high)
