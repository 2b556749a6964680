/** The graph of a start record, rebuilt: it runs the slices until the next start that does not continue. */
import { type Compiled, compile } from '../../graph/engine/run/compile.js'
import { SepError } from '../../model/error-codes.js'
import type { GraphOf } from './graph-file.js'
import type { StartRecord } from './records.js'
import type { Binding } from '../../graph/engine/define/operator.js'
import { type OutputDigests, outputDigests } from '../../graph/engine/hash/output-digests.js'
import { type SliceLayout, sliceLayout } from '../../graph/engine/run/slice-layout.js'
import type { Snapshot } from '../../graph/engine/run/snapshot.js'
import { subgraph } from '../../graph/engine/define/subgraph.js'
import { type World, worldFrom } from '../../model/world.js'
import { KERNEL_VERSION } from '../../native-rs/index.js'
import { liveBroker } from '../../operators/live-broker.js'
import { paperBroker } from '../../operators/paper-broker.js'

export interface JournalSegment {
  readonly start: StartRecord
  readonly compiled: Compiled<World>
  readonly layout: SliceLayout
  readonly digests: OutputDigests
}

const BROKERS = [paperBroker, liveBroker]

/** Code or a kernel that builds another graph from the recorded settings is a `bad-journal` error. */
export const journalSegment = (
  account: string,
  graphOf: GraphOf,
  start: StartRecord,
  snapshot: Snapshot | null,
  /** Slices of a frame; default the engine's own. */
  capacity?: number,
): JournalSegment => {
  // The part of a cut graph is called `graph:node+node`.
  const [name = '', nodes] = start.graph.split(':')
  const whole = graphOf(name, start.config, start.graphFile)
  const graph = nodes === undefined ? whole : subgraph(whole, nodes.split('+'))
  const compiled = compile(graph, worldFrom(start.world), {
    bindings: start.bindings.map(bindingOf),
    kernelVersion: KERNEL_VERSION,
    // The live process chose its cold nodes itself; a replay takes the state as it is.
    ...(snapshot ? { snapshot } : {}),
    ...(capacity === undefined ? {} : { capacity }),
  })
  if (compiled.graphHash !== start.graphHash) {
    throw new SepError(
      'bad-journal',
      `journal ${account} was written by graph ${start.graphHash.slice(0, 12)} (${start.versions['sep']}, ` +
        `kernel ${start.kernelVersion}); this code builds ${compiled.graphHash.slice(0, 12)} from its settings`,
    )
  }
  const layout = sliceLayout(
    graph,
    graph.nodes.filter(({ role }) => role === 'source').map(({ id }) => id),
  )
  return { start, compiled, layout, digests: outputDigests(graph) }
}

const bindingOf = (bound: StartRecord['bindings'][number]): Binding<World> => {
  const operator = BROKERS.find(({ kind }) => kind === bound.kind)
  if (!operator) {
    throw new SepError('bad-journal', `slot ${bound.slot} was bound to ${bound.kind}, which this version lacks`)
  }
  return { slot: bound.slot, operator, config: bound.config }
}
