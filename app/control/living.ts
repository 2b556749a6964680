/** Which pipelines live on a store: by the leases of their accounts, and by the status that each writes. */
import { KEYS } from '../../store/keys.js'
import { keyName } from '../../store/key.js'
import { unpack } from '../../store/pack.js'
import type { Store } from '../../store/store.js'
import { SECOND_MS } from '../../lib/time-units.js'
import { CodedError } from '../../lib/errors.js'
import { readsOwnSwitches } from '../connect/process-name.js'

/** `older`: of a version that knows no switches of one account. `drain`: a command holds the account for a moment. */
export type Life = 'pipeline' | 'older' | 'drain'

/** Null = no one has the account. */
export const lifeOf = async (store: Store, account: string, nowMs: number): Promise<Life | null> => {
  const owners = [
    await ownerOf(store, keyName(KEYS.lease, { account }), nowMs),
    await ownerOf(store, keyName(KEYS.slicerLease, { account }), nowMs),
  ].filter((owner) => owner !== null)
  if (owners.some((owner) => !isDrain(owner) && !readsOwnSwitches(owner))) return 'older'
  if (owners.some((owner) => !isDrain(owner)) || (await isShown(store, account, nowMs))) return 'pipeline'
  return owners.length > 0 ? 'drain' : null
}

/** A process that was killed is shown for some seconds more. */
const SHOWN_MS = 4 * SECOND_MS
const isShown = async (store: Store, account: string, nowMs: number): Promise<boolean> => {
  const status = await statusOfPipeline(store, account)
  return status !== null && nowMs - status.atMs < SHOWN_MS
}

const isDrain = (owner: string): boolean => owner.startsWith('drain-')

const ownerOf = async (store: Store, lease: string, nowMs: number): Promise<string | null> => {
  const held = await store.hashAll(lease)
  const text = (field: string) => new TextDecoder().decode(held[field] ?? new Uint8Array(0))
  return text('owner') !== '' && Number(text('untilMs')) > nowMs ? text('owner') : null
}

/** What the pipeline shows of itself; null = nothing. Of a cut one, the part that makes the slices. */
export const statusOfPipeline = async (store: Store, account: string) => {
  const [whole = null, slices = null] = await store.values([
    keyName(KEYS.status, { account }),
    keyName(KEYS.statusOfPart, { account, part: 'slices' }),
  ])
  try {
    const bytes = whole ?? slices
    return bytes && unpack(KEYS.status, bytes)
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return null
  }
}

/** All accounts that the store knows, sorted, with what lives of each. */
export const accountsOf = async (
  store: Store,
  nowMs: number,
): Promise<readonly { readonly account: string; readonly life: Life | null }[]> => {
  const names = (await Promise.all(['ops:lease:{*', 'ops:kill_switch:{*', 'sep:status:{*'].map(store.keys))).flat()
  const accounts = new Set(names.flatMap((name) => /\{([^{}]+)\}/.exec(name)?.[1] ?? []))
  const found = []
  for (const account of [...accounts].sort()) found.push({ account, life: await lifeOf(store, account, nowMs) })
  return found
}
