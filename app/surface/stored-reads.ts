/** Candles and manifolds as the store keeps them. */
import type { StoredReads } from '../../api/model/store-reads.js'
import { CodedError } from '../../lib/errors.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { unpack } from '../../store/pack.js'
import type { Store } from '../../store/store.js'

export const storedReads = (store: Pick<Store, 'get' | 'sortedRange'>): StoredReads => ({
  candles: async (instrument, fromMs, toMs, limit) => {
    const key = keyName(KEYS.candles, { inst: instrument, gran: 'M1' })
    const rows = await store.sortedRange(key, fromMs, toMs - 1)
    return rows.slice(-limit).flatMap(([, bytes]) => {
      const candle = readable(() => unpack(KEYS.candles, bytes))
      if (!candle || candle.refused) return []
      const { t, o, h, l, c, v } = candle
      return [{ tMs: t, o, h, l, c, v, coherence: null, stability: null, rupture: null, entropy: null }]
    })
  },
  manifold: async (instrument, date) => {
    const bytes = await store.get(keyName(KEYS.manifold, { inst: instrument, date }))
    return bytes && readable(() => unpack(KEYS.manifold, bytes))
  },
})

/** What cannot be read is not there. */
const readable = <T>(read: () => T): T | null => {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return null
  }
}
