/** Counts the funnel: how many candles passed each guard, what was left after each, and what came of it, down to the entry that filled. Warm-up is left out. */
import type { Frame, NodeColumns } from '../../graph/engine/run/frame.js'
import { GATE_STATES, GUARDS, REASON } from '../../model/codes.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import type { World } from '../../model/world.js'
import { COUNTED_GUARDS } from './counted-guards.js'

export interface PairFunnel {
  /** Slices with a candle; of them those with metrics (128 bits). The counts down to `inPlace` are of the latter. */
  candles: number
  warm: number
  /** Each guard by itself. */
  readonly passed: { [guard: string]: number }
  /** Guards in order, each after all before it. */
  readonly left: { [guard: string]: number }
  /** With a direction; of them with every guard passed; of those with a place. */
  directed: number
  admitted: number
  inPlace: number
  /** First entries that the strategy wished for, = ordered + refused (by risk) + unsized (no target, or no stop could be set); entered: filled. Pulses apart. */
  wished: number
  ordered: number
  refused: number
  unsized: number
  entered: number
  pulses: number
  readonly gateMinutes: { [state: string]: number }
  /** Slices with a place, with a candle or not: earned, and filled up. */
  placed: number
  placedFilled: number
  /** Trades of the shadow and the sum of their results, bps. */
  shadowTrades: number
  shadowBps: number
}
export interface FunnelCollector extends FrameSink {
  readonly pairs: { readonly [instrument: string]: PairFunnel }
}

export const collectFunnel = (world: World): FunnelCollector => {
  const all = world.instruments.map(emptyFunnel)
  // Candles by what failed: the guards are counted when somebody looks.
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
      const column = (node: string, name: string) => (frame.columns[node] as NodeColumns)[name] as Float64Array
      const present = column('candle', 'present')
      const coherence = column('qfh', 'coherence')
      const failed = column('guards', 'failed')
      const side = column('direction', 'direction')
      const state = column('gates', 'state')
      const weight = column('allocate', 'weight')
      const filled = column('allocate', 'filled')
      const closed = column('shadow', 'closed')
      const bps = column('shadow', 'tradeBps')
      for (let i = 0, k = 0; i < frame.slices * frame.count; i++, k = k + 1 === frame.count ? 0 : k + 1) {
        const funnel = all[k] as PairFunnel
        if (weight[i] && filled[i]) funnel.placedFilled++
        else if (weight[i]) funnel.placed++
        if (closed[i]) {
          funnel.shadowTrades++
          funnel.shadowBps += bps[i] as number
        }
        if (!present[i]) continue
        funnel.candles++
        if (coherence[i] !== coherence[i]) continue
        funnel.warm++
        const name = GATE_STATES[state[i] as number] as string
        funnel.gateMinutes[name] = (funnel.gateMinutes[name] ?? 0) + 1
        const candles = masks[k] as Float64Array
        candles[failed[i] as number]!++
        if (!side[i]) continue
        funnel.directed++
        if (failed[i] !== 0) continue
        funnel.admitted++
        if (weight[i]) funnel.inPlace++
      }
      countEntries(all, frame)
    },
  }
}

/** From the strategy's wish to the fill. */
const countEntries = (all: readonly PairFunnel[], frame: Frame): void => {
  const column = (node: string, name: string) => (frame.columns[node] as NodeColumns)[name] as Float64Array
  const enter = column('strategy', 'enter')
  const pulse = column('strategy', 'pulse')
  const approved = column('risk', 'approvedUnits')
  const refused = column('risk', 'refused')
  for (let i = 0; i < frame.slices * frame.count; i++) {
    if (!enter[i]) continue
    const funnel = all[i % frame.count] as PairFunnel
    if (pulse[i]) {
      funnel.pulses++
      continue
    }
    funnel.wished++
    if (approved[i]) funnel.ordered++
    else if (refused[i]) funnel.refused++
    else funnel.unsized++
  }
  const at = column('broker', 'at')
  const instrument = column('broker', 'fillInstrument')
  const opens = column('broker', 'fillOpens')
  const reason = column('broker', 'fillReason')
  for (let e = 0; e < (at[frame.slices] as number); e++) {
    if (opens[e] && reason[e] === REASON.entry) (all[instrument[e] as number] as PairFunnel).entered++
  }
}

/** Of candles by what failed: how many passed each guard, and each guard after all before it. */
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
