/** Topologies of the package's graphs by name, to compare the running one with. */
import type { Model } from '../../api/model/model.js'
import { builtInGraph, isGraphName } from '../config/graph-program.js'
import { resolveSettings } from '../config/settings.js'
import { graphTopology } from '../config/topology.js'

type NamedGraphs = NonNullable<Model['graphs']>
type Drawn = Awaited<ReturnType<NamedGraphs>>

/** `sep` with the default settings: the difference is what a run was given. Each is built once: they never change. */
export const namedGraphs = (): NamedGraphs => {
  const built = new Map<string, Drawn>()
  return (name) => {
    if (!isGraphName(name)) return Promise.resolve(null)
    const drawn = built.get(name) ?? drawnDefault(name)
    built.set(name, drawn)
    return Promise.resolve(drawn)
  }
}

const drawnDefault = (name: Parameters<typeof builtInGraph>[0]): Drawn => {
  const settings = resolveSettings()
  const graph = builtInGraph(name, name === 'sep' ? settings : {})
  return JSON.parse(JSON.stringify(graphTopology(graph, settings))) as Drawn
}
