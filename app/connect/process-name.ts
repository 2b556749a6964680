/** The name under which this process holds a lease; new at each start. */
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'

/** Reads the switches of its own account; a pipeline without it reads those that were of all accounts. */
const OF_ACCOUNT = 'a1'

export const processName = (): string => `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}:${OF_ACCOUNT}`

/** Does the holder of this name read the switches of its own account? */
export const readsOwnSwitches = (owner: string): boolean => owner.endsWith(`:${OF_ACCOUNT}`)
