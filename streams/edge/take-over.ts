/** A graph is cut in one way at a time: edges of other parts with nodes of this part are retired once their writers have ended. */
import type { GraphCut } from '../../graph/engine/define/cut.js'
import type { Store } from '../../store/store.js'
import type { World } from '../../model/world.js'
import { writeEdgeHeader } from './writer.js'
import { readEdgeHeaders } from './headers.js'
import { edgeKeys } from './keys.js'

/** Lease of an edge while it is retired, by the store's clock. */
const RETIRE_MS = 5_000

/** Null = the nodes belong to this part; else the reason why not yet. Readers of a retired edge start again from the journal's state. */
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
    const shared = columns.find(({ node }) => own.has(node))
    if (part === cut.part || !shared || !instruments.some((name) => names.has(name))) continue
    const keys = edgeKeys(account, part)
    const lease = await store.acquireLease(keys.lease, owner, RETIRE_MS)
    if (!lease) return `${shared.node} is stepped by part ${part}, which is running`
    // The header stays: a replay still compares what the part has decided.
    await writeEdgeHeader(store, account, { ...header, columns: [] })
    for (const key of [keys.readers, keys.stream]) await store.write([{ op: 'delete', key }])
    await store.releaseLease(lease)
  }
  return null
}
