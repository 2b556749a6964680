/** The flags that every command with settings shares. */
import type { Command } from 'commander'
import { environment } from '../../app/config/environment.js'
import { PROFILES, resolveSettings, type Settings } from '../../app/config/settings.js'

export interface SettingsOptions {
  readonly config?: string
  readonly set: readonly string[]
  readonly profile?: string
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

/** Adds --config, --set and --profile. */
export const withSettings = (command: Command): Command =>
  command
    .option('--config <file>', 'YAML file of settings')
    .option('--set <key=value>', 'one setting, by path (allocate.topK) or environment name; repeatable', collect, [])
    .option('--profile <name>', `named set of settings: ${Object.keys(PROFILES).join(', ')}`)

/** Flags > --set > --config > profile > environment > default. `defaults`: those of the command where they differ, by environment name. */
export const settingsOf = (
  options: SettingsOptions,
  flags: { readonly [path: string]: unknown } = {},
  defaults: { readonly [name: string]: string } = {},
): Settings =>
  resolveSettings({
    flags: Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined)),
    set: options.set,
    env: { ...defaults, ...given(environment()) },
    ...(options.config === undefined ? {} : { file: options.config }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
  })

/** An empty variable is none. */
const given = (env: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
