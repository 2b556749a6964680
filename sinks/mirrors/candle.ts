import type { z } from 'zod'
import type { documents } from '../../store/documents.js'
import type { SliceView } from './slice-view.js'
import { MINUTE_MS } from '../../lib/time-units.js'

export type CandleDocument = z.output<typeof documents.candle>

/** The candle of instrument k under its open label; null where the slice has none. Sides that are not known are left out. */
export const candleDocument = (view: SliceView, k: number): CandleDocument | null => {
  const at = (column: string) => view.row('candle', column, k)
  if (at('present') === 0) return null
  const bar = (side: string) => ({ o: at(`${side}o`), h: at(`${side}h`), l: at(`${side}l`), c: at(`${side}c`) })
  return {
    t: view.tsMs - MINUTE_MS,
    ...bar(''),
    v: at('v'),
    ...(Number.isNaN(at('bo')) ? {} : { bid: bar('b') }),
    ...(Number.isNaN(at('ao')) ? {} : { ask: bar('a') }),
  }
}
