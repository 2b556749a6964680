/** The store on a Valkey or Redis (7.0 or newer) server. */
import type { Clock } from '../../lib/clock.js'
import { assert } from '../../lib/errors.js'
import { storeAddress } from '../address.js'
import { durabilityOf } from '../durability.js'
import { writingMethods } from '../steps.js'
import type { Lease, Store } from '../store.js'
import { streamId } from '../stream-id.js'
import { valkeyConnection } from './connection.js'
import { entriesOf, valkeyReads } from './reads.js'
import { readFacts } from './server-facts.js'
import { valkeySubscriber } from './subscriber.js'
import { valkeyTail } from './tail.js'
import { valkeyScripts } from './write-scripts.js'

interface ValkeyStoreOptions {
  /** As `storeAddress` reads it. */
  readonly address: string
  /** A real clock: it measures how long calls take. */
  readonly clock: Clock
  readonly commandTimeoutMs?: number
  readonly openMs?: number
  /** Runs after the connections have ended. */
  readonly onClose?: () => Promise<void>
}

/**
 * Connects; rejects with `store-unavailable` or `store-refused` (server too old, access denied). Writes and reads have a connection each.
 */
export const valkeyStore = async (options: ValkeyStoreOptions): Promise<Store> => {
  const { address, clock, commandTimeoutMs: timeoutMs = 2000, openMs = 5000 } = options
  const settings = { address: storeAddress(address), clock, timeoutMs, openMs }
  const scripts = await valkeyScripts(settings)
  const reads = await valkeyConnection(settings).catch((error: unknown) => {
    scripts.close()
    throw error
  })
  const tails = valkeyTail({ ...settings, openMs: timeoutMs })
  const subscriber = valkeySubscriber(settings)
  let closing: Promise<void> | undefined

  const leaseCall = async (verb: string, { key, owner, epoch }: Lease, ttlMs: number) =>
    scripts.lease(key, [verb, owner, epoch, ttlMs])

  return Object.freeze({
    kind: 'valkey',
    ...writingMethods(scripts.steps),
    ...valkeyReads(reads),
    tail: async (stream, after, blockMs, signal) => {
      streamId(after, 0)
      const reply = (await tails.read(stream, after, blockMs, signal)) as
        | readonly (readonly [Uint8Array, unknown])[]
        | null
      return reply === null ? [] : entriesOf(reply[0]?.[1])
    },
    acquireLease: async (key, owner, ttlMs) => {
      assert(owner !== '', 'an owner has a name')
      const { answer, epoch } = await leaseCall('acquire', { key, owner, epoch: 0 }, ttlMs)
      return answer === 'ok' ? { key, owner, epoch } : null
    },
    renewLease: async (lease, ttlMs) => (await leaseCall('renew', lease, ttlMs)).answer === 'ok',
    releaseLease: async (lease) => void (await leaseCall('release', lease, 0)),
    flush: (limitMs) => scripts.flush(limitMs),
    durability: async () => durabilityOf(await readFacts(reads.call)),
    subscribe: subscriber.subscribe,
    close: () => {
      closing ??= (async () => {
        for (const part of [scripts, reads, tails, subscriber]) part.close()
        await options.onClose?.()
      })()
      return closing
    },
  } satisfies Store)
}
