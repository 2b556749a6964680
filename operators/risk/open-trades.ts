/**
 * Sizes of the open trades, kept from the account's fills: on a netting account no two trades of an instrument may be equal
 * (FIFO).
 */
import type { RiskInput } from './ports.js'

/** Instrument k has `used[k]` trades, oldest first, starting at k * slots. Sizes are positive units. */
export interface OpenTrades {
  slots: number
  ids: Float64Array
  sizes: Float64Array
  readonly used: Int32Array
}
export const createOpenTrades = (count: number, slots: number): OpenTrades => ({
  slots,
  ids: new Float64Array(count * slots),
  sizes: new Float64Array(count * slots),
  used: new Int32Array(count),
})

/** Applies the fills of slice s: an opening adds a trade, a close shrinks or removes it. */
export const applyFills = (
  state: OpenTrades,
  account: RiskInput['account'],
  s: number,
  unitScale: Float64Array,
): void => {
  for (let e = account.at[s]!; e < account.at[s + 1]!; e++) {
    const k = account.fillInstrument[e]!
    if (!(k >= 0 && k < state.used.length)) continue
    const id = account.fillTradeId[e]!
    const size = Math.abs(account.fillUnits[e]!)
    if (account.fillOpens[e] === 1) openTrade(state, k, id, size)
    else closeTrade(state, k, id, size, unitScale[k]!)
  }
}

/**
 * The largest size up to `size` that no open trade and no pending order has, one tradeable unit less at a time; 0 if there is
 * none.
 */
export const distinctSize = (
  state: OpenTrades,
  k: number,
  size: number,
  pending: number,
  unitScale: number,
): number => {
  let distinct = size
  while (distinct > 0 && isTaken(state, k, distinct, pending, unitScale))
    distinct = Math.round(distinct * unitScale - 1) / unitScale
  return distinct > 0 ? distinct : 0
}

const isTaken = (state: OpenTrades, k: number, size: number, pending: number, unitScale: number): boolean => {
  if (Math.abs(size - pending) * unitScale < 0.5) return true
  const from = k * state.slots
  for (let j = from; j < from + state.used[k]!; j++) if (Math.abs(size - state.sizes[j]!) * unitScale < 0.5) return true
  return false
}

const openTrade = (state: OpenTrades, k: number, id: number, size: number): void => {
  if (state.used[k] === state.slots) grow(state)
  const j = k * state.slots + state.used[k]!
  state.ids[j] = id
  state.sizes[j] = size
  state.used[k] = state.used[k]! + 1
}

const closeTrade = (state: OpenTrades, k: number, id: number, size: number, unitScale: number): void => {
  const from = k * state.slots
  const end = from + state.used[k]!
  let j = from
  while (j < end && state.ids[j] !== id) j++
  if (j === end) return
  const left = state.sizes[j]! - size
  if (left * unitScale >= 0.5) {
    state.sizes[j] = left
    return
  }
  for (; j + 1 < end; j++) {
    state.ids[j] = state.ids[j + 1]!
    state.sizes[j] = state.sizes[j + 1]!
  }
  state.used[k] = state.used[k]! - 1
}

/** Doubles the slots: more trades than the limit allows, after a higher limit or adopted trades. */
const grow = (state: OpenTrades): void => {
  const { slots, ids, sizes, used } = state
  state.slots = slots * 2
  state.ids = new Float64Array(ids.length * 2)
  state.sizes = new Float64Array(sizes.length * 2)
  for (let k = 0; k < used.length; k++) {
    state.ids.set(ids.subarray(k * slots, (k + 1) * slots), k * state.slots)
    state.sizes.set(sizes.subarray(k * slots, (k + 1) * slots), k * state.slots)
  }
}
