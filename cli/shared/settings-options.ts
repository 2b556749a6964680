/** The flags of all commands that take settings. */
import type { Command } from 'commander'
import { environment } from '../../app/config/environment.js'
import { PROFILES } from '../../app/config/profiles.js'
import { resolveSettings, type SettingInputs, type Settings } from '../../app/config/settings.js'
import { collect } from './flags.js'

export interface SettingsOptions {
  readonly config?: string
  readonly set: readonly string[]
  readonly profile?: string
}

/** Adds --config, --set and --profile. */
export const withSettings = (command: Command): Command =>
  command
    .option('--config <file>', 'YAML file of settings')
    .option('--set <key=value>', 'one setting, by path (allocate.topK) or environment name; repeatable', collect, [])
    .option(
      '--profile <name>',
      `named set of settings: ${PROFILES.map(({ name }) => name).join(', ')} (sep config diff NAME)`,
    )

/** Flags > --set > --config > profile > environment > default. `defaults`: the command's own defaults, by environment name. */
export const settingsOf = (
  options: SettingsOptions,
  flags: { readonly [path: string]: unknown } = {},
  defaults: { readonly [name: string]: string } = {},
): Settings => resolveSettings(settingInputsOf(options, flags, defaults))

/** The same, not yet resolved. */
export const settingInputsOf = (
  options: SettingsOptions,
  flags: { readonly [path: string]: unknown } = {},
  defaults: { readonly [name: string]: string } = {},
): SettingInputs => ({
  flags: Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined)),
  set: options.set,
  env: { ...defaults, ...withoutEmpty(environment()) },
  ...(options.config === undefined ? {} : { file: options.config }),
  ...(options.profile === undefined ? {} : { profile: options.profile }),
})

/** An empty variable counts as unset. */
const withoutEmpty = (env: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
