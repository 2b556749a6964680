/** The store on a Valkey or Redis (7.0 or newer) server. */
import type { Clock } from '../../lib/clock.js'
import { assert } from '../../lib/errors.js'
import { SepError } from '../../model/error-codes.js'
import type { Lease, Store, StreamEntry } from '../store.js'
import { durabilityOf } from '../durability.js'
import { readFacts } from './server-facts.js'
import { scoreBound } from './score-bound.js'
import { writingMethods } from '../steps.js'
import { streamId } from '../stream-id.js'
import { valkeyConnection } from './connection.js'
import { valkeyScripts } from './write-scripts.js'
import { valkeySubscriber } from './subscriber.js'
import { valkeyTail } from './tail.js'

interface ValkeyStoreOptions {
  /** URL (`redis://`, `rediss://`) or the path of a unix socket. */
  readonly address: string
  /** A real clock: it measures how long calls take. */
  readonly clock: Clock
  readonly commandTimeoutMs?: number
  readonly openMs?: number
  /** Runs after the connections have ended. */
  readonly onClose?: () => Promise<void>
}

const SCAN_COUNT = 1000

/** Connects; rejects with `store-unavailable` or `store-refused` (server too old, not let in). Writes and reads have a connection each. */
export const valkeyStore = async (options: ValkeyStoreOptions): Promise<Store> => {
  const { address, clock, commandTimeoutMs: timeoutMs = 2000, openMs = 5000 } = options
  const settings = { address, clock, timeoutMs, openMs }
  const scripts = await valkeyScripts(settings)
  const reads = await valkeyConnection(settings).catch((error: unknown) => {
    scripts.close()
    throw error
  })
  const tails = valkeyTail({ ...settings, openMs: timeoutMs })
  const subscriber = valkeySubscriber(settings)
  const bytes = (command: string, ...args: readonly (string | number)[]) =>
    reads.call(command, ...args) as Promise<Uint8Array[]>
  let closing: Promise<void> | undefined

  const leaseCall = async (verb: string, { key, owner, epoch }: Lease, ttlMs: number) =>
    scripts.lease(key, [verb, owner, epoch, ttlMs])

  return Object.freeze({
    kind: 'valkey',
    ...writingMethods(scripts.steps),
    get: async (key) => plain((await reads.call('GET', key)) as Uint8Array | null),
    hashAll: async (key) => recordOf(await bytes('HGETALL', key)),
    sortedRange: async (key, from, to, limit = -1) => {
      const flat = await bytes('ZRANGEBYSCORE', key, scoreBound(from), scoreBound(to), 'WITHSCORES', 'LIMIT', 0, limit)
      return pairsOf(flat).map(([member, score]) => [Number(textOf(score)), plain(member)] as const)
    },
    listRange: async (key) => (await bytes('LRANGE', key, 0, -1)).map((value) => plain(value)),
    keys: async (pattern) => {
      const found = new Set<string>()
      const match = pattern.replace(/[\\?[\]^-]/g, '\\$&')
      let cursor = '0'
      do {
        const [next, names] = (await reads.call('SCAN', cursor, 'MATCH', match, 'COUNT', SCAN_COUNT)) as [
          Uint8Array,
          Uint8Array[],
        ]
        for (const name of names) found.add(textOf(name))
        cursor = textOf(next)
      } while (cursor !== '0')
      return [...found].sort()
    },
    ttlMs: async (key) => {
      const left = (await reads.call('PTTL', key)) as number
      if (left === -2) return undefined
      return left === -1 ? null : left
    },
    range: async (stream, after, to = '+', count) => {
      streamId(after, 0)
      if (to !== '+') streamId(to, Number.POSITIVE_INFINITY)
      const limit = count === undefined ? [] : ['COUNT', count]
      return entriesOf(await reads.call('XRANGE', stream, `(${after}`, to, ...limit))
    },
    lastId: async (stream) => {
      const info = await reads.call('XINFO', 'STREAM', stream).catch(absent)
      return info === null ? null : textOf((info as Uint8Array[])[lastIdAt(info as unknown[])] as Uint8Array)
    },
    length: async (stream) => (await reads.call('XLEN', stream)) as number,
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

const plain = <T extends Uint8Array | null>(bytes: T): T => (bytes && new Uint8Array(bytes)) as T

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

const pairsOf = (flat: readonly Uint8Array[]): readonly (readonly [Uint8Array, Uint8Array])[] =>
  Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i] as Uint8Array, flat[2 * i + 1] as Uint8Array])

const recordOf = (flat: readonly Uint8Array[]): Readonly<Record<string, Uint8Array>> =>
  Object.fromEntries(pairsOf(flat).map(([name, value]) => [textOf(name), plain(value)]))

const entriesOf = (reply: unknown): readonly StreamEntry[] =>
  (reply as readonly (readonly [Uint8Array, Uint8Array[]])[]).map(([id, flat]) => ({
    id: textOf(id),
    fields: recordOf(flat),
  }))

const lastIdAt = (info: readonly unknown[]): number =>
  1 + info.findIndex((name) => name instanceof Uint8Array && textOf(name) === 'last-generated-id')

/** A stream that is not there is an error to XINFO only. */
const absent = (error: SepError): null => {
  if (error.code === 'store-refused' && error.message.endsWith('no such key')) return null
  throw error
}
