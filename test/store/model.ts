/** A slow, obvious store: copy everything, do the steps one by one, discard the copy when one fails. */
import { SepError } from '../../model/error-codes.js'
import type { Append, FencedAnswer, Lease, Write } from '../../store/store.js'

type Entry = [id: string, fields: Record<string, string>]
type Value =
  | { kind: 'value'; text: string; ttl: number | null }
  | { kind: 'hash'; fields: Record<string, string>; ttl: number | null }
  | { kind: 'sorted'; members: Record<string, number>; ttl: number | null }
  | { kind: 'list'; values: string[]; ttl: number | null }
  | { kind: 'stream'; entries: Entry[]; last: string; ttl: number | null }
type Kind = Value['kind']

class Refused extends SepError {
  readonly why: 'kind' | 'old' | 'moved'
  constructor(why: 'kind' | 'old' | 'moved') {
    super('store-refused', why)
    this.why = why
  }
}

const FRESH: { [K in Kind]: () => Extract<Value, { kind: K }> } = {
  value: () => ({ kind: 'value', text: '', ttl: null }),
  hash: () => ({ kind: 'hash', fields: {}, ttl: null }),
  sorted: () => ({ kind: 'sorted', members: {}, ttl: null }),
  list: () => ({ kind: 'list', values: [], ttl: null }),
  stream: () => ({ kind: 'stream', entries: [], last: '0-0', ttl: null }),
}

export class Model {
  private keysNow: Record<string, Value> = {}

  private value<K extends Kind>(key: string, kind: K, make: boolean): Extract<Value, { kind: K }> {
    const value = this.keysNow[key] ?? FRESH[kind]()
    if (value.kind !== kind) throw new Refused('kind')
    if (make) this.keysNow[key] = value
    return value as Extract<Value, { kind: K }>
  }
  private atomic<T>(act: () => T): T {
    const before = structuredClone(this.keysNow)
    try {
      const result = act()
      for (const [key, value] of Object.entries(this.keysNow)) {
        if (value.kind === 'sorted' && Object.keys(value.members).length === 0) delete this.keysNow[key]
        if (value.kind === 'hash' && Object.keys(value.fields).length === 0) delete this.keysNow[key]
      }
      return result
    } catch (error) {
      this.keysNow = before
      throw error
    }
  }
  private step(write: Write): void {
    if (write.op === 'publish') return
    if (write.op === 'delete') delete this.keysNow[write.key]
    if (write.op === 'set') {
      this.keysNow[write.key] = { kind: 'value', text: write.value as string, ttl: write.ttlMs ?? null }
    }
    if (write.op === 'hashSet') {
      const hash = this.value(write.key, 'hash', true)
      Object.assign(hash.fields, write.fields)
      hash.ttl = write.ttlMs ?? hash.ttl
    }
    if (write.op === 'hashRemove') {
      const hash = this.value(write.key, 'hash', true)
      for (const field of write.fields) delete hash.fields[field]
      if (Object.keys(hash.fields).length === 0) hash.ttl = null
    }
    if (write.op === 'sortedAdd') {
      const sorted = this.value(write.key, 'sorted', true)
      for (const [score, member] of write.members) sorted.members[member as string] = score
      sorted.ttl = write.ttlMs ?? sorted.ttl
    }
    if (write.op === 'sortedRemoveByScore') {
      const sorted = this.value(write.key, 'sorted', true)
      for (const [member, score] of Object.entries(sorted.members)) {
        if (write.from <= score && score <= write.to) delete sorted.members[member]
      }
      if (Object.keys(sorted.members).length === 0) sorted.ttl = null
    }
    if (write.op === 'listPush') {
      const list = this.value(write.key, 'list', true)
      list.values = [...list.values, write.value as string].slice(-write.keep)
    }
    if (write.op === 'append') {
      const stream = this.value(write.key, 'stream', true)
      if (order(write.id) <= order(stream.last)) throw new Refused('old')
      stream.entries.push([write.id, { ...(write.fields as Record<string, string>) }])
      stream.last = write.id
    }
  }
  private appendAll(appends: readonly Append[]): void {
    for (const { stream, id, fields, after } of appends) {
      const { last } = this.value(stream, 'stream', false)
      if (after !== undefined && order(id) > order(last) && last !== (after ?? '0-0')) throw new Refused('moved')
      this.step({ op: 'append', key: stream, id, fields })
    }
  }
  private isStale(lease: Lease): boolean {
    const { fields } = this.value(lease.key, 'hash', false)
    return fields['owner'] !== lease.owner || fields['epoch'] !== `${lease.epoch}`
  }

