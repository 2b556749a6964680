/** Many closed trades in typed columns, with an object for each only when it is read: so many objects would be most of a sweep's work. */
import { REASONS } from '../../model/codes.js'

/** entryMs, exitMs, netBps, grossBps, spreadBps, slippageBps, commissionBps, depthBps, pnlQuote. */
const WIDTH = 9
/** Instrument, reason, 1 for long. */
const CODES = 3

export interface TradeColumns {
  count: number
  numbers: Float64Array
  codes: Uint8Array
}
/** A closed trade as sweeps and shadow.csv have it. */
export interface KeptTrade {
  readonly instrument: string
  readonly entryMs: number
  readonly exitMs: number
  readonly side: 'long' | 'short'
  readonly netBps: number
  readonly grossBps: number
  readonly spreadBps: number
  readonly slippageBps: number
  readonly commissionBps: number
  readonly depthBps: number
  readonly reason: string
}

export const createTradeColumns = (): TradeColumns => ({
  count: 0,
  numbers: new Float64Array(64 * WIDTH),
  codes: new Uint8Array(64 * CODES),
})

/** Adds a trade of instrument k; gives the place of its first number, for the caller to write all nine. */
export const keepTrade = (held: TradeColumns, k: number, reason: number, long: boolean): number => {
  const at = held.count * WIDTH
  if (at === held.numbers.length) {
    held.numbers = doubled(held.numbers, new Float64Array(2 * held.numbers.length))
    held.codes = doubled(held.codes, new Uint8Array(2 * held.codes.length))
  }
  const code = held.count++ * CODES
  held.codes[code] = k
  held.codes[code + 1] = reason
  held.codes[code + 2] = long ? 1 : 0
  return at
}

const doubled = <A extends Float64Array | Uint8Array>(from: A, to: A): A => {
  to.set(from)
  return to
}

/** All trades in the order in which they were kept; their results in quote currency are apart. */
export const tradesOf = (held: TradeColumns, names: readonly string[]): KeptTrade[] => {
  // A loop: Array.from takes several times as long, and there may be millions.
  const trades: KeptTrade[] = []
  for (let n = 0; n < held.count; n++) trades.push(tradeAt(held, n, names))
  return trades
}

/** What a trade of instrument k that ended in the window is given to. */
export interface TradeReceiver {
  add(
    exitMs: number,
    netBps: number,
    grossBps: number,
    spreadBps: number,
    slippageBps: number,
    commissionBps: number,
    depthBps: number,
    pnlQuote: number,
  ): void
}
export interface KeptSpan {
  readonly fromMs: number
  readonly toMs: number
}

/** Gives the trades that ended in (fromMs, toMs], in order, to the receivers of their instruments; without one they are left out. */
export const giveTrades = (
  { count, numbers, codes }: TradeColumns,
  { fromMs, toMs }: KeptSpan,
  receivers: readonly (TradeReceiver | undefined)[],
): void => {
  for (let n = 0, at = 0; n < count; n++, at += WIDTH) {
    const exitMs = numbers[at + 1]!
    if (!(exitMs > fromMs && exitMs <= toMs)) continue
    receivers[codes[n * CODES]!]?.add(
      exitMs,
      numbers[at + 2]!,
      numbers[at + 3]!,
      numbers[at + 4]!,
      numbers[at + 5]!,
      numbers[at + 6]!,
      numbers[at + 7]!,
      numbers[at + 8]!,
    )
  }
}

/** Trade n. */
export const tradeAt = ({ numbers, codes }: TradeColumns, n: number, names: readonly string[]): KeptTrade => {
  const at = n * WIDTH
  const code = n * CODES
  return {
    instrument: names[codes[code]!]!,
    entryMs: numbers[at]!,
    exitMs: numbers[at + 1]!,
    side: codes[code + 2] === 1 ? 'long' : 'short',
    netBps: numbers[at + 2]!,
    grossBps: numbers[at + 3]!,
    spreadBps: numbers[at + 4]!,
    slippageBps: numbers[at + 5]!,
    commissionBps: numbers[at + 6]!,
    depthBps: numbers[at + 7]!,
    reason: REASONS[codes[code + 1]!] ?? 'none',
  }
}

export const pnlQuoteAt = ({ numbers }: TradeColumns, n: number): number => numbers[n * WIDTH + 8]!
