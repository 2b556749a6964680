/** A part can resume from an old state where an edge it reads still holds the very next slice. */
import type { GraphCut } from '../../graph/engine/define/cut.js'
import type { Store } from '../../store/store.js'
import { readEdgeHeaders } from './headers.js'
import { edgeKeys } from './keys.js'
import { headerSeal, readEdgeSlice } from './records.js'

/** `state`: the slices it has seen, and tsMs of the last. */
export const canResume = async (
  store: Store,
  account: string,
  cut: GraphCut,
  graphHash: string,
  state: { readonly seq: number; readonly tsMs: number },
): Promise<boolean> => {
  const needed = new Set(cut.inputs.columns.map(({ node }) => node))
  for (const header of await readEdgeHeaders(store, account)) {
    if (header.graphHash !== graphHash || header.part === cut.part) continue
    if (!header.columns.some(({ node }) => needed.has(node))) continue
    const { stream } = edgeKeys(account, header.part)
    const [next] = await store.range(stream, `${state.tsMs}-0`, '+', 1)
    if (!next) continue
    const slice = readEdgeSlice(headerSeal(header), next, { account, part: header.part })
    if (slice.seq === state.seq + 1) return true
  }
  return false
}
