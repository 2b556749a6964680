/** Candles of a broker in trouble: gaps, incomplete or revised candles, wrong order, NaN. */
import type { CallFault } from './faults.js'

type CandleFault = Extract<CallFault, { kind: 'candles' }>
interface Candle {
  readonly complete: boolean
  readonly mid?: Readonly<Record<string, string>>
}

/** `share` is the probability that the fault hits a candle. */
export const faultyCandles = (body: object, { how, share }: CandleFault, random: () => number): object => {
  const { candles } = body as { readonly candles?: readonly Candle[] }
  if (!candles) return body
  const hit = () => random() < share
  return { ...body, candles: spoilCandles(candles, how, hit) }
}

const spoilCandles = (candles: readonly Candle[], how: CandleFault['how'], hit: () => boolean): readonly Candle[] => {
  if (how === 'gap') return candles.filter(() => !hit())
  if (how === 'incomplete') return candles.map((candle) => (hit() ? { ...candle, complete: false } : candle))
  if (how === 'order') return hit() ? [...candles].reverse() : candles
  return candles.map((candle) =>
    hit() ? { ...candle, mid: spoiledPrices(candle.mid, how) } : candle,
  ) as readonly Candle[]
}

/** A revised close is one unit higher in its last digit. */
const spoiledPrices = (mid: Candle['mid'], how: 'revised' | 'nan'): Candle['mid'] => {
  if (!mid) return mid
  if (how === 'nan') return { ...mid, c: 'NaN' }
  const digits = mid['c']!.length - mid['c']!.indexOf('.') - 1
  const close = (Number(mid['c']) + Number(`1e-${digits}`)).toFixed(digits)
  return { ...mid, c: close, h: close > mid['h']! ? close : mid['h']! }
}
