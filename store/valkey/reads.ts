/** The reading methods of the Valkey store, on a connection of their own. */
import { SepError } from '../../model/error-codes.js'
import type { StoreReads, StreamEntry } from '../store.js'
import { streamId, streamIdText } from '../stream-id.js'
import type { Connection } from './connection.js'
import { scoreBound } from './score-bound.js'

const SCAN_COUNT = 1000

export const valkeyReads = ({ call }: Connection): StoreReads => {
  const bytes = (command: string, ...args: readonly (string | number)[]) =>
    call(command, ...args) as Promise<Uint8Array[]>
  return {
    get: async (key) => plain((await call('GET', key)) as Uint8Array | null),
    values: async (keys) =>
      keys.length === 0 ? [] : ((await call('MGET', ...keys)) as (Uint8Array | null)[]).map((value) => plain(value)),
    hashAll: async (key) => recordOf(await bytes('HGETALL', key)),
    sortedRange: async (key, from, to, limit = -1) => {
      const flat = await bytes('ZRANGEBYSCORE', key, scoreBound(from), scoreBound(to), 'WITHSCORES', 'LIMIT', 0, limit)
      return pairsOf(flat).map(([member, score]) => [Number(textOf(score)), plain(member)] as const)
    },
    sortedBack: async (key, to, skip, count) => {
      const flat = await bytes(
        'ZREVRANGEBYSCORE',
        ...[key, scoreBound(to), scoreBound(Number.NEGATIVE_INFINITY), 'WITHSCORES', 'LIMIT', skip, count],
      )
      return pairsOf(flat).map(([member, score]) => [Number(textOf(score)), plain(member)] as const)
    },
    listRange: async (key) => (await bytes('LRANGE', key, 0, -1)).map((value) => plain(value)),
    keys: (pattern) => scan(call, pattern),
    ttlMs: async (key) => {
      const left = (await call('PTTL', key)) as number
      if (left === -2) return undefined
      return left === -1 ? null : left
    },
    range: async (stream, after, to = '+', count) => {
      streamId(after, 0)
      if (to !== '+') streamId(to, Number.POSITIVE_INFINITY)
      const limit = count === undefined ? [] : ['COUNT', count]
      return entriesOf(await ofStream(stream, call('XRANGE', stream, `(${after}`, to, ...limit)))
    },
    rangeBack: async (stream, before, count) => {
      const id = before === '+' ? before : streamIdText(streamId(before, 0))
      // No entry has the least id, and the server refuses a range that excludes it.
      const end = id === '+' || id === '0-0' ? id : `(${id}`
      return entriesOf(await ofStream(stream, call('XREVRANGE', stream, end, '-', 'COUNT', count)))
    },
    lastId: async (stream) => {
      const info = await ofStream(stream, call('XINFO', 'STREAM', stream)).catch(absent)
      return info === null ? null : textOf((info as Uint8Array[])[lastIdAt(info as unknown[])] as Uint8Array)
    },
    length: async (stream) => (await ofStream(stream, call('XLEN', stream))) as number,
  }
}

/** Names the key where it holds something else: someone has written over it. */
const ofStream = (stream: string, reply: Promise<unknown>): Promise<unknown> =>
  reply.catch((error: SepError) => {
    if (!error.message.includes('WRONGTYPE')) throw error
    throw new SepError('store-refused', `store: ${stream} holds another kind of value, not a stream`, { cause: error })
  })

/** Only `*` is special; a server reads more as patterns. */
export const globOf = (pattern: string): string => pattern.replace(/[\\?[\]^-]/g, '\\$&')

const scan = async (call: Connection['call'], pattern: string): Promise<readonly string[]> => {
  const found = new Set<string>()
  const match = globOf(pattern)
  let cursor = '0'
  do {
    const [next, names] = (await call('SCAN', cursor, 'MATCH', match, 'COUNT', SCAN_COUNT)) as [
      Uint8Array,
      Uint8Array[],
    ]
    for (const name of names) found.add(textOf(name))
    cursor = textOf(next)
  } while (cursor !== '0')
  return [...found].sort()
}

/** Entries of an XRANGE or XREAD reply. */
export const entriesOf = (reply: unknown): readonly StreamEntry[] =>
  (reply as readonly (readonly [Uint8Array, Uint8Array[]])[]).map(([id, flat]) => ({
    id: textOf(id),
    fields: recordOf(flat),
  }))

const plain = <T extends Uint8Array | null>(bytes: T): T => (bytes && new Uint8Array(bytes)) as T

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

const pairsOf = (flat: readonly Uint8Array[]): readonly (readonly [Uint8Array, Uint8Array])[] =>
  Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i] as Uint8Array, flat[2 * i + 1] as Uint8Array])

const recordOf = (flat: readonly Uint8Array[]): Readonly<Record<string, Uint8Array>> =>
  Object.fromEntries(pairsOf(flat).map(([name, value]) => [textOf(name), plain(value)]))

const lastIdAt = (info: readonly unknown[]): number =>
  1 + info.findIndex((name) => name instanceof Uint8Array && textOf(name) === 'last-generated-id')

/** Only XINFO treats a missing stream as an error. */
const absent = (error: SepError): null => {
  if (error.code === 'store-refused' && error.message.endsWith('no such key')) return null
  throw error
}
