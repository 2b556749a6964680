/** The name of this process as the holder of a lease, new at each start. */
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'

export const processName = (): string => `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`
