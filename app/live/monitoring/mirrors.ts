/** The mirrors of a live run: each slice, and at the end of a UTC day its manifolds. */
import { type Clock, systemClock } from '../../../lib/clock.js'
import type { Logger } from '../../../lib/logger.js'
import type { Compiled } from '../../../graph/engine/run/compile.js'
import type { Store } from '../../../store/store.js'
import { type MirrorSink, mirrorSink } from '../../../sinks/mirrors/mirror-sink.js'
import { writeDayManifolds } from '../../store-jobs/day-manifolds.js'
import { mirrorContext } from '../../config/mirror-context.js'
import { lacksSepNodes, type SepNode } from '../../config/graph-parts.js'
import { mirrored } from '../../../sinks/mirrors/slice-view.js'
import type { Settings } from '../../config/settings.js'
import type { World } from '../../../model/world.js'

export interface LiveMirrorInputs {
  readonly store: Store
  readonly settings: Settings
  readonly compiled: Compiled<World>
  readonly log: Logger
  /** The machine's clock. */
  readonly clock?: Clock
}

const MIRRORED = Object.keys(mirrored) as SepNode[]

/** Sources count as whole only where the slicer fills them: a part that reads an edge mirrors what it computes. */
export const liveMirrors = ({ store, settings, compiled, log, clock = systemClock }: LiveMirrorInputs): MirrorSink => {
  const { world, graph } = compiled
  const computed = graph.nodes.filter(({ role }) => role !== 'source').map(({ id }) => id)
  const foreign = new Set<string>(lacksSepNodes(graph, MIRRORED))
  // The head of a graph computes the bits, from whole candles.
  const own = new Set((computed.includes('qbsa') ? [...computed, 'candle'] : computed).filter((id) => !foreign.has(id)))
  const instruments = world.instruments.filter((_, k) => world.traded[k] === 1).map(({ name }) => name)
  return mirrorSink({
    store,
    clock,
    context: mirrorContext(settings, world),
    own,
    log,
    onDayEnd: async (dayMs) => {
      if (own.has('candle')) await writeDayManifolds({ store, clock, instruments, settings }, dayMs)
    },
  })
}
