/** A graph with the settings of its run: what `--graph` selects. */
import type { Graph } from '../../graph/engine/define/define.js'
import { sep } from '../../graph/sep.js'
import { smaFlipGraph } from '../../graph/sma-flip.js'
import { SepError } from '../../model/error-codes.js'
import type { GraphFile } from '../../model/graph-file.js'
import type { World } from '../../model/world.js'
import { loadGraphModule } from './graph-module.js'
import { type GraphName, GRAPHS } from './graph-names.js'
import { type Profile, profileNamed } from './profiles.js'
import { resolveConfig } from './resolve.js'
import { resolveSettings, SECTIONS, type SettingInputs, type Settings } from './settings.js'

/** The settings that a run needs for any graph. */
export type RunSettings = Pick<Settings, 'run' | 'broker'>

export interface GraphProgram {
  readonly graph: Graph<World>
  /** Run and paper broker, with the sections of the graph next to them. */
  readonly settings: RunSettings
  /** Builds the graph again, from other settings. */
  readonly build: (settings: RunSettings) => Graph<World>
  /** All settings of SEP; null if the graph is from a file. */
  readonly sep: Settings | null
  /** Null for SEP's own graphs. */
  readonly file: GraphFile | null
  /** The profile of the settings; null if the graph is from a file. */
  readonly profile: Profile | null
}

/** `graph`: a name in GRAPHS, or the path of a module that ends in .mjs or .js. A profile is a set of SEP's settings: a file has none. */
export const loadGraphProgram = async (graph: string, inputs: SettingInputs): Promise<GraphProgram> => {
  if (isGraphName(graph))
    return builtInProgram(graph, resolveSettings(graph === 'sep' ? inputs : withoutDepth(inputs)), inputs.profile)
  if (!/\.m?js$/.test(graph))
    throw new SepError('bad-argument', `--graph ${graph}: ${GRAPHS.join(', ')} or a file that ends in .mjs or .js`)
  const { profile, ...given } = inputs
  if (profile !== undefined)
    throw new SepError('bad-argument', `--profile ${profile}: for sep's own graphs only, not with --graph ${graph}`)
  const { sections, build, file } = await loadGraphModule(graph)
  const resolved = resolveConfig({ run: SECTIONS.run, broker: SECTIONS.broker, ...sections }, given, (section) =>
    Object.hasOwn(sections, section) ? `${file.path}: ` : '',
  )
  const built = build(resolved)
  const settings = { run: resolved.run, broker: resolved.broker, ...built.config }
  return { graph: built.graph, settings, build: (other) => build(other).graph, sep: null, file, profile: null }
}

/** The small graph compares engines: by default the best price is good for any size. */
const withoutDepth = (inputs: SettingInputs): SettingInputs => ({
  ...inputs,
  env: { ...inputs.env, SEP_DEPTH: inputs.env?.['SEP_DEPTH'] || 'off' },
})

export const builtInProgram = (name: GraphName, settings: Settings, profile = 'default'): GraphProgram => ({
  graph: builtInGraph(name, settings),
  settings,
  build: (other) => builtInGraph(name, other as Settings),
  sep: settings,
  file: null,
  profile: profileNamed(profile),
})

export const builtInGraph = (name: GraphName, settings: Settings): Graph<World> =>
  name === 'sep' ? sep(settings) : smaFlipGraph()

export const isGraphName = (name: string): name is GraphName => (GRAPHS as readonly string[]).includes(name)
