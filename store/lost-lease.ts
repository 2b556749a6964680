/** Why a lease is no longer ours, as the store shows it: taken by a newer process, given up by a command, or forgotten by the store. */
import { SepError } from '../model/error-codes.js'
import type { Lease, Store } from './store.js'

/** `what`: what the lease was needed for. A store that does not answer leaves the usual cause: a newer process. */
export const lostLease = async (store: Pick<Store, 'hashAll'>, lease: Lease, what: string): Promise<SepError> => {
  const held = await store.hashAll(lease.key).catch(() => null)
  return new SepError('lease-lost', `${what}: ${held ? causeOf(held, lease) : newer(lease)}`)
}

const causeOf = (held: Readonly<Record<string, Uint8Array>>, lease: Lease): string => {
  const { key } = lease
  const text = (field: string) => new TextDecoder().decode(held[field] ?? new Uint8Array(0))
  if (Object.keys(held).length === 0)
    return `${key} is gone from the store: the store was emptied (FLUSHALL), or it evicts or deletes keys; see error-codes.md, lease-lost`
  if (text('owner') === '') return `${key} was given up by another command, our epoch ${lease.epoch} is over`
  return newer(lease)
}

const newer = ({ epoch }: Lease): string => `a newer process holds the lease, our epoch ${epoch} has been superseded`
