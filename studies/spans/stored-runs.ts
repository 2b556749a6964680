/** Reads runs of trials from the store. What has expired since it was indexed is left out. */
import { isKeyPart, keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { unpack } from '../../store/pack.js'
import type { StoreReads } from '../../store/store.js'
import type { TrialDocument } from '../../sinks/trials/trial-run.js'

export type StoredTrade = ReturnType<typeof unpack<(typeof KEYS.trialTrades)['value']>>[number]

/** A run and its trades, as they were at one moment. */
export interface StoredRun {
  readonly run: TrialDocument
  /** By exit. */
  readonly trades: readonly StoredTrade[]
}

/** Run ids of an index, oldest first. */
export const indexedIds = async (store: StoreReads, index: string): Promise<readonly string[]> => {
  const members = await store.sortedRange(index, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
  return members.map(([, member]) => new TextDecoder().decode(member))
}

/** The runs without their trades. */
export const storedRuns = async (store: StoreReads, ids: readonly string[]): Promise<readonly TrialDocument[]> => {
  const found: TrialDocument[] = []
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const keys = ids.slice(from, from + AT_ONCE).map((runId) => keyName(KEYS.trialRun, { runId }))
    for (const bytes of await store.values(keys)) if (bytes) found.push(unpack(KEYS.trialRun, bytes))
  }
  return found
}

/** Null where it does not exist. */
export const storedRun = async (store: StoreReads, runId: string): Promise<StoredRun | null> => {
  if (!isKeyPart(runId)) return null
  const [run, trades] = await store.values([keyName(KEYS.trialRun, { runId }), keyName(KEYS.trialTrades, { runId })])
  if (!run || !trades) return null
  return { run: unpack(KEYS.trialRun, run), trades: unpack(KEYS.trialTrades, trades) }
}

const AT_ONCE = 500
