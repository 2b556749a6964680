/** The leases of a store server: their owners, their epochs, and each write that was fenced by one. */
import type { Lease } from '../../store/store.js'
import type { Timeline } from './timeline.js'

interface Held {
  owner: string
  epoch: number
  untilMs: number
}
export interface FencedWrite {
  readonly epoch: number
  readonly newest: number
  readonly accepted: boolean
}
export interface StoreLeases {
  /** Takes a free, expired or own lease and raises its epoch. */
  acquire(key: string, owner: string, ttlMs: number): Lease | null
  renew(lease: Lease, ttlMs: number): boolean
  release(lease: Lease): void
  /** True for a write under an old epoch. */
  isStale(lease: Lease): boolean
  owner(key: string): string | undefined
  fencedWrites(): readonly FencedWrite[]
}

/** `did`: a change that a killed server may forget, and how. */
export const createStoreLeases = (
  timeline: Timeline,
  did: (back: () => void) => void,
  /** A planted bug: no fencing. */
  ignoresEpoch: boolean,
): StoreLeases => {
  const leases = new Map<string, Held>()
  const epochs = new Map<string, number>()
  const fencedWrites: FencedWrite[] = []
  const set = (key: string, epoch: number, held: Held | undefined): void => {
    epochs.set(key, epoch)
    if (held) leases.set(key, held)
    else leases.delete(key)
  }
  return {
    acquire: (key, owner, ttlMs) => {
      const held = leases.get(key)
      if (held && held.owner !== owner && held.untilMs > timeline.now()) return null
      const epoch = (epochs.get(key) ?? 0) + 1
      set(key, epoch, { owner, epoch, untilMs: timeline.now() + ttlMs })
      did(() => set(key, epoch - 1, held))
      return { key, owner, epoch }
    },
    renew: (lease, ttlMs) => {
      const held = leases.get(lease.key)
      if (held?.epoch !== lease.epoch || held.owner !== lease.owner || held.untilMs <= timeline.now()) return false
      leases.set(lease.key, { ...held, untilMs: timeline.now() + ttlMs })
      return true
    },
    release: ({ key, epoch }) => {
      const held = leases.get(key)
      if (held?.epoch !== epoch) return
      set(key, epoch + 1, undefined)
      did(() => set(key, epoch, held))
    },
    isStale: (lease) => {
      const newest = epochs.get(lease.key) ?? 0
      const accepted = ignoresEpoch || lease.epoch === newest
      fencedWrites.push({ epoch: lease.epoch, newest, accepted })
      return !accepted
    },
    owner: (key) => leases.get(key)?.owner,
    fencedWrites: () => fencedWrites,
  }
}
