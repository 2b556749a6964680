/** Sets the value of a key of the key table, with the key's time to live. */
import type { z } from 'zod'
import { type Key, keyName } from './key.js'
import { pack } from './pack.js'
import type { Write } from './store.js'

export const setWrite = <T extends string, Z extends z.ZodType>(
  key: Key<T, Z>,
  parameters: Parameters<typeof keyName<T>>[1],
  value: z.input<Z>,
): Write => ({
  op: 'set',
  key: keyName(key, parameters),
  value: pack(key, value),
  ...(key.ttlMs === null ? {} : { ttlMs: key.ttlMs }),
})
