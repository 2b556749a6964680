/** The journal of a run, read by the real reader and stepped through the graph of a replay. */
import type { Compiled } from '../../../graph/engine/run/compile.js'
import { columnsOf } from '../../../graph/engine/run/columns-of.js'
import { encodeSnapshot } from '../../../graph/engine/run/snapshot.js'
import { sha256 } from '../../../graph/engine/hash/hash.js'
import { nodes } from '../../../model/nodes.js'
import type { World } from '../../../model/world.js'
import type { OrderRow } from '../../../sinks/execution/protocol-types.js'
import { orderRows } from '../../../sinks/execution/order-rows.js'
import type { Store } from '../../../store/store.js'
import type { ExecutionRow } from '../../../streams/execution/record.js'
import { journalFrames } from '../../../streams/journal/frames.js'
import { journalEnd, readJournal } from '../../../streams/journal/reader.js'
import { restoreGraph } from '../../../streams/journal/restore-graph.js'
import { findStart, type StartingPoint } from '../../../streams/journal/starting-point.js'
import { executionRowsOf, TRADER_LAYOUT, TRADER_WORLD, traderGraph } from './trader-graph.js'

export interface RefoldedSlice {
  readonly seq: number
  readonly tsMs: number
  readonly rows: readonly ExecutionRow[]
  readonly orders: readonly OrderRow[]
}
export interface Refolded {
  readonly compiled: Compiled<World>
  readonly slices: readonly RefoldedSlice[]
  /** Of the snapshot after slice `digestAt`; null = there is no such slice. */
  readonly digest: string | null
  /** Why the journal cannot be read further; null = to its end. */
  readonly damage: string | null
}

export const snapshotDigest = (compiled: Compiled): string => sha256(encodeSnapshot(compiled.snapshot()))

/** From the first entry, or from the snapshot that a start would restore. */
export const refolded = async (
  store: Store,
  account: string,
  {
    seed,
    from,
    digestAt = 0,
  }: { readonly seed: number; readonly from: 'zero' | 'snapshot'; readonly digestAt?: number },
): Promise<Refolded> => {
  const point = from === 'snapshot' ? await startOf(store, account) : null
  const compiled = restoreGraph(
    { account, graph: traderGraph(seed), world: TRADER_WORLD, bindings: [], kernelVersion: 'none' },
    point,
    null,
  )
  const slices: RefoldedSlice[] = []
  let digest: string | null = null
  try {
    const entries = readJournal(store, account, point?.place ?? '0')
    for await (const { frame, entries: of } of journalFrames(compiled.frame, TRADER_LAYOUT, entries)) {
      compiled.begin()
      for (const { run } of compiled.stages) run(frame)
      const orders = orderRows(frame)
      const rows = executionRowsOf(columnsOf(frame, nodes.execution), 0)
      compiled.end()
      const { seq, tsMs } = of[0]!.record
      slices.push({ seq, tsMs, rows, orders })
      if (seq === digestAt) digest = snapshotDigest(compiled)
    }
  } catch (error) {
    return { compiled, slices, digest, damage: (error as Error).message }
  }
  return { compiled, slices, digest, damage: null }
}

const startOf = async (store: Store, account: string): Promise<StartingPoint | null> => {
  const { entry } = await journalEnd(store, account)
  return entry ? findStart(store, account, entry) : null
}
