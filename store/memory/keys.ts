/** Keys of the memory store: values of five kinds that may expire. */
import type { Clock } from '../../lib/clock.js'
import { SepError } from '../../model/error-codes.js'
import type { StreamEntry } from '../store.js'
import type { StreamId } from '../stream-id.js'

export interface Values {
  readonly string: { bytes: Uint8Array }
  readonly hash: Map<string, Uint8Array>
  /** By member as latin-1 text, whose order is the order of the bytes. */
  readonly zset: Map<string, number>
  readonly list: Uint8Array[]
  readonly stream: { entries: StreamEntry[]; last: StreamId }
}
export type ValueKind = keyof Values

const FRESH: { readonly [K in ValueKind]: () => Values[K] } = {
  string: () => ({ bytes: new Uint8Array(0) }),
  hash: () => new Map(),
  zset: () => new Map(),
  list: () => [],
  stream: () => ({ entries: [], last: [0, 0] }),
}
const SWEEP_EVERY = 4096

interface Held {
  readonly kind: ValueKind
  readonly value: Values[ValueKind]
  /** Infinity = never. */
  untilMs: number
}

/** A map whose keys expire by the clock; expired ones are invisible and swept now and then. */
export class MemoryKeys {
  private readonly held = new Map<string, Held>()
  private readonly clock: Clock
  private touched = 0
  constructor(clock: Clock) {
    this.clock = clock
  }
  kindOf(key: string): ValueKind | 'none' {
    return this.alive(key)?.kind ?? 'none'
  }
  /** The value, if any; refuses another kind. */
  find<K extends ValueKind>(key: string, kind: K): Values[K] | undefined {
    const held = this.alive(key)
    if (held && held.kind !== kind) {
      throw new SepError('store-refused', `store: ${key} holds another kind of value, not a ${kind}`)
    }
    return held?.value as Values[K] | undefined
  }
  /** The value; created where there is none. */
  make<K extends ValueKind>(key: string, kind: K): Values[K] {
    if (++this.touched % SWEEP_EVERY === 0) for (const name of this.held.keys()) this.alive(name)
    const found = this.find(key, kind)
    if (found) return found
    const value = FRESH[kind]()
    this.held.set(key, { kind, value, untilMs: Number.POSITIVE_INFINITY })
    return value
  }
  delete(key: string): void {
    this.held.delete(key)
  }
  expireIn(key: string, ttlMs: number): void {
    const held = this.alive(key)
    if (held) held.untilMs = this.clock.nowMs() + ttlMs
  }
  ttlMs(key: string): number | null | undefined {
    const held = this.alive(key)
    if (!held) return undefined
    return held.untilMs === Number.POSITIVE_INFINITY ? null : held.untilMs - this.clock.nowMs()
  }
  names(): readonly string[] {
    return [...this.held.keys()].filter((key) => this.alive(key))
  }
  private alive(key: string): Held | undefined {
    const held = this.held.get(key)
    if (held && held.untilMs <= this.clock.nowMs()) {
      this.held.delete(key)
      return undefined
    }
    return held
  }
}
