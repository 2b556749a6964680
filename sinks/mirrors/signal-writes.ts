import type { Write } from '../../store/store.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { packFields } from '../../store/pack.js'
import type { SignalDocument } from './signal.js'

/** One candle's metrics and their place in the index. `newestMs` = time of the newest signal: the older this one is, the sooner it expires; nothing where it is older than that. */
export const signalWrites = (instrument: string, signal: SignalDocument, newestMs: number): Write[] => {
  const ttlMs = (KEYS.signal.ttlMs as number) - (newestMs - signal.ts_ms)
  if (ttlMs <= 0) return []
  const key = keyName(KEYS.signal, { inst: instrument, tsNs: `${signal.ts_ms}000000` })
  const index = keyName(KEYS.signalIndex, { inst: instrument })
  return [
    { op: 'delete', key },
    { op: 'hashSet', key, fields: packFields(KEYS.signal, signal), ttlMs },
    { op: 'sortedAdd', key: index, members: [[signal.ts_ms, key]] },
  ]
}

/** Takes what is too old out of the index. */
export const signalTrim = (instrument: string, newestMs: number): Write => ({
  op: 'sortedRemoveByScore',
  key: keyName(KEYS.signalIndex, { inst: instrument }),
  from: Number.NEGATIVE_INFINITY,
  to: newestMs - KEPT_MS - 1,
})

const KEPT_MS = (KEYS.signalIndex.keep as { readonly ageMs: number }).ageMs
