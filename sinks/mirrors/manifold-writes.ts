import type { Write } from '../../store/store.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { pack } from '../../store/pack.js'
import type { LastManifold } from './last-manifold.js'

/** The newest manifold of an instrument, told to those who listen and added to its history. */
export const manifoldWrites = (last: LastManifold): Write[] => {
  const inst = last.instrument
  const text = pack(KEYS.lastManifold, last) as string
  return [
    { op: 'set', key: keyName(KEYS.lastManifold, { inst }), value: text, ttlMs: KEYS.lastManifold.ttlMs as number },
    { op: 'listPush', key: keyName(KEYS.manifoldHistory, { inst }), value: text, keep: KEPT },
    { op: 'publish', channel: keyName(KEYS.manifoldNews, {}), message: text },
  ]
}

const KEPT = (KEYS.manifoldHistory.keep as { readonly count: number }).count
