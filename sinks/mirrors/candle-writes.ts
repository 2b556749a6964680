import type { Write } from '../../store/store.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { pack } from '../../store/pack.js'
import type { CandleDocument } from './candle.js'

/** Puts candles into the store, one for each label: what stood under a label goes. Members older than the key's limit before `newestMs` go too. */
export const candleWrites = (
  instrument: string,
  granularity: string,
  candles: readonly CandleDocument[],
  newestMs: number,
): Write[] => {
  const key = keyName(KEYS.candles, { inst: instrument, gran: granularity })
  if (candles.length === 0) return []
  return [
    ...candles.map(({ t }): Write => ({ op: 'sortedRemoveByScore', key, from: t, to: t })),
    { op: 'sortedAdd', key, members: candles.map((candle) => [candle.t, pack(KEYS.candles, candle)] as const) },
    { op: 'sortedRemoveByScore', key, from: Number.NEGATIVE_INFINITY, to: newestMs - KEPT_MS - 1 },
  ]
}

const KEPT_MS = (KEYS.candles.keep as { readonly ageMs: number }).ageMs
