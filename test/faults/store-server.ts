/** A store with a page cache: writes are visible at once, but killing the server loses whatever was not flushed to disk. */
import { SepError } from '../../model/error-codes.js'
import type { Append, Fields, FencedAnswer, Lease, Store, StreamEntry, Write } from '../../store/store.js'
import { entryRank, rangeOf } from './root/range-of.js'
import type { Machine } from './machine.js'
import type { Random } from './random.js'
import type { FaultRates } from './fault-rates.js'
import { createStoreLeases, type FencedWrite } from './store-leases.js'
import type { Timeline } from './timeline.js'

/** After this time even an unflushed write is on disk. */
const BACKGROUND_FLUSH_MS = 2000
const COMMAND_TIMEOUT_MS = 2000

export interface StoreServer {
  connect(machine: Machine): Store
  kill(downMs: number): void
  freeze(ms: number): void
  /** For the checkers: its contents, without a network. */
  peek: {
    stream(key: string): readonly StreamEntry[]
    value(key: string): Uint8Array | undefined
    claim(claims: string, id: string): { readonly content: string; readonly durable: boolean } | undefined
    fencedWrites(): readonly FencedWrite[]
    /** The last process to take the lease; undefined = none yet. */
    owner(lease: string): string | undefined
  }
}

const bytes = new TextEncoder()
const asBytes = (value: string | Uint8Array): Uint8Array => (typeof value === 'string' ? bytes.encode(value) : value)
const encoded = (fields: Fields): Record<string, Uint8Array> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, asBytes(value)]))

