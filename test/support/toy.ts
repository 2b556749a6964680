/** A small graph with a loop, events and a feedback, for the tests of the engine. */
import { z } from 'zod'
import { decodeState, encodeState } from '../../lib/codec.js'
import { defineGraph, type Graph } from '../../graph/engine/define/define.js'
import type { Frame, NodeColumns } from '../../graph/engine/run/frame.js'
import { operator, type RowSpace, slot } from '../../graph/engine/define/operator.js'
import { f64, u8 } from '../../graph/engine/define/schema.js'
import { createWorld, type Instrument, type World } from '../../model/world.js'

export const instrument = (name: string): Instrument => ({
  name,
  base: name.slice(0, 3),
  quote: name.slice(4),
  pipLocation: -4,
  displayPrecision: 5,
  tradeUnitsPrecision: 0,
  minimumTradeSize: 1,
  maximumOrderUnits: 1e8,
  maximumPositionSize: 0,
  minimumTrailingStopDistance: 0.0005,
  maximumTrailingStopDistance: 1,
  marginRate: 0.02,
})
export const toyWorld = (names: readonly string[] = ['EUR_USD', 'USD_CHF']): World =>
  createWorld(names.map(instrument), 'USD')

export const price = { present: u8.row, c: f64.row }
export const ordered = { units: f64.row }
export const filled = { units: f64.row, total: f64.slice, fillUnits: f64.event }

const none = z.strictObject({})

/** Exponential mean with state; NaN rows hold. */
export const mean = operator({
  kind: 'mean@1',
  doc: 'exponential mean',
  in: { price },
  out: { mean: f64.row },
  config: z.strictObject({ alpha: z.number().min(0).max(1).default(0.5) }),
  init: ({ alpha }, world, saved) => ({
    alpha,
    count: world.rows.length,
    ...(saved ? decodeState<{ mean: Float64Array }>(saved) : { mean: new Float64Array(world.rows.length) }),
  }),
  save: ({ mean: values }) => encodeState({ mean: values }),
  step: (state, _time, input, output, from, to) => {
    for (let i = from * state.count; i < to * state.count; i++) {
      const k = i % state.count
      if (input.price.present[i]) state.mean[k] = state.mean[k]! + state.alpha * (input.price.c[i]! - state.mean[k]!)
      output.mean[i] = state.mean[k]!
    }
  },
  warmup: () => 7,
})

/** Orders the difference between the mean and what is held. */
export const orderer = operator({
  kind: 'orderer@1',
  doc: 'orders towards the mean',
  in: { mean: { mean: f64.row }, held: { units: f64.row } },
  out: ordered,
  config: none,
  init: (_config, world) => ({ count: world.rows.length }),
  save: () => encodeState({}),
  step: (state, _time, input, output, from, to) => {
    for (let i = from * state.count; i < to * state.count; i++)
      output.units[i] = input.mean.mean[i]! - input.held.units[i]!
  },
  warmup: () => 3,
})

/** Fills what the previous slice ordered where a price is present; each fill is an event. */
export const broker = operator({
  kind: 'toy-broker@1',
  doc: 'fills',
  in: { order: ordered, price },
  out: filled,
  config: none,
  init: (_config, world, saved) => ({
    count: world.rows.length,
    ...(saved ? decodeState<{ units: Float64Array }>(saved) : { units: new Float64Array(world.rows.length) }),
  }),
  save: ({ units }) => encodeState({ units }),
  step: (state, _time, input, output, from, to) => {
    for (let s = from; s < to; s++) {
      let events = output.at[s]!
      output.reserve(events + state.count)
      let total = 0
      for (let k = 0; k < state.count; k++) {
        const i = s * state.count + k
        if (input.price.present[i] && input.order.units[i] !== 0) {
          state.units[k] = state.units[k]! + input.order.units[i]!
          output.fillUnits[events++] = input.order.units[i]!
        }
        output.units[i] = state.units[k]!
        total += state.units[k]!
      }
      output.total[s] = total
      output.at[s + 1] = events
    }
  },
})

export const toySlot = slot({ id: 'broker', doc: 'fills', in: { order: ordered, price }, out: filled })

export const toyGraph = (): Graph<RowSpace> =>
  defineGraph('toy', (g) => {
    const source = g.source('price', price)
    const average = g.node('mean', mean, { alpha: 0.25 }, { price: source })
    const placed = g.feedback('placed', ordered)
    const account = g.slot(toySlot, { order: placed.previous, price: source })
    const order = g.node('orderer', orderer, {}, { mean: average, held: account })
    placed.close(order)
    g.sink('account', account)
    g.sink('order', order)
  })

export interface ToySlice {
  readonly tsMs: number
  /** One price per instrument; null = no candle. */
  readonly prices: readonly (number | null)[]
}

/** Fills the frame with slices[from, to). */
export const writeSlices = (frame: Frame, slices: readonly ToySlice[], from: number, to: number): Frame => {
  const columns = frame.columns['price'] as NodeColumns
  const present = columns['present'] as Uint8Array
  const c = columns['c'] as Float64Array
  for (let s = from; s < to; s++) {
    const slice = slices[s] as ToySlice
    frame.time.tsMs[s - from] = slice.tsMs
    frame.time.asOfMs[s - from] = slice.tsMs
    for (let k = 0; k < frame.count; k++) {
      const value = slice.prices[k] ?? null
      present[(s - from) * frame.count + k] = value === null ? 0 : 1
      c[(s - from) * frame.count + k] = value ?? Number.NaN
    }
  }
  frame.slices = to - from
  return frame
}
