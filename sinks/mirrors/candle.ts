/** Candles in the store. */
import type { z } from 'zod'
import { MINUTE_MS } from '../../lib/time-units.js'
import type { documents } from '../../store/documents.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { pack } from '../../store/pack.js'
import type { Write } from '../../store/store.js'
import { mirrored, type SliceView } from './slice-view.js'

export type CandleDocument = z.output<typeof documents.candle>

/** The candle of instrument k under its open label; null if the slice has none. Unknown sides are left out. */
export const candleDocument = (view: SliceView, k: number): CandleDocument | null => {
  const at = view.row(mirrored.candle, k)
  if (at('present') === 0) return null
  const bar = (side: '' | 'b' | 'a') => ({ o: at(`${side}o`), h: at(`${side}h`), l: at(`${side}l`), c: at(`${side}c`) })
  return {
    t: view.tsMs - MINUTE_MS,
    ...bar(''),
    v: at('v'),
    ...(Number.isNaN(at('bo')) ? {} : { bid: bar('b') }),
    ...(Number.isNaN(at('ao')) ? {} : { ask: bar('a') }),
  }
}

/** Stores candles, one per label, replacing what the label held. Also trims members older than the key's limit before `newestMs`. */
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
