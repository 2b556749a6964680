/** Everything that is stored about spans, for the check of their integrity. */
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import type { StoreReads } from '../../store/store.js'
import type { StoredIndex } from './span-integrity.js'
import { indexedIds, type StoredRun, storedRun } from './stored-runs.js'

export interface StoredSpans {
  readonly runs: readonly StoredRun[]
  readonly indices: readonly StoredIndex[]
}

/** A run that expires meanwhile is left out. */
export const storedSpans = async (store: StoreReads): Promise<StoredSpans> => {
  const all = keyName(KEYS.trialIndex, {})
  const indices: StoredIndex[] = []
  for (const key of [all, ...(await store.keys(`${all}:*`))]) indices.push(await storedIndex(store, key))
  const prefix = keyName(KEYS.trialRun, { runId: 'x' }).slice(0, -1)
  const runs: StoredRun[] = []
  for (const name of await store.keys(`${prefix}*`)) {
    const run = await storedRun(store, name.slice(prefix.length))
    if (run) runs.push(run)
  }
  return { runs, indices }
}

/** `bt:trial:index[:inst:hours[:param key]]` */
const storedIndex = async (store: StoreReads, key: string): Promise<StoredIndex> => {
  const [instrument = null, hours = null, ...parameters] = key.split(':').slice(3)
  const paramKey = parameters.length === 0 ? null : parameters.join(':')
  return { key, instrument, hours, paramKey, runIds: await indexedIds(store, key) }
}
