/** The settings that a graph takes: all of SEP's, or its own with the run's and the paper broker's. */
import { SepError } from '../../model/error-codes.js'
import { loadGraphModule } from './graph-module.js'
import type { ConfigInputs } from './leaves/layers.js'
import type { Sections } from './leaves/leaves.js'
import { type Resolution, resolveWithOrigins } from './resolve.js'
import { SMA_FLIP_ABOUT, SMA_FLIP_SECTIONS } from './sma-flip-settings.js'
import { SECTION_ABOUT, SECTIONS, type SettingInputs, settingsWithOrigins } from './settings.js'

export interface GraphSettings {
  readonly sections: Sections
  /** What each section is about. */
  readonly about: { readonly [section: string]: string }
  readonly resolve: (inputs: SettingInputs) => Resolution<Sections>
}

/** `graph`: as for `loadGraphProgram`. Only sep has profiles. */
export const graphSettings = async (graph: string): Promise<GraphSettings> => {
  if (graph === 'sep') return { sections: SECTIONS, about: SECTION_ABOUT, resolve: settingsWithOrigins }
  if (graph === 'sma-flip')
    return { sections: SMA_FLIP_SECTIONS, about: SMA_FLIP_ABOUT, resolve: withoutProfile(SMA_FLIP_SECTIONS) }
  const { sections: own, file } = await loadGraphModule(graph)
  const sections = { ...own, run: SECTIONS.run, broker: SECTIONS.broker }
  const about = {
    ...Object.fromEntries(Object.keys(own).map((name) => [name, `of ${file.path}`])),
    run: SECTION_ABOUT.run,
    broker: SECTION_ABOUT.broker,
  }
  return { sections, about, resolve: withoutProfile(sections) }
}

const withoutProfile =
  (sections: Sections): GraphSettings['resolve'] =>
  ({ profile, ...inputs }) => {
    if (profile !== undefined) throw new SepError('bad-argument', `--profile ${profile}: for graph sep only`)
    return resolveWithOrigins(sections, inputs as ConfigInputs)
  }
