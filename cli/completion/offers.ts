/** What a shell offers where a value is one of many names: profiles, sections and settings of SEP. */
import { graphSettings } from '../../app/config/graph-settings.js'
import { settingFacts } from '../../app/config/leaves/setting-facts.js'
import { PROFILES } from '../../app/config/profiles.js'
import type { Offers } from './command-tree.js'

export const completionOffers = async (): Promise<Offers> => {
  const { sections } = await graphSettings('sep')
  const profiles = PROFILES.map(({ name }) => name)
  return {
    '--profile': profiles,
    'config diff profile': profiles,
    'config list section': Object.keys(sections),
    'config explain name': settingFacts(sections).flatMap(({ path, env }) => [path, ...env.slice(0, 1)]),
  }
}
