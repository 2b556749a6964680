/** Moves a damaged stream out of the way, so that the next start goes on without it. Nothing is deleted: a copy stays under another key. */
import type { Clock } from '../../../lib/clock.js'
import { SepError } from '../../../model/error-codes.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import type { Lease, Store } from '../../../store/store.js'
import { idAfter, msOf } from '../../../store/stream-id.js'
import { edgeKeys } from '../../../streams/edge/keys.js'
import { encodeExecutionEntry } from '../../../streams/execution/record.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { streamKeyOf, partOf, type StreamName } from './streams-of.js'

export interface SetAside {
  readonly stream: StreamName
  readonly entries: number
  /** Key of the copy. */
  readonly to: string
}

const LEASE_MS = 30_000
const PAGE = 500

/** `store-refused` while a process holds the account or makes its slices. */
export const setAside = async (store: Store, account: string, stream: StreamName, clock: Clock): Promise<SetAside> => {
  const part = partOf(stream)
  const { lease, slicerLease } = journalKeys(account)
  const keys = [lease, slicerLease, ...(part === null ? [] : [edgeKeys(account, part).lease])]
  const owner = `set-aside-${Math.floor(clock.nowMs())}`
  return underLeases(store, account, keys, owner, () => moved(store, account, stream, clock))
}

/** `store-refused` where another process holds one of them. */
export const underLeases = async <T>(
  store: Store,
  account: string,
  keys: readonly string[],
  owner: string,
  act: () => Promise<T>,
): Promise<T> => {
  const held: Lease[] = []
  try {
    for (const key of keys) {
      const taken = await store.acquireLease(key, owner, LEASE_MS)
      if (!taken)
        throw new SepError('store-refused', `account ${account}: a running pipeline holds ${key}: stop sep live first`)
      held.push(taken)
    }
    return await act()
  } finally {
    for (const taken of held) await store.releaseLease(taken)
  }
}

const moved = async (store: Store, account: string, stream: StreamName, clock: Clock): Promise<SetAside> => {
  const key = streamKeyOf(stream, account)
  const lastId = await store.lastId(key)
  if (lastId === null) throw new SepError('missing-data', `account ${account} has no stream ${stream} (${key})`)
  const aside = await copyAside(store, account, stream, clock)
  // The newest id stays, so that no later entry has the id of an earlier one. A ledger begins with a view at any transaction.
  if (stream === 'ledger' || partOf(stream) !== null) await store.write([{ op: 'delete', key }])
  else await store.trim(key, idAfter(lastId))
  if (stream === 'execution') await store.append(key, `${msOf(lastId) + 1}-0`, nothing(msOf(lastId) + 1))
  await store.flush(2000)
  return aside
}

/** The copy is on disk; the stream stays. */
export const copyAside = async (store: Store, account: string, stream: StreamName, clock: Clock): Promise<SetAside> => {
  const key = streamKeyOf(stream, account)
  const plain = stream.replace(/\W+/g, '-')
  const to = keyName(KEYS.setAside, { account, stream: plain, tsMs: String(Math.floor(clock.nowMs())) })
  const entries = await copied(store, key, to)
  if (!(await store.flush(2000)) && (await store.durability()).durable)
    throw new SepError('store-unavailable', `${to}: the copy is not confirmed on disk, ${key} stays`)
  return { stream, entries, to }
}

/** Slices must come to carry the newest id: the part that trades waits for that before it reports the account again. */
const nothing = (ms: number) => encodeExecutionEntry(`${ms}-0`, { rows: [], flat: null })

const copied = async (store: Store, from: string, to: string): Promise<number> => {
  let after = '0'
  let count = 0
  for (;;) {
    const page = await store.range(from, after, '+', PAGE)
    const last = page.at(-1)
    if (!last) return count
    await store.write(page.map(({ id, fields }) => ({ op: 'append', key: to, id, fields })))
    after = last.id
    count += page.length
  }
}