export const createStoreServer = (
  timeline: Timeline,
  random: Random,
  rates: () => FaultRates,
  /** A planted bug: no fencing. */
  ignoresEpoch = false,
): StoreServer => {
  const values = new Map<string, Uint8Array>()
  const streams = new Map<string, StreamEntry[]>()
  const claims = new Map<string, Map<string, { readonly content: string; readonly written: number }>>()
  let undo: { readonly atMs: number; readonly back: () => void }[] = []
  let written = 0
  let flushed = 0
  let generation = 0
  let downUntil = 0
  let frozenUntil = 0

  const did = (back: () => void): void => {
    written++
    const atMs = timeline.now()
    if (undo.length > 0 && undo[0]!.atMs < atMs - 2 * BACKGROUND_FLUSH_MS)
      undo = undo.filter((entry) => entry.atMs >= atMs - BACKGROUND_FLUSH_MS)
    undo.push({ atMs, back })
  }
  const setValue = (key: string, value: Uint8Array): void => {
    const old = values.get(key)
    values.set(key, value)
    did(() => (old === undefined ? values.delete(key) : values.set(key, old)))
  }
  const streamOf = (key: string): StreamEntry[] => {
    const stream = streams.get(key) ?? []
    streams.set(key, stream)
    return stream
  }
  const newestOf = (key: string): number => entryRank(streamOf(key).at(-1)?.id ?? '0-0')
  const isNewer = (key: string, id: string): boolean => entryRank(id) > newestOf(key)
  const append = (key: string, id: string, fields: Fields): void => {
    const stream = streamOf(key)
    stream.push({ id, fields: encoded(fields) })
    did(() => stream.pop())
  }
  const leases = createStoreLeases(timeline, did, ignoresEpoch)

  const claim = (lease: Lease, hash: string, id: string, content: string, appends: Appends): FencedAnswer => {
    if (leases.isStale(lease)) return 'stale-epoch'
    const table = claims.get(hash) ?? new Map<string, { readonly content: string; readonly written: number }>()
    claims.set(hash, table)
    const present = table.get(id)
    if (present) return present.content === content ? 'duplicate' : 'conflict'
    for (const { stream, id: entry, after } of appends) {
      if (!isNewer(stream, entry)) throw new SepError('store-unavailable', 'stream id is not newer')
      if (after !== undefined && entryRank(after ?? '0-0') !== newestOf(stream)) return 'moved'
    }
    table.set(id, { content, written: written + 1 })
    did(() => table.delete(id))
    for (const { stream, id: entry, fields } of appends) append(stream, entry, fields)
    return 'ok'
  }
  const fencedAppend = (lease: Lease, appends: Appends): FencedAnswer => {
    if (leases.isStale(lease)) return 'stale-epoch'
    const last = new Map<string, number>()
    for (const { stream, id, after } of appends) {
      const newest = last.get(stream) ?? newestOf(stream)
      if (entryRank(id) <= newest) return 'duplicate'
      if (after !== undefined && entryRank(after ?? '0-0') !== newest) return 'moved'
      last.set(stream, entryRank(id))
    }
    for (const { stream, id, fields } of appends) append(stream, id, fields)
    return 'ok'
  }
  const connect = (machine: Machine): Store => {
    let lastArrival = 0
    /** Sends a command: `execute` runs in the server, its value comes back, or the command is unknown. */
    const call = <T>(execute: () => T, serverMs: (value: T) => number = () => 0): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        const r = rates()
        let open = true
        const end = (act: () => void) => {
          if (open) act()
          open = false
        }
        const fail = () => end(() => reject(new SepError('store-unavailable', 'no reply')))
        const sentMs = timeline.now()
        if (random.chance(r.storeRequestLost)) return machine.after(random.between(1, 50), fail)
        const sentIn = generation
        const slow = random.chance(r.storeSlow) ? random.between(50, 1500) : random.between(0.1, 1)
        // One connection: commands arrive in the order sent, and a frozen server runs them when it thaws.
        lastArrival = Math.max(lastArrival, timeline.now() + slow)
        const arrive = (): void => {
          if (timeline.now() < frozenUntil) {
            machine.after(sentMs + COMMAND_TIMEOUT_MS - timeline.now(), fail)
            return timeline.after(frozenUntil - timeline.now(), arrive)
          }
          if (timeline.now() < downUntil || sentIn !== generation) return machine.after(1, fail)
          let value: T
          try {
            value = execute()
          } catch {
            return machine.after(1, fail)
          }
          const reply = () => {
            if (sentIn !== generation || random.chance(r.storeReplyLost))
              return machine.after(random.between(1, 50), fail)
            machine.after(random.between(0.1, 1), () => end(() => resolve(value)))
          }
          const ms = serverMs(value)
          if (ms > 0) timeline.after(ms, reply)
          else reply()
        }
        timeline.after(lastArrival - timeline.now(), arrive)
      })
    /** Generation of the server that accepted a write not yet confirmed by a flush. */
    let unconfirmed: number | null = null
    let answered = 0
    const change = async <T>(execute: () => T): Promise<T> => {
      const sentIn = generation
      const value = await call(execute)
      unconfirmed ??= sentIn
      answered++
      return value
    }
    const unused = () => Promise.reject(new Error('not part of the simulation'))
    return {
      kind: 'memory',
      get: (key) => call(() => values.get(key) ?? null),
      write: (batch: readonly Write[]) =>
        change(() => {
          for (const entry of batch) {
            if (entry.op === 'set') setValue(entry.key, asBytes(entry.value))
            else if (entry.op === 'append') append(entry.key, entry.id, entry.fields)
          }
        }),
      range: (stream, after, to, count) => call(() => rangeOf(streamOf(stream), after, to, count)),
      lastId: (stream) => call(() => streamOf(stream).at(-1)?.id ?? null),
      acquireLease: (key, owner, ttlMs) => change(() => leases.acquire(key, owner, ttlMs)),
      releaseLease: (lease) => change(() => leases.release(lease)),
      renewLease: (lease, ttlMs) => call(() => leases.renew(lease, ttlMs)),
      claim: (lease, hash, id, content, appends) => change(() => claim(lease, hash, id, content, appends)),
      fencedAppend: (lease, appends) => change(() => fencedAppend(lease, appends)),
      flush: async (timeoutMs) => {
        // Writes accepted by an earlier server may be lost.
        if (unconfirmed !== null && unconfirmed !== generation) {
          unconfirmed = null
          return false
        }
        const before = answered
        let mark = 0
        let tookMs = 0
        const confirmed = await call(
          () => {
            mark = written
            tookMs = random.chance(rates().storeSlow) ? random.between(100, 900) : random.between(1, 10)
            const began = generation
            timeline.after(Math.min(tookMs, timeoutMs), () => {
              if (generation !== began || tookMs > timeoutMs) return
              undo = undo.slice(Math.max(0, undo.length - (written - mark)))
              flushed = Math.max(flushed, mark)
            })
            return tookMs <= timeoutMs
          },
          () => Math.min(tookMs, timeoutMs),
        )
        if (confirmed && answered === before) unconfirmed = null
        return confirmed
      },
      close: () => Promise.resolve(),
      hashAll: (key) =>
        call(() =>
          Object.fromEntries([...(claims.get(key) ?? [])].map(([id, { content }]) => [id, bytes.encode(content)])),
        ),
      ...{
        keys: async () => [],
        sortedRange: unused,
        listRange: unused,
        values: unused,
        writeIf: unused,
        ttlMs: unused,
      },
      ...{ compareAndSet: unused, append: unused, tail: unused, trim: unused, length: unused, sortedBack: unused },
      ...{ durability: async () => ({ durable: true, reason: '' }), subscribe: unused, rangeBack: unused },
    }
  }

  return {
    connect,
    freeze: (ms) => {
      frozenUntil = Math.max(frozenUntil, timeline.now() + ms)
    },
    kill: (downMs) => {
      generation++
      downUntil = timeline.now() + downMs
      const lost = undo.filter(({ atMs }) => atMs > timeline.now() - BACKGROUND_FLUSH_MS)
      const count = random.int(0, lost.length)
      for (const { back } of lost.slice(lost.length - count).reverse()) back()
      undo = []
      flushed = written
    },
    peek: {
      stream: (key) => streamOf(key),
      value: (key) => values.get(key),
      claim: (hash, id) => {
        const found = claims.get(hash)?.get(id)
        return found && { content: found.content, durable: found.written <= flushed }
      },
      fencedWrites: leases.fencedWrites,
      owner: leases.owner,
    },
  }
}

type Appends = readonly Append[]
