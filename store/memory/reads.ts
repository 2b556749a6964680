/** The reading methods of the memory store; values are copied on their way out. */
import type { StoreReads, StreamEntry } from '../store.js'
import { isAfter, type StreamId, streamId, streamIdText } from '../stream-id.js'
import type { MemoryKeys } from './keys.js'

/** Runs an act on an open store; rejects on a closed one. */
export type WhileOpen = <T>(act: () => T) => Promise<T>

export const memoryReads = (keys: MemoryKeys, whileOpen: WhileOpen): StoreReads => ({
  get: (key) => whileOpen(() => keys.find(key, 'string')?.bytes.slice() ?? null),
  values: (names) =>
    whileOpen(() =>
      names.map((name) => (keys.kindOf(name) === 'string' ? keys.find(name, 'string')!.bytes.slice() : null)),
    ),
  hashAll: (key) => whileOpen(() => copyOf(keys.find(key, 'hash') ?? [])),
  sortedRange: (key, from, to, limit) => whileOpen(() => membersBetween(keys, key, from, to).slice(0, limit)),
  sortedBack: (key, to, skip, count) =>
    whileOpen(() =>
      membersBetween(keys, key, Number.NEGATIVE_INFINITY, to)
        .reverse()
        .slice(skip, skip + count),
    ),
  listRange: (key) => whileOpen(() => (keys.find(key, 'list') ?? []).map((value) => value.slice())),
  keys: (pattern) => whileOpen(() => namesLike(keys, pattern)),
  ttlMs: (key) => whileOpen(() => keys.ttlMs(key)),
  range: (stream, after, to = '+', count = Number.POSITIVE_INFINITY) =>
    whileOpen(() => entriesBetween(keys, stream, { after, to, count })),
  rangeBack: (stream, before, count) =>
    whileOpen(() => {
      const entries = keys.find(stream, 'stream')?.entries ?? []
      const end = before === '+' ? entries.length : firstFrom(entries, streamId(before, 0))
      return entries
        .slice(Math.max(0, end - count), end)
        .reverse()
        .map(copied)
    }),
  lastId: (stream) =>
    whileOpen(() => {
      const last = keys.find(stream, 'stream')?.last
      return last ? streamIdText(last) : null
    }),
  length: (stream) => whileOpen(() => keys.find(stream, 'stream')?.entries.length ?? 0),
})

const membersBetween = (
  keys: MemoryKeys,
  key: string,
  from: number,
  to: number,
): (readonly [score: number, member: Uint8Array])[] =>
  [...(keys.find(key, 'zset') ?? [])]
    .filter(([, score]) => score >= from && score <= to)
    .sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))
    .map(([member, score]) => [score, Uint8Array.from(Buffer.from(member, 'latin1'))] as const)

/** Entries with ids in (after, to], at most `count`. */
export const entriesBetween = (
  keys: MemoryKeys,
  stream: string,
  { after, to, count }: { readonly after: string; readonly to: string; readonly count: number },
): readonly StreamEntry[] => {
  const entries = keys.find(stream, 'stream')?.entries ?? []
  const from = firstAfter(entries, streamId(after, 0))
  const until = to === '+' ? entries.length : firstAfter(entries, streamId(to, Number.POSITIVE_INFINITY))
  return entries.slice(from, Math.min(until, from + count)).map(copied)
}

const copied = ({ id, fields }: StreamEntry): StreamEntry => ({ id, fields: copyOf(Object.entries(fields)) })

/** Index of the first entry with this id or a later one. */
const firstFrom = (entries: readonly StreamEntry[], id: StreamId): number => {
  const at = firstAfter(entries, id)
  const before = entries[at - 1]
  return before && streamIdText(id) === before.id ? at - 1 : at
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

/** Sorted; only `*` is special. */
export const namesLike = (keys: MemoryKeys, pattern: string): readonly string[] => {
  const glob = globExpression(pattern)
  return keys
    .names()
    .filter((name) => glob.test(name))
    .sort()
}

const copyOf = (pairs: Iterable<readonly [string, Uint8Array]>): Readonly<Record<string, Uint8Array>> =>
  Object.fromEntries([...pairs].map(([name, value]) => [name, value.slice()]))

const globExpression = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
      .join('.*')}$`,
    's',
  )
