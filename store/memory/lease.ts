/** Leases of the memory store, in the same hash as on a server: owner, epoch, untilMs. */
import type { Lease } from '../store.js'
import { bytesOf } from '../bytes.js'
import type { MemoryKeys } from './keys.js'

/** Take, renew and release. */
export const memoryLeases = (keys: MemoryKeys, nowMs: () => number) => {
  const read = (key: string) => {
    const hash = keys.find(key, 'hash')
    const text = (field: string) => new TextDecoder().decode(hash?.get(field) ?? new Uint8Array(0))
    return { owner: text('owner'), epoch: Number(text('epoch')), untilMs: Number(text('untilMs')) }
  }
  const write = (key: string, fields: Readonly<Record<string, string>>) => {
    const hash = keys.make(key, 'hash')
    for (const [field, value] of Object.entries(fields)) hash.set(field, bytesOf(value))
  }
  const isOurs = ({ key, owner, epoch }: Lease) => {
    const held = read(key)
    return held.owner === owner && held.epoch === epoch
  }
  return {
    acquire: (key: string, owner: string, ttlMs: number): Lease | null => {
      const held = read(key)
      if (held.owner !== '' && held.owner !== owner && held.untilMs > nowMs()) return null
      const epoch = held.epoch + 1
      write(key, { owner, epoch: `${epoch}`, untilMs: `${nowMs() + ttlMs}` })
      return { key, owner, epoch }
    },
    renew: (lease: Lease, ttlMs: number): boolean => {
      const ours = isOurs(lease)
      if (ours) write(lease.key, { untilMs: `${nowMs() + ttlMs}` })
      return ours
    },
    release: (lease: Lease): void => {
      if (isOurs(lease)) write(lease.key, { owner: '', untilMs: '0' })
    },
  }
}
