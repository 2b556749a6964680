/** Compares the outputs of a graph with those recorded for the slices of a journal, by one process or by parts of the graph. */
import type { Graph } from '../../graph/engine/define/define.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import { outputDigests } from '../../graph/engine/hash/output-digests.js'
import type { Store } from '../../store/store.js'
import { CHAIN_START, sameBytes } from '../sealed-entry.js'
import type { JournalPlace } from '../snapshot/stored.js'
import { readDecisions } from '../decisions/reader.js'
import { readPartDecisions } from '../decisions/part-reader.js'

export interface RecordedOutput {
  /** The outputs of all nodes were recorded. */
  readonly isComplete: boolean
  /** Orders in the recorded decision. */
  readonly orders: number
  /** The first column whose bytes differ; null = everything recorded is equal. */
  readonly difference: { readonly node: string; readonly column: string } | null
  /** Outputs were recorded for another journal entry of this time, which the store has lost: they are not compared. */
  readonly isOfLostEntry: boolean
}
export interface RecordedOutputs {
  /** Slice s of the frame, whose journal entry is `place`. Calls must come in rising order. */
  at(frame: Frame, s: number, place: JournalPlace): Promise<RecordedOutput>
}

/** From slice `fromMs` on. */
export const recordedOutputs = async (
  store: Store,
  account: string,
  graph: Graph,
  fromMs: number,
): Promise<RecordedOutputs> => {
  const digests = outputDigests(graph)
  const nodes = [...new Set(digests.columns.map(({ node }) => node))]
  const whole = { nodes, digests, decisions: readDecisions(store, account, fromMs) }
  const writers = [whole, ...(await readPartDecisions(store, account, graph, fromMs))]
  return {
    at: async (frame, s, place) => {
      const missing = new Set(nodes)
      let orders = 0
      let difference: RecordedOutput['difference'] = null
      let isOfLostEntry = false
      // A single process records all nodes, a part its own.
      for (const writer of writers) {
        const decision = await writer.decisions.at(place.tsMs)
        if (!decision) continue
        if (!sameBytes(decision.slice, place.hash) && !sameBytes(decision.slice, CHAIN_START)) {
          isOfLostEntry = true
          continue
        }
        for (const id of writer.nodes) missing.delete(id)
        orders = Math.max(orders, (JSON.parse(decision.orders) as readonly unknown[]).length)
        const made = writer.digests.of(frame, s)
        const differs = writer.digests.firstDifference(decision.digests, made)
        if (differs) difference ??= differs
        else if (decision.digests.length !== made.length) difference ??= { node: 'graph', column: 'columns' }
      }
      return { isComplete: missing.size === 0, orders, difference, isOfLostEntry }
    },
  }
}
