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
  sortedRange: (key, from, to, limit) =>
    whileOpen(() =>
      [...(keys.find(key, 'zset') ?? [])]
        .filter(([, score]) => score >= from && score <= to)
        .sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))
        .slice(0, limit)
        .map(([member, score]) => [score, Uint8Array.from(Buffer.from(member, 'latin1'))] as const),
    ),
  listRange: (key) => whileOpen(() => (keys.find(key, 'list') ?? []).map((value) => value.slice())),
  keys: (pattern) => whileOpen(() => namesLike(keys, pattern)),
  ttlMs: (key) => whileOpen(() => keys.ttlMs(key)),
  range: (stream, after, to = '+', count = Number.POSITIVE_INFINITY) =>
    whileOpen(() => entriesBetween(keys, stream, { after, to, count })),
  lastId: (stream) =>
    whileOpen(() => {
      const last = keys.find(stream, 'stream')?.last
      return last ? streamIdText(last) : null
    }),
  length: (stream) => whileOpen(() => keys.find(stream, 'stream')?.entries.length ?? 0),
})

/** Entries with ids in (after, to], at most `count`. */
export const entriesBetween = (
  keys: MemoryKeys,
  stream: string,
  { after, to, count }: { readonly after: string; readonly to: string; readonly count: number },
): readonly StreamEntry[] => {
  const entries = keys.find(stream, 'stream')?.entries ?? []
  const from = firstAfter(entries, streamId(after, 0))
  const until = to === '+' ? entries.length : firstAfter(entries, streamId(to, Number.POSITIVE_INFINITY))
  return entries
    .slice(from, Math.min(until, from + count))
    .map(({ id, fields }) => ({ id, fields: copyOf(Object.entries(fields)) }))
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
