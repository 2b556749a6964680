/** The store inside this process: for demos, simulations and tests. Nothing survives it, and no other process sees it. */
import type { Clock } from '../../lib/clock.js'
import { assert } from '../../lib/errors.js'
import { SepError } from '../../model/error-codes.js'
import type { Store, StreamEntry } from '../store.js'
import { type MemoryData, memoryData } from './data.js'
import { memoryLeases } from './lease.js'
import { runSteps } from './steps.js'
import { type Step, writingMethods } from '../steps.js'
import { isAfter, type StreamId, streamId, streamIdText } from '../stream-id.js'

const TAIL_COUNT = 1000

/** A store on its own data, or on data that others use too; `clock` decides on expiry and waiting. */
export const memoryStore = (options: { readonly clock: Clock; readonly data?: MemoryData }): Store => {
  const { clock, data = memoryData(clock) } = options
  const { keys, listeners, waiting } = data
  const leases = memoryLeases(keys, () => clock.nowMs())
  const closing = new AbortController()
  const open = async <T>(act: () => T): Promise<T> => {
    if (closing.signal.aborted) throw closed()
    return act()
  }

  const publish = (channel: string, message: string): void => {
    for (const listener of listeners.get(channel) ?? []) {
      queueMicrotask(() => listeners.get(channel)?.has(listener) && listener(message))
    }
  }
  const commit = (steps: readonly Step[]) =>
    open(() => {
      const done = runSteps(keys, steps, publish)
      for (const wake of waiting) wake()
      return done
    })
  const between = (stream: string, after: string, to: string, count: number): readonly StreamEntry[] => {
    const entries = keys.find(stream, 'stream')?.entries ?? []
    const from = firstAfter(entries, streamId(after, 0))
    const until = to === '+' ? entries.length : firstAfter(entries, streamId(to, Number.POSITIVE_INFINITY))
    return entries.slice(from, Math.min(until, from + count)).map(copyEntry)
  }
  /** Resolves at the next commit, or after `ms`, or when a signal aborts. */
  const nextCommit = async (ms: number, signal: AbortSignal): Promise<void> => {
    const awake = new AbortController()
    const wake = () => awake.abort()
    waiting.add(wake)
    const ended = AbortSignal.any([signal, closing.signal, awake.signal])
    const aborted = new Promise<void>((resolve) => ended.addEventListener('abort', () => resolve(), { once: true }))
    await Promise.race([aborted, clock.sleep(ms, ended).catch(() => undefined)])
    waiting.delete(wake)
  }

  return Object.freeze({
    kind: 'memory',
    ...writingMethods(commit),
    get: (key) => open(() => copyOrNull(keys.find(key, 'string')?.bytes)),
    hashAll: (key) =>
      open(() => Object.fromEntries([...(keys.find(key, 'hash') ?? [])].map(([name, value]) => [name, value.slice()]))),
    sortedRange: (key, from, to, limit) =>
      open(() =>
        [...(keys.find(key, 'zset') ?? [])]
          .filter(([, score]) => score >= from && score <= to)
          .sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))
          .slice(0, limit)
          .map(([member, score]) => [score, Uint8Array.from(Buffer.from(member, 'latin1'))] as const),
      ),
    listRange: (key) => open(() => (keys.find(key, 'list') ?? []).map((value) => value.slice())),
    keys: (pattern) =>
      open(() =>
        keys
          .names()
          .filter((name) => globExpression(pattern).test(name))
          .sort(),
      ),
    ttlMs: (key) => open(() => keys.ttlMs(key)),
    range: (stream, after, to = '+', count = Number.POSITIVE_INFINITY) => open(() => between(stream, after, to, count)),
    lastId: (stream) => open(() => lastIdOrNull(keys.find(stream, 'stream')?.last)),
    length: (stream) => open(() => keys.find(stream, 'stream')?.entries.length ?? 0),
    tail: async (stream, after, blockMs, signal = new AbortController().signal) => {
      const endMs = clock.monotonicMs() + blockMs
      for (;;) {
        if (signal.aborted) return []
        if (closing.signal.aborted) throw closed()
        const entries = between(stream, after, '+', TAIL_COUNT)
        const leftMs = endMs - clock.monotonicMs()
        if (entries.length > 0 || leftMs <= 0) return entries
        await nextCommit(leftMs, signal)
      }
    },
    acquireLease: (key, owner, ttlMs) =>
      open(() => {
        assert(owner !== '', 'an owner has a name')
        return leases.acquire(key, owner, ttlMs)
      }),
    renewLease: (lease, ttlMs) => open(() => leases.renew(lease, ttlMs)),
    releaseLease: (lease) => open(() => leases.release(lease)),
    flush: () => open(() => true),
    durability: () => open(() => ({ durable: false, says: 'in memory: nothing survives the end of this process' })),
    subscribe: (channel, onMessage, signal) =>
      open(() => {
        if (signal.aborted) return
        const listener = (message: string) => onMessage(message)
        const set = listeners.get(channel) ?? new Set()
        listeners.set(channel, set.add(listener))
        const ended = AbortSignal.any([signal, closing.signal])
        ended.addEventListener('abort', () => set.delete(listener), { once: true })
      }),
    close: async () => closing.abort(),
  } satisfies Store)
}

/** Index of the first entry after `id`. */
const firstAfter = (entries: readonly StreamEntry[], id: StreamId): number => {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (isAfter(streamId(entries[middle]?.id as string), id)) high = middle
    else low = middle + 1
  }
  return low
}

const closed = () => new SepError('store-unavailable', 'store: closed')

const lastIdOrNull = (id: StreamId | undefined): string | null => (id ? streamIdText(id) : null)

const copyOrNull = (bytes: Uint8Array | undefined): Uint8Array | null => bytes?.slice() ?? null

const copyEntry = ({ id, fields }: StreamEntry): StreamEntry => ({
  id,
  fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value.slice()])),
})

const globExpression = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
      .join('.*')}$`,
    's',
  )
