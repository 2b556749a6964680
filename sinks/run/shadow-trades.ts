/** Collects the closed trades of the shadow with what each paid. */
import type { Columns } from '../../graph/engine/define/schema.js'
import { columnsOf, type NodeRef } from '../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import { REASONS } from '../../model/codes.js'
import type { schemas } from '../../model/columns.js'
import type { World } from '../../model/world.js'
import { firstTradingSlice } from './trading-span.js'

/** Bps of the entry price. grossBps is exactly netBps + spreadBps + slippageBps + commissionBps + depthBps, added in this order. */
export interface ShadowTrade {
  readonly instrument: string
  /** Time of the entry's fill. */
  readonly entryMs: number
  /** The slice that saw the exit. */
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
/** A trade counts if its exit slice is in (fromMs, toMs]. */
export interface ShadowSpan {
  readonly fromMs?: number | undefined
  readonly toMs?: number | undefined
}
export interface ShadowTradeCollector extends FrameSink {
  readonly count: number
  /** In the order of exit slice, then instrument; made when they are read. */
  readonly rows: readonly ShadowTrade[]
}

/** Columns of the shadow that it reads. */
export const SHADOW_TRADE_COLUMNS = [
  ...(['closed', 'closedSide', 'closedEntryTsMs', 'exitReason', 'tradeBps', 'grossBps'] as const),
  ...(['spreadBps', 'slippageBps', 'commissionBps', 'depthBps'] as const),
] as const
type Read = Pick<typeof schemas.shadow, (typeof SHADOW_TRADE_COLUMNS)[number]>

/** `shadow`: a node with the columns of the shadow, whatever its id. */
export const collectShadowTrades = (
  world: World,
  shadow: NodeRef<Read>,
  { fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY }: ShadowSpan = {},
): ShadowTradeCollector => {
  const names = world.instruments.map(({ name }) => name)
  const held = { count: 0, numbers: new Float64Array(64 * NUMBERS), codes: new Uint8Array(64 * CODES) }
  return {
    get count() {
      return held.count
    },
    get rows() {
      return Array.from({ length: held.count }, (_, n) => tradeAt(held, n, names))
    },
    write: (frame) => {
      const out = columnsOf(frame, shadow)
      const { count } = frame
      const { closed } = out
      const end = frame.slices * count
      for (let i = firstTradingSlice(frame, fromMs) * count; i < end; i++) {
        if (closed[i] === 0) continue
        const exitMs = frame.time.tsMs[Math.floor(i / count)] as number
        if (exitMs > toMs) return
        keep(held, out, i, i % count, exitMs)
      }
    },
  }
}

/** Numbers of a trade: the times of entry and exit, and six figures in bps. */
const NUMBERS = 8
/** Instrument, reason, and 1 for long. */
const CODES = 3

/** In typed columns: objects of so many trades would be most of the work of a sweep. */
interface Held {
  count: number
  numbers: Float64Array
  codes: Uint8Array
}

const keep = (held: Held, out: Columns<Read>, i: number, k: number, exitMs: number): void => {
  const at = held.count * NUMBERS
  if (at === held.numbers.length) {
    held.numbers = doubled(held.numbers, new Float64Array(2 * held.numbers.length))
    held.codes = doubled(held.codes, new Uint8Array(2 * held.codes.length))
  }
  const { numbers, codes } = held
  numbers[at] = out.closedEntryTsMs[i]!
  numbers[at + 1] = out.tradeBps[i]!
  numbers[at + 2] = out.grossBps[i]!
  numbers[at + 3] = out.spreadBps[i]!
  numbers[at + 4] = out.slippageBps[i]!
  numbers[at + 5] = out.commissionBps[i]!
  numbers[at + 6] = out.depthBps[i]!
  numbers[at + 7] = exitMs
  const code = held.count++ * CODES
  codes[code] = k
  codes[code + 1] = out.exitReason[i]!
  codes[code + 2] = out.closedSide[i]! > 0 ? 1 : 0
}

const doubled = <A extends Float64Array | Uint8Array>(from: A, to: A): A => {
  to.set(from)
  return to
}

const tradeAt = ({ numbers, codes }: Held, n: number, names: readonly string[]): ShadowTrade => {
  const at = n * NUMBERS
  const code = n * CODES
  return {
    instrument: names[codes[code]!]!,
    entryMs: numbers[at]!,
    exitMs: numbers[at + 7]!,
    side: codes[code + 2] === 1 ? 'long' : 'short',
    netBps: numbers[at + 1]!,
    grossBps: numbers[at + 2]!,
    spreadBps: numbers[at + 3]!,
    slippageBps: numbers[at + 4]!,
    commissionBps: numbers[at + 5]!,
    depthBps: numbers[at + 6]!,
    reason: REASONS[codes[code + 1]!] ?? 'none',
  }
}
