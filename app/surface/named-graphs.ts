/** Topologies to compare the running one with: those of the package's graphs by name, and of run folders. */
import type { Model } from '../../api/model/model.js'
import { builtInGraph, isGraphName } from '../config/graph-program.js'
import { resolveSettings } from '../config/settings.js'
import { graphTopology } from '../config/topology.js'
import { graphOfFolder } from './research/graph-of-folder.js'
import { runFolder } from './research/run-folder.js'

type NamedGraphs = NonNullable<Model['graphs']>
type Drawn = NonNullable<Awaited<ReturnType<NamedGraphs>>>

/** `sep` with the default settings: the difference is what a run was given. Each is built once. `root`: of run folders. */
export const namedGraphs = (root = '.'): NamedGraphs => {
  const built = new Map<string, Drawn>()
  return async (name) => {
    if (!isGraphName(name)) {
      const folder = runFolder(root, name)
      return folder === null ? null : plain(await graphOfFolder(folder))
    }
    const drawn = built.get(name) ?? plain(drawnDefault(name))
    built.set(name, drawn)
    return drawn
  }
}

const drawnDefault = (name: Parameters<typeof builtInGraph>[0]) => {
  const settings = resolveSettings()
  const graph = builtInGraph(name, name === 'sep' ? settings : {})
  return graphTopology(graph, settings)
}

const plain = (drawn: object): Drawn => JSON.parse(JSON.stringify(drawn)) as Drawn
