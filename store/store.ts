/** The store port: streams and small values. A contract suite tests each adapter against it. */

/** Fields of one stream entry or hash, at least one; values are stored as the given bytes or text. */
export type Fields = Readonly<Record<string, string | Uint8Array>>
export interface StreamEntry {
  readonly id: string
  readonly fields: Readonly<Record<string, Uint8Array>>
}
/** One entry for a stream. `id` = `<ms>-<n>`, both below 2^53. */
export interface Append {
  readonly stream: string
  readonly id: string
  readonly fields: Fields
  /** The id that must be the stream's newest right before this entry; null or `0-0` = the stream never had one. Absent: any. */
  readonly after?: string | null
}

/**
 * A write in a batch. Keys that must change together share one `{tag}`. A key keeps the kind (value, hash, sorted set, list, stream) of its
 * first write; only `set` and `delete` may change it.
 */
export type Write =
  /** Without `ttlMs` an earlier time to live is dropped. */
  | { readonly op: 'set'; readonly key: string; readonly value: string | Uint8Array; readonly ttlMs?: number }
  | { readonly op: 'delete'; readonly key: string }
  /** Sets each key that exists before the batch and matches the pattern `key`, as `keys` reads it, whatever it holds. */
  | { readonly op: 'setEach'; readonly key: string; readonly value: string | Uint8Array }
  /** Other fields stay. Without `ttlMs` the key's time to live stays. */
  | { readonly op: 'hashSet'; readonly key: string; readonly fields: Fields; readonly ttlMs?: number }
  /** At least one; missing fields are no error. A hash without fields is deleted. */
  | { readonly op: 'hashRemove'; readonly key: string; readonly fields: readonly string[] }
  /** An existing member gets the new score. Without `ttlMs` the key's time to live stays. */
  | {
      readonly op: 'sortedAdd'
      readonly key: string
      readonly members: readonly (readonly [score: number, member: string | Uint8Array])[]
      readonly ttlMs?: number
    }
  /** Removes the members with `from <= score <= to`. */
  | { readonly op: 'sortedRemoveByScore'; readonly key: string; readonly from: number; readonly to: number }
  | { readonly op: 'append'; readonly key: string; readonly id: string; readonly fields: Fields }
  /** Adds at the end and keeps the newest `keep` values. */
  | { readonly op: 'listPush'; readonly key: string; readonly value: string | Uint8Array; readonly keep: number }
  | { readonly op: 'publish'; readonly channel: string; readonly message: string }

/** Who may write: the holder of the newest epoch of a lease. */
export interface Lease {
  readonly key: string
  readonly owner: string
  readonly epoch: number
}

/**
 * Answer of a fenced script, `ok` or the first condition that failed: `stale-epoch` = a newer owner exists; `duplicate` = same id and
 * content; `conflict` = same id, other content; `moved` = an entry's `after` is not its stream's newest, though the entry's own id would be
 * newer.
 */
export type FencedAnswer = 'ok' | 'stale-epoch' | 'duplicate' | 'conflict' | 'moved'

export interface Durability {
  /** True where a write that `flush` confirmed survives a killed server. */
  readonly durable: boolean
  /** How writes are made durable, or why they are not. */
  readonly reason: string
}

/**
 * Keys and streams. Every call rejects with `store-unavailable` within the command timeout when the server is down: nothing is queued,
 * resent or executed later. Such a write may have happened before the rejection: repeat it with the same id, and `append` returns false.
 * `store-refused` = the server refused and nothing at all was written. Stream ids are `<ms>-<n>`, given by the writer and strictly
 * increasing; an equal or smaller id is refused (`append` returns false).
 */
