/** The latest quote of each instrument, from the pricing stream and its snapshots. */
import type { Clock } from '../../lib/clock.js'
import type { PriceEvent } from '../../oanda/stream/pricing-stream.js'
import { isSilence } from '../../oanda/stream/read-lines.js'
import type { WirePrice } from '../../oanda/wire/records.js'

/** Columns by instrument, in the order of the given names. NaN = not known yet. */
export interface PriceBoard {
  readonly bid: Float64Array
  readonly ask: Float64Array
  /** The broker's time of the price, ms. */
  readonly tsMs: Float64Array
  /** 1 where the broker trades it and its two prices are not crossed. */
  readonly tradeable: Uint8Array
  /** Takes an event of the pricing stream; a price older than the one held is ignored. */
  take(event: PriceEvent): void
  /** Age of the price of instrument k by the broker's clock, ms; NaN before the first. */
  ageMs(k: number): number
  /** How long bid and ask of instrument k have not changed, ms: a feed that only repeats itself is not alive. NaN before the first. */
  unchangedMs(k: number): number
  /** Time since the last event of the stream, ms; Infinity before the first, while it is broken, and after a silence until a heartbeat. */
  heartbeatAgeMs(): number
}

export const createPriceBoard = (names: readonly string[], clock: Clock): PriceBoard => {
  const index = new Map(names.map((name, k) => [name, k]))
  const column = () => new Float64Array(names.length).fill(Number.NaN)
  const [bid, ask, tsMs, changedMs] = [column(), column(), column(), column()]
  const tradeable = new Uint8Array(names.length)
  let heardMs = Number.NEGATIVE_INFINITY
  let isMute = false

  const hear = (event: PriceEvent): void => {
    if (event.kind === 'fault') return
    if (event.kind === 'gap') isMute ||= isSilence(event.why)
    if (event.kind === 'heartbeat') isMute = false
    heardMs = event.kind === 'gap' || isMute ? Number.NEGATIVE_INFINITY : clock.monotonicMs()
  }
  const takePrice = (price: WirePrice): void => {
    const k = index.get(price.instrument)
    if (k === undefined || price.time < tsMs[k]!) return
    const [b, a] = [topOf(price.bids), topOf(price.asks)]
    if (b !== bid[k] || a !== ask[k]) changedMs[k] = clock.monotonicMs()
    bid[k] = b
    ask[k] = a
    tsMs[k] = price.time
    tradeable[k] = (price.tradeable ?? price.status === 'tradeable') && b <= a ? 1 : 0
  }
  return {
    bid,
    ask,
    tsMs,
    tradeable,
    take: (event) => {
      hear(event)
      if (event.kind === 'price') takePrice(event.price)
    },
    ageMs: (k) => clock.nowMs() - tsMs[k]!,
    unchangedMs: (k) => clock.monotonicMs() - changedMs[k]!,
    heartbeatAgeMs: () => clock.monotonicMs() - heardMs,
  }
}

/** The best price comes first; NaN where the side is empty. */
const topOf = (side: WirePrice['bids']): number => (side[0] ? Number(side[0].price) : Number.NaN)
