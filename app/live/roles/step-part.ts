/** A part that reads its slices from edges: opened under the journal's newest start, stepped slice by slice. */
import type { Frame } from '../../../graph/engine/run/frame.js'
import { cutGraph } from '../../../graph/engine/define/cut.js'
import type { Graph } from '../../../graph/engine/define/define.js'
import type { Binding } from '../../../graph/engine/define/operator.js'
import { graphHash } from '../../../graph/engine/hash/hash.js'
import type { Clock } from '../../../lib/clock.js'
import type { Logger } from '../../../lib/logger.js'
import { type World, worldFrom } from '../../../model/world.js'
import { KERNEL_VERSION } from '../../../native-rs/index.js'
import type { LeaseKeeper } from '../../../store/lease-keeper.js'
import type { Store } from '../../../store/store.js'
import { type DecisionWriter, decisionWriter } from '../../../streams/decisions/writer.js'
import { edgeKeys } from '../../../streams/edge/keys.js'
import { takeOverNodes } from '../../../streams/edge/take-over.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { trimByOwnTime } from '../retention.js'
import { type OpenedPart, openPart } from './part.js'
import { checkSettings, type PartStart } from './part-start.js'

interface StepPartInputs {
  readonly store: Store
  readonly account: string
  readonly nodes: string
  readonly graph: Graph<World>
  readonly bindings: readonly Binding<World>[]
  readonly start: PartStart
  readonly edge: LeaseKeeper
  readonly owner: string
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly log: Logger
}

/** Returns the reason as text while another part steps the nodes. Settings that differ from those of the slices are `bad-config`. */
export const openStepPart = async (
  inputs: StepPartInputs,
): Promise<{ readonly part: OpenedPart; readonly decisions: DecisionWriter } | string> => {
  const { store, account, nodes, graph, bindings, start, edge, clock, signal, log } = inputs
  const world = worldFrom(start.record.world)
  checkSettings(nodes, graphHash(graph, world, KERNEL_VERSION), start)
  const taken = await takeOverNodes(store, account, cutGraph(graph, nodes), world, inputs.owner)
  if (taken !== null) return taken
  const { lease } = edge
  const part = await openPart({
    ...{ store, account, nodes, graph, world, bindings, lease, start, clock, signal, log },
    kernelVersion: KERNEL_VERSION,
    // A silent edge shows on /ready; orders with unknown outcome must be watched meanwhile.
    patienceMs: Number.POSITIVE_INFINITY,
  })
  const { name } = edgeKeys(account, nodes)
  part.onSnapshot(() => trimByOwnTime(store, journalKeys(name).decision))
  return { part, decisions: decisionWriter(store, lease, name, part.cut.graph, world) }
}

/** The iterator stays open: the slices that follow are for the next reader. */
export const slicesUntil = async function* (
  slices: AsyncIterator<Frame>,
  reached: () => boolean,
): AsyncGenerator<Frame> {
  while (!reached()) {
    const next = await slices.next()
    if (next.done) return
    yield next.value
  }
}
