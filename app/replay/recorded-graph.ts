/** Builds the graph that a journal was recorded with. */
import { SepError } from '../../model/error-codes.js'
import { checkGraphFile, type GraphOf } from '../../streams/journal/graph-file.js'
import { GRAPHS } from '../config/graph-names.js'
import { builtInGraph, isGraphName } from '../config/graph-program.js'
import { loadGraphModule } from '../config/graph-module.js'
import type { Settings } from '../config/settings.js'

/** `graph`: a name of sep's own, which any such journal accepts, or the file of a journal that was recorded with one. */
export const recordedGraph = async (account: string, graph: string): Promise<GraphOf> => {
  const module = isGraphName(graph) ? null : await loadGraphModule(graph)
  return (name, config, recorded) => {
    if (recorded && !module)
      throw new SepError(
        'bad-argument',
        `journal ${account} was written with graph file ${recorded.path}: give that file with --graph`,
      )
    const remedy = recorded ? 'give the file that wrote it, unchanged, with --graph' : 'replay it without --graph'
    checkGraphFile(account, recorded, module?.file, remedy)
    if (module) return module.build(config as Readonly<Record<string, unknown>>).graph
    if (isGraphName(name)) return builtInGraph(name, config as Settings)
    throw new SepError('bad-journal', `the journal was recorded with graph ${name}; known graphs: ${GRAPHS.join(', ')}`)
  }
}
