/** Topologies of the package's graphs by name, to compare the running one with. */
import type { Model } from '../../../api/model/model.js'
import { topology } from '../../../graph/engine/define/topology.js'
import type { World } from '../../../model/world.js'
import { KERNEL_VERSION } from '../../../native-rs/kernel-version.js'
import { builtInGraph, isGraphName } from '../../config/graph-program.js'
import { resolveSettings } from '../../config/settings.js'

/** `sep` with the default settings: the difference is what this run was given. */
export const namedGraphs =
  (world: World): NonNullable<Model['graphs']> =>
  (name) => {
    if (!isGraphName(name)) return Promise.resolve(null)
    const graph = builtInGraph(name, name === 'sep' ? resolveSettings() : {})
    return Promise.resolve(JSON.parse(JSON.stringify(topology(graph, world, KERNEL_VERSION))) as Drawn)
  }
type Drawn = NonNullable<Awaited<ReturnType<NonNullable<Model['graphs']>>>>
