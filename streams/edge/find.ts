/** Finds the edges of the store that carry what a part reads. */
import type { GraphCut } from '../../graph/engine/define/cut.js'
import { SepError } from '../../model/error-codes.js'
import type { World } from '../../model/world.js'
import { readEdgeHeaders } from './headers.js'
import type { EdgeInputs } from './inputs.js'
import { type EdgeReader, edgeReader } from './reader.js'
import type { EdgeHeader } from './records.js'

const PATIENCE_MS = 30_000
const POLL_MS = 1_000

/** Edges that together carry each column the part reads exactly once, for all its instruments; waits for writers that start later. */
export const findEdges = async (inputs: EdgeInputs): Promise<readonly EdgeReader[]> => {
  const { store, account, cut, world, clock, signal, patienceMs = PATIENCE_MS } = inputs
  const since = clock.monotonicMs()
  for (;;) {
    const headers = await readEdgeHeaders(store, account)
    const fitting = headers.filter(({ graphHash }) => graphHash === inputs.graphHash)
    const { used, missing } = matchHeaders(fitting, cut, world)
    if (missing.length === 0) return used.map((header) => edgeReader(inputs, header))
    if (clock.monotonicMs() - since >= patienceMs) throw noEdge(cut.part, missing, headers.length - fitting.length)
    await clock.sleep(Math.min(POLL_MS, patienceMs), signal)
  }
}

/** The edges to read, and what none of them carries, as `node of instrument`. */
const matchHeaders = (
  headers: readonly EdgeHeader[],
  cut: GraphCut,
  world: World,
): { readonly used: readonly EdgeHeader[]; readonly missing: readonly string[] } => {
  const needed = [...new Set(cut.inputs.columns.map(({ node }) => node))]
  const carries = ({ columns }: EdgeHeader, id: string): boolean =>
    cut.inputs.columns
      .filter(({ node }) => node === id)
      .every(({ column }) => columns.some((one) => one.node === id && one.column === column))
  const names = world.instruments.map(({ name }) => name)
  const used = headers.filter(
    (header) =>
      header.part !== cut.part &&
      needed.some((node) => carries(header, node)) &&
      header.instruments.some((name) => names.includes(name)),
  )
  const missing = needed.flatMap((node) =>
    names
      .filter((name) => {
        const holders = used.filter((header) => carries(header, node) && header.instruments.includes(name))
        if (holders.length > 1) {
          const parts = holders.map(({ part }) => part).join(' and ')
          throw new SepError('bad-graph', `${node} of ${name} comes over ${parts}: delete the edge that is not in use`)
        }
        return holders.length === 0
      })
      .map((name) => `${node} of ${name}`),
  )
  return { used, missing }
}

const noEdge = (part: string, [first, ...more]: readonly string[], others: number): SepError =>
  new SepError(
    'missing-data',
    `--nodes ${part}: no edge carries ${first}${more.length > 0 ? ` and ${more.length} more` : ''}` +
      `${others ? `; ${others} edges are of another graph or other settings` : ''}`,
  )