  write(batch: readonly Write[]): void {
    const names = Object.keys(this.keysNow)
    this.atomic(() => {
      for (const write of batch) {
        if (write.op !== 'setEach') this.step(write)
        else
          for (const key of names)
            if (write.key === '*' || key === write.key) this.step({ op: 'set', key, value: write.value })
      }
    })
  }
  values(keys: readonly string[]): readonly (string | null)[] {
    return keys.map((key) => {
      const value = this.keysNow[key]
      return value?.kind === 'value' ? value.text : null
    })
  }
  writeIf(expected: readonly (readonly [string, string | null])[], batch: readonly Write[]): boolean {
    for (const [key, text] of expected)
      if ((this.keysNow[key] ? this.value(key, 'value', false).text : null) !== text) return false
    this.write(batch)
    return true
  }
  append(key: string, id: string, fields: Record<string, string>): boolean {
    try {
      this.write([{ op: 'append', key, id, fields }])
      return true
    } catch (error) {
      if ((error as Refused).why === 'old') return false
      throw error
    }
  }
  compareAndSet(key: string, expected: string | null, text: string): boolean {
    const present = this.keysNow[key] ? this.value(key, 'value', false).text : null
    if (present !== expected) return false
    this.write([{ op: 'set', key, value: text }])
    return true
  }
  claim(lease: Lease, claims: string, id: string, content: string, appends: readonly Append[]): FencedAnswer {
    return this.answered('moved', () => {
      if (this.isStale(lease)) return 'stale-epoch'
      const { fields } = this.value(claims, 'hash', false)
      if (fields[id] !== undefined) return fields[id] === content ? 'duplicate' : 'conflict'
      this.step({ op: 'hashSet', key: claims, fields: { [id]: content } })
      this.appendAll(appends)
      return 'ok'
    })
  }
  fencedAppend(lease: Lease, appends: readonly Append[]): FencedAnswer {
    if (this.isStale(lease)) return 'stale-epoch'
    try {
      return this.answered('moved', () => {
        this.appendAll(appends)
        return 'ok'
      })
    } catch (error) {
      if ((error as Refused).why === 'old') return 'duplicate'
      throw error
    }
  }
  /** A refusal that is a normal answer. */
  private answered(why: 'moved', act: () => FencedAnswer): FencedAnswer {
    try {
      return this.atomic(act)
    } catch (error) {
      if ((error as Refused).why === why) return why
      throw error
    }
  }
  /** Leases of the model never expire. */
  acquireLease(key: string, owner: string): Lease | null {
    const { fields } = this.value(key, 'hash', false)
    if (fields['owner'] && fields['owner'] !== owner) return null
    const epoch = Number(fields['epoch'] ?? 0) + 1
    this.write([{ op: 'hashSet', key, fields: { owner, epoch: `${epoch}`, untilMs: '?' } }])
    return { key, owner, epoch }
  }
  renewLease(lease: Lease): boolean {
    return !this.isStale(lease)
  }
  releaseLease(lease: Lease): void {
    if (!this.isStale(lease)) this.write([{ op: 'hashSet', key: lease.key, fields: { owner: '', untilMs: '?' } }])
  }
  trim(key: string, minId: string): number {
    if (!this.keysNow[key]) return 0
    const stream = this.value(key, 'stream', false)
    const kept = stream.entries.filter(([id]) => order(id) >= order(minId))
    const removed = stream.entries.length - kept.length
    stream.entries = kept
    return removed
  }

  get(key: string): string | null {
    return this.keysNow[key] ? this.value(key, 'value', false).text : null
  }
  hashAll(key: string): Record<string, string> {
    return { ...this.value(key, 'hash', false).fields }
  }
  sortedRange(key: string, from: number, to: number, limit?: number): [number, string][] {
    return Object.entries(this.value(key, 'sorted', false).members)
      .filter(([, score]) => from <= score && score <= to)
      .map(([member, score]): [number, string] => [score, member])
      .sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1))
      .slice(0, limit)
  }
  sortedBack(key: string, to: number, skip: number, count: number): [number, string][] {
    return this.sortedRange(key, Number.NEGATIVE_INFINITY, to)
      .reverse()
      .slice(skip, skip + count)
  }
  listRange(key: string): string[] {
    return [...this.value(key, 'list', false).values]
  }
  range(key: string, after: string, to = '+', count = 1e9): { id: string; fields: Record<string, string> }[] {
    return this.value(key, 'stream', false)
      .entries.filter(([id]) => order(id) > order(after) && (to === '+' || order(id) <= order(to, 999)))
      .slice(0, count)
      .map(([id, fields]) => ({ id, fields }))
  }
  rangeBack(key: string, before: string, count: number) {
    return this.range(key, '0')
      .filter(({ id }) => before === '+' || order(id) < order(before))
      .reverse()
      .slice(0, count)
  }
  tail(key: string, after: string) {
    return this.range(key, after)
  }
  lastId(key: string): string | null {
    return this.keysNow[key] ? this.value(key, 'stream', false).last : null
  }
  length(key: string): number {
    return this.value(key, 'stream', false).entries.length
  }
  ttlMs(key: string): number | null | undefined {
    return this.keysNow[key]?.ttl ?? (this.keysNow[key] ? null : undefined)
  }
  keys(): string[] {
    return Object.keys(this.keysNow).sort()
  }
}

/** Ids of the tests are small. */
const order = (id: string, bare = 0): number => Number(id.split('-')[0]) * 1000 + Number(id.split('-')[1] ?? bare)
