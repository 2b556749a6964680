/** What a simulated server holds, as a store that only reads and has no network. */
import type { Store } from '../../../store/store.js'
import type { StoreServer } from '../store-server.js'
import { rangeOf } from './range-of.js'

export const storedBy = ({ peek }: StoreServer): Store => {
  const reads: Pick<Store, 'get' | 'range' | 'lastId' | 'keys'> = {
    get: async (key) => peek.value(key) ?? null,
    range: async (stream, after, to, count) => rangeOf(peek.stream(stream), after, to, count),
    lastId: async (stream) => peek.stream(stream).at(-1)?.id ?? null,
    keys: async () => [],
  }
  return reads as Store
}
