/** The schemas on SEP's wires. An operator may ask for fewer columns than a wire carries, never for others. */
import { accountSchemas } from './columns/account.js'
import { marketSchemas } from './columns/market.js'
import { signalSchemas } from './columns/signals.js'

export const schemas = Object.freeze({ ...marketSchemas, ...signalSchemas, ...accountSchemas })
