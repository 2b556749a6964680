/** Builds the programs of a sweep's trials: the graph is loaded once, then each trial is only other settings of it. */
import { type GraphProgram, loadGraphProgram, type RunSettings } from '../config/graph-program.js'
import { graphSettings } from '../config/graph-settings.js'
import type { Sections } from '../config/leaves/leaves.js'
import { type Resolved, settingsPatch } from '../config/resolve.js'
import type { Settings, SettingInputs } from '../config/settings.js'
import type { Json } from './sweep-plan.js'

/** The graph with these settings, by path of the leaf. Settings that cannot be are an error that names the leaf. */
export type ProgramOf = (settings: { readonly [path: string]: Json }) => GraphProgram

/** Windows of one configuration, its identity and its run ask for the same program. */
const RECENT_MOST = 256

/** `graph`: a name, or the path of a file. `inputs`: what is set for all trials alike. */
export const openTrialPrograms = async (graph: string, inputs: SettingInputs = {}): Promise<ProgramOf> => {
  const base = await loadGraphProgram(graph, inputs)
  const { sections } = await graphSettings(graph)
  const patch = settingsPatch(sections)
  const recent = new Map<string, GraphProgram>()
  const build = (given: Parameters<ProgramOf>[0]): GraphProgram => {
    const settings = patch(base.settings, given) as Resolved<Sections> & RunSettings
    return {
      ...base,
      settings,
      graph: base.build(settings),
      sep: base.sep === null ? null : (settings as RunSettings as Settings),
    }
  }
  return (given) => {
    const key = JSON.stringify(given)
    const program = recent.get(key) ?? build(given)
    // The newest last; the oldest goes.
    recent.delete(key)
    recent.set(key, program)
    const [oldest] = recent.keys()
    if (recent.size > RECENT_MOST && oldest !== undefined) recent.delete(oldest)
    return program
  }
}
