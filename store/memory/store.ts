/** The store inside this process, for demos, simulations and tests. Nothing outlives the process, and no other process sees it. */
import type { Clock } from '../../lib/clock.js'
import { assert } from '../../lib/errors.js'
import { SepError } from '../../model/error-codes.js'
import { type Step, type StepsAnswer, writingMethods } from '../steps.js'
import type { Store } from '../store.js'
import { type MemoryData, memoryData } from './data.js'
import { memoryLeases } from './lease.js'
import { entriesBetween, memoryReads, type WhileOpen } from './reads.js'
import { runSteps } from './steps.js'

const TAIL_COUNT = 1000

/** A store on its own data, or on data that it shares; `clock` decides on expiry and waiting. */
export const memoryStore = (options: { readonly clock: Clock; readonly data?: MemoryData }): Store => {
  const { clock, data = memoryData(clock) } = options
  const leases = memoryLeases(data.keys, () => clock.nowMs())
  const closing = new AbortController()
  const closed = closing.signal
  const whileOpen: WhileOpen = async (act) => {
    if (closed.aborted) throw closedError()
    return act()
  }
  return Object.freeze({
    kind: 'memory',
    ...writingMethods((steps) => whileOpen(() => commit(data, steps))),
    ...memoryReads(data.keys, whileOpen),
    tail: (stream, after, blockMs, signal = new AbortController().signal) =>
      tail(data, clock, { stream, after, blockMs, signal, closed }),
    acquireLease: (key, owner, ttlMs) =>
      whileOpen(() => {
        assert(owner !== '', 'an owner has a name')
        return leases.acquire(key, owner, ttlMs)
      }),
    renewLease: (lease, ttlMs) => whileOpen(() => leases.renew(lease, ttlMs)),
    releaseLease: (lease) => whileOpen(() => leases.release(lease)),
    flush: () => whileOpen(() => true),
    durability: () =>
      whileOpen(() => ({ durable: false, reason: 'in memory: nothing survives the end of this process' })),
    subscribe: (channel, onMessage, signal) => whileOpen(() => subscribe(data, channel, onMessage, signal, closed)),
    close: async () => closing.abort(),
  } satisfies Store)
}

const commit = ({ keys, listeners, waiting }: MemoryData, steps: readonly Step[]): StepsAnswer => {
  const done = runSteps(keys, steps, (channel, message) => {
    for (const listener of listeners.get(channel) ?? []) {
      queueMicrotask(() => listeners.get(channel)?.has(listener) && listener(message))
    }
  })
  for (const wake of waiting) wake()
  return done
}

const tail = async (
  data: MemoryData,
  clock: Clock,
  {
    stream,
    after,
    blockMs,
    signal,
    closed,
  }: {
    readonly stream: string
    readonly after: string
    readonly blockMs: number
    readonly signal: AbortSignal
    readonly closed: AbortSignal
  },
) => {
  const endMs = clock.monotonicMs() + blockMs
  for (;;) {
    if (signal.aborted) return []
    if (closed.aborted) throw closedError()
    const entries = entriesBetween(data.keys, stream, { after, to: '+', count: TAIL_COUNT })
    const leftMs = endMs - clock.monotonicMs()
    if (entries.length > 0 || leftMs <= 0) return entries
    await nextCommit(data, clock, leftMs, AbortSignal.any([signal, closed]))
  }
}

/** Resolves at the next commit, after `ms`, or when the signal aborts. */
const nextCommit = async ({ waiting }: MemoryData, clock: Clock, ms: number, signal: AbortSignal): Promise<void> => {
  const awake = new AbortController()
  const wake = () => awake.abort()
  waiting.add(wake)
  const ended = AbortSignal.any([signal, awake.signal])
  const aborted = new Promise<void>((resolve) => ended.addEventListener('abort', () => resolve(), { once: true }))
  await Promise.race([aborted, clock.sleep(ms, ended).catch(() => undefined)])
  waiting.delete(wake)
}

const subscribe = (
  { listeners }: MemoryData,
  channel: string,
  onMessage: (message: string) => void,
  signal: AbortSignal,
  closed: AbortSignal,
): void => {
  if (signal.aborted) return
  const listener = (message: string) => onMessage(message)
  const set = listeners.get(channel) ?? new Set()
  listeners.set(channel, set.add(listener))
  AbortSignal.any([signal, closed]).addEventListener('abort', () => set.delete(listener), { once: true })
}

const closedError = () => new SepError('store-unavailable', 'store: closed')
