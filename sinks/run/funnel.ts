/** Counts the funnel from candles through guards, places and orders to filled entries. Warm-up is excluded. */
import { columnsOf } from '../../graph/engine/run/columns-of.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import { GATE_STATES, GUARDS, REASON } from '../../model/codes.js'
import { nodes } from '../../model/nodes.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import type { World } from '../../model/world.js'
import { COUNTED_GUARDS } from './counted-guards.js'
import { firstTradingSlice } from './trading-span.js'

export interface PairFunnel {
  /** Slices with a candle, and those of them with metrics (128 bits). The counts down to `inPlace` are of slices with metrics. */
  candles: number
  warm: number
  /** By each guard on its own. */
  readonly passed: { [guard: string]: number }
  /** Remaining after each guard, applied in order. */
  readonly left: { [guard: string]: number }
  /** With a direction; of those, passed by every guard; of those, with a place. */
  directed: number
  admitted: number
  inPlace: number
  /**
   * First entries the strategy asked for = ordered + refused (by risk) + unsized (no target, or no stop could be set); entered: filled.
   * Pulses are counted separately.
   */
  wished: number
  ordered: number
  refused: number
  unsized: number
  entered: number
  pulses: number
  readonly gateMinutes: { [state: string]: number }
  /** Slices with a place, with or without a candle: earned through the gate, and filled. */
  placed: number
  placedFilled: number
  /** Shadow trades and the sum of their results, bps. */
  shadowTrades: number
  shadowBps: number
}
export interface FunnelCollector extends FrameSink {
  readonly pairs: { readonly [instrument: string]: PairFunnel }
}

/** Slices up to `tradeFromMs` are warm-up. */
export const collectFunnel = (world: World, tradeFromMs = Number.NEGATIVE_INFINITY): FunnelCollector => {
  const all = world.instruments.map(emptyFunnel)
  // Candles by mask of failed guards; the guards are counted on read.
  const masks = all.map(() => new Float64Array(2 ** GUARDS.length))
  return {
    get pairs() {
      return Object.fromEntries(
        world.instruments.map(({ name }, k) => [
          name,
          { ...(all[k] as PairFunnel), ...guardCounts(masks[k] as Float64Array) },
        ]),
      )
    },
    write: (frame) => {
      const { present } = columnsOf(frame, nodes.candle)
      const { coherence } = columnsOf(frame, nodes.qfh)
      const { failed } = columnsOf(frame, nodes.guards)
      const { direction } = columnsOf(frame, nodes.direction)
      const { state } = columnsOf(frame, nodes.gates)
      const { weight, filled } = columnsOf(frame, nodes.allocate)
      const { closed, tradeBps } = columnsOf(frame, nodes.shadow)
      const first = firstTradingSlice(frame, tradeFromMs)
      const { count } = frame
      for (let i = first * count, k = 0; i < frame.slices * count; i++, k = k + 1 === count ? 0 : k + 1) {
        const funnel = all[k] as PairFunnel
        if (weight[i] && filled[i]) funnel.placedFilled++
        else if (weight[i]) funnel.placed++
        if (closed[i]) {
          funnel.shadowTrades++
          funnel.shadowBps += tradeBps[i] as number
        }
        if (!present[i]) continue
        funnel.candles++
        if (coherence[i] !== coherence[i]) continue
        funnel.warm++
        const name = GATE_STATES[state[i] as number] as string
        funnel.gateMinutes[name] = (funnel.gateMinutes[name] ?? 0) + 1
        const candles = masks[k] as Float64Array
        candles[failed[i] as number]!++
        if (!direction[i]) continue
        funnel.directed++
        if (failed[i] !== 0) continue
        funnel.admitted++
        if (weight[i]) funnel.inPlace++
      }
      countEntries(all, frame, first)
    },
  }
}

/** From the strategy's request to the fill. */
const countEntries = (all: readonly PairFunnel[], frame: Frame, first: number): void => {
  const { enter, pulse } = columnsOf(frame, nodes.strategy)
  const { approvedUnits, refused } = columnsOf(frame, nodes.risk)
  for (let i = first * frame.count; i < frame.slices * frame.count; i++) {
    if (!enter[i]) continue
    const funnel = all[i % frame.count] as PairFunnel
    if (pulse[i]) {
      funnel.pulses++
      continue
    }
    funnel.wished++
    if (approvedUnits[i]) funnel.ordered++
    else if (refused[i]) funnel.refused++
    else funnel.unsized++
  }
  const { at, fillInstrument, fillOpens, fillReason } = columnsOf(frame, nodes.broker)
  for (let e = 0; e < (at[frame.slices] as number); e++) {
    if (fillOpens[e] && fillReason[e] === REASON.entry) (all[fillInstrument[e] as number] as PairFunnel).entered++
  }
}

/** From candles by mask of failed guards: how many passed each guard on its own, and how many remain after each in order. */
const guardCounts = (candles: Float64Array): Pick<PairFunnel, 'passed' | 'left'> => {
  const { passed, left } = emptyFunnel()
  for (const [failed, times] of candles.entries()) {
    let open = true
    for (const { name: guard, bits } of COUNTED_GUARDS) {
      const pass = (failed & bits) === 0
      open = open && pass
      passed[guard] = (passed[guard] as number) + (pass ? times : 0)
      left[guard] = (left[guard] as number) + (open ? times : 0)
    }
  }
  return { passed, left }
}

const emptyFunnel = (): PairFunnel => ({
  candles: 0,
  warm: 0,
  passed: Object.fromEntries(COUNTED_GUARDS.map(({ name }) => [name, 0])),
  left: Object.fromEntries(COUNTED_GUARDS.map(({ name }) => [name, 0])),
  directed: 0,
  admitted: 0,
  inPlace: 0,
  wished: 0,
  ordered: 0,
  refused: 0,
  unsized: 0,
  entered: 0,
  pulses: 0,
  gateMinutes: {},
  placed: 0,
  placedFilled: 0,
  shadowTrades: 0,
  shadowBps: 0,
})
