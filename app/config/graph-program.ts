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
import { SMA_FLIP_SECTIONS, type SmaFlipSettings } from './sma-flip-settings.js'
import { resolveSettings, SECTIONS, type SettingInputs, type Settings } from './settings.js'

/** The settings that a run needs for any graph. */
export type RunSettings = Pick<Settings, 'run' | 'broker'>

export interface GraphProgram {
  readonly graph: Graph<World>
  /** Run and paper broker, with the sections of the graph next to them. */
  readonly settings: RunSettings
  /** Builds the graph again, from other settings. */
  readonly build: (settings: RunSettings) => Graph<World>
  /** All settings of graph sep; null for another graph. */
  readonly sep: Settings | null
  /** Null for SEP's own graphs. */
  readonly file: GraphFile | null
  /** The profile of the settings; null for another graph than sep. */
  readonly profile: Profile | null
}

/**
 * `graph`: a name in GRAPHS, or the path of a module that ends in .mjs or .js.
 * A profile is a set of the settings of graph sep: the others have none.
 */
export const loadGraphProgram = async (graph: string, inputs: SettingInputs): Promise<GraphProgram> => {
  if (graph === 'sep') return sepProgram(resolveSettings(inputs), inputs.profile)
  if (graph !== 'sma-flip' && !/\.m?js$/.test(graph))
    throw new SepError('bad-argument', `--graph ${graph}: ${GRAPHS.join(', ')} or a file that ends in .mjs or .js`)
  const { profile, ...given } = inputs
  if (profile !== undefined)
    throw new SepError(
      'bad-argument',
      graph === 'sma-flip'
        ? `--profile ${profile}: graph sma-flip has no profiles`
        : `--profile ${profile}: for sep's own graphs only, not with --graph ${graph}`,
    )
  if (graph === 'sma-flip') return smaFlipProgram(resolveConfig(SMA_FLIP_SECTIONS, given))
  const { sections, build, file } = await loadGraphModule(graph)
  const resolved = resolveConfig({ run: SECTIONS.run, broker: SECTIONS.broker, ...sections }, given, (section) =>
    Object.hasOwn(sections, section) ? `${file.path}: ` : '',
  )
  const built = build(resolved)
  const settings = { run: resolved.run, broker: resolved.broker, ...built.config }
  return { graph: built.graph, settings, build: (other) => build(other).graph, sep: null, file, profile: null }
}

export const sepProgram = (settings: Settings, profile = 'default'): GraphProgram => ({
  graph: sep(settings),
  settings,
  build: (other) => sep(other as Settings),
  sep: settings,
  file: null,
  profile: profileNamed(profile),
})

const smaFlipProgram = (settings: SmaFlipSettings): GraphProgram => ({
  graph: smaFlipGraph(settings.flip),
  settings,
  build: (other) => smaFlipGraph((other as SmaFlipSettings).flip),
  sep: null,
  file: null,
  profile: null,
})

/** `settings`: those that the graph was recorded with; the settings of sma-flip were none before it had a section. */
export const builtInGraph = (name: GraphName, settings: Settings | Partial<SmaFlipSettings>): Graph<World> =>
  name === 'sep' ? sep(settings as Settings) : smaFlipGraph((settings as Partial<SmaFlipSettings>).flip)

export const isGraphName = (name: string): name is GraphName => (GRAPHS as readonly string[]).includes(name)