export interface Store {
  readonly kind: 'valkey' | 'memory'
  get(key: string): Promise<Uint8Array | null>
  /** The values of all keys at one moment; null where a key does not exist or holds another kind. */
  values(keys: readonly string[]): Promise<readonly (Uint8Array | null)[]>
  /** Empty where the key does not exist. */
  hashAll(key: string): Promise<Readonly<Record<string, Uint8Array>>>
  /** Members by rising score, then bytes, with `from <= score <= to`. */
  sortedRange(
    key: string,
    from: number,
    to: number,
    limit?: number,
  ): Promise<readonly (readonly [score: number, member: Uint8Array])[]>
  /** Newest first: members with a score up to `to` by falling score, then falling bytes, without the first `skip` of them. */
  sortedBack(
    key: string,
    to: number,
    skip: number,
    count: number,
  ): Promise<readonly (readonly [score: number, member: Uint8Array])[]>
  /** Oldest first. */
  listRange(key: string): Promise<readonly Uint8Array[]>
  /** Names that match, sorted; `*` matches any text, everything else itself. */
  keys(pattern: string): Promise<readonly string[]>
  /** Remaining time to live, ms; null = none; undefined = no such key. */
  ttlMs(key: string): Promise<number | null | undefined>
  /** All or nothing in order; an `append` with an id that is not newer fails the whole batch (`store-refused`). */
  write(batch: readonly Write[]): Promise<void>
  /** Sets the value only where the present one is `expected` (null = absent); true if it did. */
  compareAndSet(key: string, expected: string | Uint8Array | null, value: string | Uint8Array): Promise<boolean>
  /** Writes the batch only where each value is the expected one (null = absent); true if it did. */
  writeIf(
    expected: readonly (readonly [key: string, value: string | Uint8Array | null])[],
    batch: readonly Write[],
  ): Promise<boolean>
  /** False where the id is not newer than the last. */
  append(stream: string, id: string, fields: Fields): Promise<boolean>
  /** Entries with ids in (after, to]; `after` '0' = from the start, `to` '+' = to the end. */
  range(stream: string, after: string, to?: string, count?: number): Promise<readonly StreamEntry[]>
  /** Newest first: entries with ids below `before`; '+' = from the end. */
  rangeBack(stream: string, before: string, count: number): Promise<readonly StreamEntry[]>
  /** The newest id ever appended, even if its entry has been trimmed; null = no such stream. */
  lastId(stream: string): Promise<string | null>
  /** Entries after `after`, waiting up to `blockMs` for a first; empty when none came or the signal aborted. Uses its own connection. */
  tail(stream: string, after: string, blockMs: number, signal?: AbortSignal): Promise<readonly StreamEntry[]>
  /** Removes entries with ids below `minId`; returns how many. */
  trim(stream: string, minId: string): Promise<number>
  length(stream: string): Promise<number>
  /** Takes a free, expired or own lease and raises its epoch; null where another owner holds it. By the store's clock. */
  acquireLease(key: string, owner: string, ttlMs: number): Promise<Lease | null>
  /** False where it is no longer ours. An expired lease that no one has taken is still ours. */
  renewLease(lease: Lease, ttlMs: number): Promise<boolean>
  /** Frees it at once; writes under it are stale from then on. An epoch is never reused. */
  releaseLease(lease: Lease): Promise<void>
  /**
   * One script: the epoch must be the newest, `id` is claimed once in hash `claims` with `content`, then all appends are made. All keys
   * share a slot. An entry whose id is not newer is refused (`store-refused`).
   */
  claim(lease: Lease, claims: string, id: string, content: string, appends: readonly Append[]): Promise<FencedAnswer>
  /** Appends atomically under the epoch fence; `duplicate` where an id is not newer: then nothing was written. */
  fencedAppend(lease: Lease, appends: readonly Append[]): Promise<FencedAnswer>
  /**
   * Waits until all answered writes of this store are on disk; false = not confirmed in time, or the connection was replaced since. Call it
   * right after the write. It blocks the connection of the writes: later writes wait behind it, reads do not.
   */
  flush(timeoutMs: number): Promise<boolean>
  durability(): Promise<Durability>
  /**
   * Resolves once subscribed; delivers messages until the signal aborts. Those sent while away are lost: tail a stream where that matters.
   */
  subscribe(channel: string, onMessage: (message: string) => void, signal: AbortSignal): Promise<void>
  /** Ends all connections; calls reject from then on. May be called twice. */
  close(): Promise<void>
}

/** The methods that only read keys and streams. */
export type StoreReads = Pick<
  Store,
  | ('get' | 'values' | 'hashAll' | 'sortedRange' | 'sortedBack' | 'listRange' | 'keys' | 'ttlMs')
  | ('range' | 'rangeBack' | 'lastId' | 'length')
>
