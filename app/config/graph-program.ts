/** A graph with the settings of its run: what `--graph` selects. */
import type { Graph } from '../../graph/engine/define/define.js'
import { sep } from '../../graph/sep.js'
import { smaFlipGraph } from '../../graph/sma-flip.js'
import type { World } from '../../model/world.js'
import type { Settings } from './settings.js'

export const GRAPHS = ['sep', 'sma-flip'] as const
export type GraphName = (typeof GRAPHS)[number]

/** The settings that a run needs for any graph. */
export type RunSettings = Pick<Settings, 'run' | 'broker'>

export interface GraphProgram {
  readonly graph: Graph<World>
  readonly settings: RunSettings
}

export const builtInGraph = (name: GraphName, settings: Settings): Graph<World> =>
  name === 'sep' ? sep(settings) : smaFlipGraph()

export const builtInProgram = (name: GraphName, settings: Settings): GraphProgram => ({
  graph: builtInGraph(name, settings),
  settings,
})
