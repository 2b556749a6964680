/** The name under which this process holds a lease; new at each start. */
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'

export const processName = (): string => `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`
