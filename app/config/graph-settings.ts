/** The settings that a graph takes: all of SEP's, or those of a file with the run's and the paper broker's. */
import { loadGraphModule } from './graph-module.js'
import { isGraphName } from './graph-program.js'
import type { ConfigInputs } from './leaves/layers.js'
import type { Sections } from './leaves/leaves.js'
import { type Resolution, resolveWithOrigins } from './resolve.js'
import { SECTION_ABOUT, SECTIONS, type SettingInputs, settingsWithOrigins } from './settings.js'

export interface GraphSettings {
  readonly sections: Sections
  /** What each section is about. */
  readonly about: { readonly [section: string]: string }
  readonly resolve: (inputs: SettingInputs) => Resolution<Sections>
}

/** `graph`: as for `loadGraphProgram`. A file has no profiles. */
export const graphSettings = async (graph: string): Promise<GraphSettings> => {
  if (isGraphName(graph)) return { sections: SECTIONS, about: SECTION_ABOUT, resolve: settingsWithOrigins }
  const { sections: own, file } = await loadGraphModule(graph)
  const sections = { ...own, run: SECTIONS.run, broker: SECTIONS.broker }
  const about = {
    ...Object.fromEntries(Object.keys(own).map((name) => [name, `of ${file.path}`])),
    run: SECTION_ABOUT.run,
    broker: SECTION_ABOUT.broker,
  }
  const resolve = ({ profile: _, ...inputs }: SettingInputs) => resolveWithOrigins(sections, inputs as ConfigInputs)
  return { sections, about, resolve }
}
