/** The name under which this process holds a lease; new at each start. */
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'

/** Reads the switches of its own account; a pipeline without it reads those that were of all accounts. */
const OF_ACCOUNT = 'a1'

export const processName = (): string => `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}:${OF_ACCOUNT}`

/** Does the holder of this name read the switches of its own account? */
export const readsOwnSwitches = (owner: string): boolean => owner.endsWith(`:${OF_ACCOUNT}`)

/** The name of a worker; it is a part of a key. */
export const workerName = (host: string): string =>
  `${host.replace(/[^A-Za-z0-9.-]/g, '-')}-${process.pid}-${randomBytes(3).toString('hex')}`
