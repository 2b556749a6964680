/**
 * A broker that delivers the candles of a clean market badly: late, twice, out of order, unfinished, unreadable, changed later or never.
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { SepError } from '../../../model/error-codes.js'
import type { CandleQuery } from '../../../oanda/client/client.js'
import { formatTime } from '../../../oanda/wire/time.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

/** Close in points of 1e-5; the other prices follow from it. */
export interface CleanCandle {
  readonly tMs: number
  readonly points: number
}

/** How one candle is delivered; times from the end of its minute. */
interface Delivery {
  readonly missing: boolean
  /** Seen as a running one from here on, with prices that are not its last. */
  readonly runningMs: number
  readonly completeMs: number
  /** Unreadable until then. */
  readonly badUntilMs: number
  /** Other prices from then on. */
  readonly revisedMs: number
}

const PLAIN: Delivery = {
  missing: false,
  runningMs: Infinity,
  completeMs: 300,
  badUntilMs: -Infinity,
  revisedMs: Infinity,
}

export interface DisturbedOptions {
  readonly seed: number
  readonly clean: ReadonlyMap<string, readonly CleanCandle[]>
  readonly nowMs: () => number
  /** Out of a thousand candles, and out of a thousand answers. */
  readonly perMille: number
}

export const disturbedBroker = ({ seed, clean, nowMs, perMille }: DisturbedOptions) => {
  const generator = xoroshiro128plus(seed)
  const pick = (low: number, high: number) => uniformInt(generator, low, high)
  const often = () => pick(0, 999) < perMille
  const delivery = (): Delivery => {
    if (!often()) return PLAIN
    const kinds: readonly (() => Partial<Delivery>)[] = [
      () => ({ missing: true }),
      () => ({ completeMs: pick(400, 4900) }),
      () => ({ completeMs: pick(4900, 130_000) }),
      () => ({ runningMs: -30_000, completeMs: pick(300, 90_000) }),
      () => ({ badUntilMs: pick(0, 1) ? Infinity : pick(500, 70_000) }),
      () => ({ revisedMs: pick(301, 100_000) }),
      () => ({ runningMs: 0, completeMs: pick(4000, 8000), revisedMs: pick(20_000, 50_000) }),
    ]
    return { ...PLAIN, ...kinds[pick(0, kinds.length - 1)]!() }
  }
  const byInstrument = new Map(
    [...clean].map(([name, candles]) => [name, candles.map((candle) => ({ ...candle, delivery: delivery() }))]),
  )

  const wireOf = ({
    tMs,
    points,
    delivery: { missing, runningMs, completeMs, badUntilMs, revisedMs },
  }: CleanCandle & {
    readonly delivery: Delivery
  }): object[] => {
    const sinceMs = nowMs() - tMs - MINUTE_MS
    const complete = sinceMs >= completeMs
    if (missing || !(complete || sinceMs >= runningMs)) return []
    const now = complete ? (sinceMs >= revisedMs ? points + 9 : points) : points - 4
    const wire = candleOf(tMs, now, complete)
    return [sinceMs < badUntilMs ? { ...wire, mid: { ...wire.mid, c: 'NaN' } } : wire]
  }
  /** The answer's rows, some of them twice or swapped. */
  const shuffled = (rows: object[]): object[] => {
    if (rows.length === 0 || !often()) return rows
    const [at, to] = [pick(0, rows.length - 1), pick(0, rows.length - 1)]
    if (pick(0, 1)) return rows.toSpliced(at, 0, rows[at]!)
    const swapped = [...rows]
    swapped[at] = rows[to]!
    swapped[to] = rows[at]!
    return swapped
  }

  return {
    /** True where this candle is delivered as a good broker would. */
    isPlain: (instrument: string, tMs: number) =>
      byInstrument.get(instrument)!.find((candle) => candle.tMs === tMs)?.delivery === PLAIN,
    /** The broker's final close, in points. */
    lastWord: (instrument: string, tMs: number): number => {
      const { points, delivery: how } = byInstrument.get(instrument)!.find((candle) => candle.tMs === tMs)!
      return how.revisedMs < Infinity ? points + 9 : points
    },
    candles: async (instrument: string, { fromMs = 0, count = 500 }: CandleQuery): Promise<readonly unknown[]> => {
      if (perMille > 0 && pick(0, 9999) < perMille)
        throw new SepError('broker-unavailable', 'candles: connection reset')
      const rows = byInstrument
        .get(instrument)!
        .filter(({ tMs }) => tMs + MINUTE_MS > fromMs)
        .slice(0, count)
      return shuffled(rows.flatMap(wireOf))
    },
  }
}

const candleOf = (tMs: number, points: number, complete: boolean) => {
  const bar = (middle: number) => {
    const at = (add: number) => ((middle + add) / 1e5).toFixed(5)
    return { o: at(-1), h: at(5), l: at(-5), c: at(0) }
  }
  return { complete, volume: 7, time: formatTime(tMs), mid: bar(points), bid: bar(points - 5), ask: bar(points + 5) }
}

/** What the candle's columns must hold. */
export const cleanValues = (points: number): Readonly<Record<string, number>> => {
  const at = (add: number) => Number(((points + add) / 1e5).toFixed(5))
  const bar = (prefix: string, middle: number) => ({
    [`${prefix}o`]: at(middle - 1),
    [`${prefix}h`]: at(middle + 5),
    [`${prefix}l`]: at(middle - 5),
    [`${prefix}c`]: at(middle),
  })
  return { ...bar('', 0), ...bar('b', -5), ...bar('a', 5), v: 7 }
}
