/** Results in the store by content hash: the truth of a distributed sweep. */
import { canonicalJson } from '../../../graph/engine/hash/hash.js'
import { type TrialLine, trialLine } from '../../../model/trial-line.js'
import { SepError } from '../../../model/error-codes.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { unpack } from '../../../store/pack.js'
import { setWrite } from '../../../store/set-write.js'
import type { Store } from '../../../store/store.js'

const keyOf = (resultHash: string): string => keyName(KEYS.trialResult, { resultHash })

/** Writes the lines of one trial where they are not there yet. `bad-data` where the store holds another result under the same hash. */
export const writeResult = async (store: Store, lines: readonly TrialLine[]): Promise<void> => {
  const byHash = new Map<string, TrialLine[]>()
  for (const line of lines) byHash.set(line.resultHash, [...(byHash.get(line.resultHash) ?? []), line])
  await Promise.all(
    [...byHash].map(async ([hash, own]) => {
      const key = keyOf(hash)
      if (await store.writeIf([[key, null]], [setWrite(KEYS.trialResult, { resultHash: hash }, own)])) return
      const [held] = await store.values([key])
      if (held && figuresOf(unpack(KEYS.trialResult, held)) !== figuresOf(own))
        throw new SepError(
          'bad-data',
          `${key}: holds another result of the same trial; are all workers of one version?`,
        )
    }),
  )
}

/** By trial: its lines in the order of the hashes, or null where one is missing. */
export const readResults = async (
  store: Store,
  hashes: readonly (readonly string[])[],
): Promise<readonly (readonly TrialLine[] | null)[]> => {
  const wanted = hashes.map((own) => [...new Set(own)])
  const values = await valuesOf(store, wanted.flat().map(keyOf))
  let at = 0
  return wanted.map((own) => {
    const found = values.slice(at, (at += own.length))
    if (own.length === 0 || found.some((bytes) => bytes === null)) return null
    return found.flatMap((bytes) => unpack(KEYS.trialResult, bytes!).map((line) => trialLine.parse(line)))
  })
}

/** Without what a sweep calls its trials: equal results may have other names in another sweep. */
const figuresOf = (lines: readonly object[]): string =>
  canonicalJson(
    lines.map((line) => ({
      ...line,
      configHash: null,
      params: null,
      paramKey: null,
      fold: null,
      part: null,
    })),
  )

const AT_ONCE = 1000

const valuesOf = async (store: Store, keys: readonly string[]): Promise<readonly (Uint8Array | null)[]> => {
  const found: (Uint8Array | null)[] = []
  for (let from = 0; from < keys.length; from += AT_ONCE)
    found.push(...(await store.values(keys.slice(from, from + AT_ONCE))))
  return found
}
