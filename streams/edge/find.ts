/** Which edges of the store carry what a part reads. */
import type { EdgeHeader } from './records.js'
import { SepError } from '../../model/error-codes.js'
import type { EdgeInputs } from './inputs.js'
import { type EdgeReader, edgeReader } from './reader.js'
import { readEdgeHeaders } from './headers.js'

const PATIENCE_MS = 30_000
const POLL_MS = 1_000

/** Edges that together carry every column that the part reads, for all its instruments, each from one place; waits for writers that start later. */
export const findEdges = async (inputs: EdgeInputs): Promise<readonly EdgeReader[]> => {
  const { store, account, cut, clock, signal, patienceMs = PATIENCE_MS } = inputs
  const needed = [...new Set(cut.inputs.columns.map(({ node }) => node))]
  const columnsOf = (node: string) => cut.inputs.columns.filter((column) => column.node === node)
  const carries = ({ columns }: EdgeHeader, node: string): boolean =>
    columnsOf(node).every(({ column }) => columns.some((one) => one.node === node && one.column === column))
  const names = inputs.world.instruments.map(({ name }) => name)
  const since = clock.monotonicMs()
  for (;;) {
    const headers = await readEdgeHeaders(store, account)
    const fitting = headers.filter(({ graphHash }) => graphHash === inputs.graphHash)
    const used = fitting.filter(
      (header) =>
        header.part !== cut.part &&
        needed.some((node) => carries(header, node)) &&
        header.instruments.some((name) => names.includes(name)),
    )
    const missing = needed.flatMap((node) =>
      names.flatMap((name) => {
        const holders = used.filter((header) => carries(header, node) && header.instruments.includes(name))
        if (holders.length > 1) {
          throw new SepError(
            'bad-graph',
            `${node} of ${name} comes over ${holders.map(({ part }) => part).join(' and ')}: delete the edge that is not in use`,
          )
        }
        return holders.length === 0 ? [`${node} of ${name}`] : []
      }),
    )
    if (missing.length === 0) return used.map((header) => edgeReader(inputs, header))
    if (clock.monotonicMs() - since >= patienceMs) {
      const others = headers.length - fitting.length
      throw new SepError(
        'missing-data',
        `--nodes ${cut.part}: no edge carries ${missing[0]}${missing.length > 1 ? ` and ${missing.length - 1} more` : ''}${others ? `; ${others} edges are of another graph or other settings` : ''}`,
      )
    }
    await clock.sleep(Math.min(POLL_MS, patienceMs), signal)
  }
}
