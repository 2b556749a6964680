/** Topologies of the package's graphs by name, to compare the running one with. */
import type { Model } from '../../../api/model/model.js'
import { topology } from '../../../graph/engine/define/topology.js'
import type { World } from '../../../model/world.js'
import { KERNEL_VERSION } from '../../../native-rs/kernel-version.js'
import { builtInGraph, isGraphName } from '../../config/graph-program.js'
import { resolveSettings } from '../../config/settings.js'

type NamedGraphs = NonNullable<Model['graphs']>
type Drawn = Awaited<ReturnType<NamedGraphs>>

/** `sep` with the default settings: the difference is what this run was given. Each is built once: they never change. */
export const namedGraphs = (world: World): NamedGraphs => {
  const built = new Map<string, Drawn>()
  return (name) => {
    if (!isGraphName(name)) return Promise.resolve(null)
    const settings = name === 'sep' ? resolveSettings() : {}
    const drawn =
      built.get(name) ??
      (JSON.parse(JSON.stringify(topology(builtInGraph(name, settings), world, KERNEL_VERSION))) as Drawn)
    built.set(name, drawn)
    return Promise.resolve(drawn)
  }
}
