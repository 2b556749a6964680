/** The headers of all edges of an account. */
import type { Store } from '../../store/store.js'
import { edgePatterns } from './keys.js'
import { decodeEdgeHeader, type EdgeHeader } from './records.js'

export const readEdgeHeaders = async (store: Store, account: string): Promise<readonly EdgeHeader[]> => {
  const headers: EdgeHeader[] = []
  for (const key of await store.keys(edgePatterns(account).headers)) {
    const bytes = await store.get(key)
    if (bytes) headers.push(decodeEdgeHeader(bytes, key))
  }
  return headers
}
