/** A small trader in place of the graph: orders per slice, exits repeated until they are done. A function of account and slice. */
import { REASON } from '../../model/codes.js'
import type { OrderRow } from '../../sinks/execution/protocol-types.js'
import { type Account, emptyAccount, foldRow } from './account.js'
import type { ExecutionRow } from '../../streams/execution/record.js'
import { hashed } from './random.js'

export interface Trader {
  readonly account: Account
  /** 1: the instrument is being closed until it is flat. */
  readonly closing: Int8Array
}

export const createTrader = (count: number): Trader => ({ account: emptyAccount(), closing: new Int8Array(count) })

const NOTHING = {
  closeUnits: 0,
  closeAll: 0,
  closeReason: 0,
  approvedUnits: 0,
  increaseReason: 0,
  stopDistance: Number.NaN,
  takeDistance: Number.NaN,
  stopPrice: Number.NaN,
  takePrice: Number.NaN,
  priceBound: Number.NaN,
}

/** The trader's mode: it trades, it enters wherever possible (to show that it still can), or it closes everything. */
export type Mood = 'trades' | 'eager' | 'flat'

interface TraderSlice {
  readonly tsMs: number
  readonly rows: readonly ExecutionRow[]
  /** False: no increases. */
  readonly connected: boolean
}

/** Folds the slice's executions, then decides. */
export const stepTrader = (
  trader: Trader,
  seed: number,
  { tsMs, rows, connected }: TraderSlice,
  mood: Mood,
): OrderRow[] => {
  const { account, closing } = trader
  for (const row of rows) foldRow(account, row)
  const orders: OrderRow[] = []
  for (let k = 0; k < closing.length; k++) {
    const order = decide(trader, k, hashed(seed, tsMs, k), mood)
    if (order && (connected || order.approvedUnits === 0)) orders.push(order)
  }
  return orders
}

const decide = ({ account, closing }: Trader, k: number, r: number, mood: Mood): OrderRow | null => {
  let units = 0
  for (const trade of account.trades.values()) if (trade.instrument === k) units += trade.units
  let pendingEntry = false
  let closePending = false
  for (const pending of account.pending.values()) {
    if (pending.instrument !== k) continue
    if (pending.tradeId === 0) pendingEntry = true
    else closePending = true
  }
  const doubtful = [...account.doubtful.values()].includes(k)
  const foreign = [...account.foreign.values()].some((trade) => trade.instrument === k)
  if (units === 0 && !pendingEntry) closing[k] = 0
  if (units !== 0 && (mood === 'flat' || r < 0.25)) closing[k] = 1
  if (closing[k] === 1) {
    if (closePending || units === 0) return null
    return { ...NOTHING, instrument: k, closeUnits: -units, closeAll: 1, closeReason: REASON.slope }
  }
  if (mood === 'flat' || pendingEntry || closePending || doubtful) return null
  if (units !== 0 && r < 0.45 && mood === 'trades')
    return { ...NOTHING, instrument: k, closeUnits: -Math.trunc(units / 2), closeReason: REASON.resize }
  if (foreign || (r > 0.75 && mood === 'trades')) return null
  const side = units === 0 ? (r < 0.5 ? 1 : -1) : Math.sign(units)
  const first = units === 0
  const bound = side > 0 ? 1.2 : 0.8
  return {
    ...NOTHING,
    instrument: k,
    approvedUnits: side * (first ? 1000 : 400),
    increaseReason: first ? REASON.entry : REASON.add,
    stopDistance: first ? 0.01 : Number.NaN,
    stopPrice: first ? Number.NaN : bound - side * 0.01,
    priceBound: bound,
  }
}
