/** What can be asked of the store: candles beyond memory, and manifolds by day. */
import type { StoredReads } from '../../api/model/store-reads.js'
import type { Clock } from '../../lib/clock.js'
import { CodedError } from '../../lib/errors.js'
import type { CandleSeries } from '../../model/candle-series.js'
import { storedCandles } from '../../sources/valkey-candles.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { unpack } from '../../store/pack.js'
import type { Store } from '../../store/store.js'
import { closedCandles } from './history/closed-candles.js'
import { storedHistory } from './history/stored-history.js'

type Candle = Awaited<ReturnType<StoredReads['candles']>>[number]

export const storedReads = (
  store: Pick<Store, 'get' | 'sortedRange' | 'sortedBack'>,
  account: string,
  clock: Pick<Clock, 'monotonicMs'>,
): StoredReads => {
  const candles: StoredReads['candles'] = async (instrument, fromMs, toMs, limit) => {
    if (limit <= 0 || toMs <= fromMs) return []
    const key = keyName(KEYS.candles, { inst: instrument, gran: 'M1' })
    // The newest alone are read. Refused ones count here and are left out: there may be fewer than asked, never older ones.
    const [[beginMs] = [fromMs]] = await store.sortedBack(key, toMs - 1, limit - 1, 1)
    const { series } = await storedCandles(store, instrument, Math.max(fromMs, beginMs), toMs)
    return candlesIn(series)
  }
  return { candles, closedCandles: closedCandles(candles, clock), ...otherReads(store, account) }
}

const otherReads = (
  store: Pick<Store, 'get' | 'sortedRange'>,
  account: string,
): Omit<StoredReads, 'candles' | 'closedCandles'> => ({
  funnel: async () => [...(await storedHistory(store, account).funnel())],
  gatePoints: async (instrument) => [...(await storedHistory(store, account).gatePoints(instrument))],
  manifold: async (instrument, date) => {
    const bytes = await store.get(keyName(KEYS.manifold, { inst: instrument, date }))
    return bytes && readable(() => unpack(KEYS.manifold, bytes))
  },
})

/** Without metrics: the store keeps those apart, by the time of their signal. */
const candlesIn = ({ tMs, o, h, l, c, v }: CandleSeries): readonly Candle[] =>
  Array.from(tMs, (t, i) => ({
    ...{ tMs: t, o: o[i]!, h: h[i]!, l: l[i]!, c: c[i]!, v: v[i]! },
    ...{ coherence: null, stability: null, rupture: null, entropy: null },
  }))

/** What cannot be read is not there. */
const readable = <T>(read: () => T): T | null => {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return null
  }
}
