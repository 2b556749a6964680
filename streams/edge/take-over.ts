/** A graph is cut in one way at a time: edges that carry nodes of this part under another part's name are given up, once nobody writes them. */
import type { GraphCut } from '../../graph/engine/define/cut.js'
import type { Store } from '../../store/store.js'
import type { World } from '../../model/world.js'
import { writeEdgeHeader } from './writer.js'
import { readEdgeHeaders } from './headers.js'
import { edgeKeys } from './keys.js'

/** By the store's clock. */
const MOMENT_MS = 5_000

/** Null = the nodes are this part's; else why not yet. Readers of an edge that is given up begin anew. */
export const takeOverNodes = async (
  store: Store,
  account: string,
  cut: GraphCut,
  world: World,
  owner: string,
): Promise<string | null> => {
  const own = new Set(cut.outputs.columns.map(({ node }) => node))
  const names = new Set(world.instruments.map(({ name }) => name))
  for (const header of await readEdgeHeaders(store, account)) {
    const { part, columns, instruments } = header
    const both = columns.find(({ node }) => own.has(node))
    if (part === cut.part || !both || !instruments.some((name) => names.has(name))) continue
    const keys = edgeKeys(account, part)
    const lease = await store.acquireLease(keys.lease, owner, MOMENT_MS)
    if (!lease) return `${both.node} is stepped by part ${part}, which is running`
    // Its name stays: what it has decided is still compared by a replay.
    await writeEdgeHeader(store, account, { ...header, columns: [] })
    for (const key of [keys.readers, keys.stream]) await store.write([{ op: 'delete', key }])
    await store.releaseLease(lease)
  }
  return null
}
