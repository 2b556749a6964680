/** `sep config`: every setting, what it means, its value here and what a profile changes. */
import type { Command } from 'commander'
import { graphSettings } from '../../app/config/graph-settings.js'
import { PROFILES, profileNamed } from '../../app/config/profiles.js'
import { factsNamed, type SettingFacts, settingFacts } from '../../app/config/leaves/setting-facts.js'
import { resolveSettings, SECTIONS } from '../../app/config/settings.js'
import { SepError } from '../../model/error-codes.js'
import { printSlowly } from '../../lib/terminal/stdout.js'
import { printJson } from '../shared/output.js'
import { type GraphOptions, withGraph } from '../shared/graph-options.js'
import { settingInputsOf } from '../shared/settings-options.js'
import { configurationPage, valueText } from './configuration-page.js'

interface Printed {
  readonly json: boolean
}
interface OfGraph extends Printed {
  readonly graph: string
}

const GRAPH = ['--graph <name|file>', 'sep, sma-flip, or the path of a graph of your own', 'sep'] as const

export const addConfig = (program: Command): void => {
  const config = program
    .command('config')
    .description('lists, shows and explains the settings, and what profiles change')
  config
    .command('list [section]')
    .description('all settings, or those of a section: default, environment name, meaning')
    .option(...GRAPH)
    .option('--markdown', 'the page docs/configuration.md', false)
    .option('--json', 'print one JSON object', false)
    .action(list)
  withGraph(
    config
      .command('show')
      .description('the settings as flags, files and the environment give them, and where each was given')
      .option('--changed', 'only those that are not at their default', false)
      .option('--json', 'print one JSON object', false),
  ).action(show)
  config
    .command('explain <name...>')
    .description('one setting or more, by path (allocate.topK) or environment name (ALLOC_TOP_K)')
    .option(...GRAPH)
    .option('--json', 'print one JSON object', false)
    .action(explain)
  config
    .command('diff <profile>')
    .description(`what a profile changes: ${PROFILES.map(({ name }) => name).join(', ')}`)
    .option('--json', 'print one JSON object', false)
    .action(diff)
}

const list = async (section: string | undefined, options: OfGraph & { readonly markdown: boolean }): Promise<void> => {
  const { sections, about } = await graphSettings(options.graph)
  const all = settingFacts(sections)
  if (options.markdown) return printSlowly(configurationPage(all, about))
  if (section !== undefined && !Object.hasOwn(sections, section))
    throw new SepError('bad-argument', `there is no section '${section}': ${Object.keys(sections).join(', ')}`)
  const facts = section === undefined ? all : all.filter((setting) => setting.section === section)
  if (options.json) return printJson({ settings: facts })
  const lines = Object.entries(about).flatMap(([name, text]) => {
    const own = facts.filter((setting) => setting.section === name)
    return own.length === 0 ? [] : [`${name}: ${text}`, ...own.map(lineOf), '']
  })
  await printSlowly(`${lines.join('\n')}\n`)
}

const lineOf = ({ path, env, envFile, default: value, unit, meaning }: SettingFacts): string => {
  const shown = `${shorten(valueText(value))}${unit !== null && value !== null ? ` ${unit}` : ''}`
  return `  ${path.padEnd(28)} ${shown.padEnd(24)} ${(env[0] ?? envFile ?? '').padEnd(28)} ${meaning}`
}

const shorten = (text: string): string => (text.length > 22 ? `${text.slice(0, 19)}...` : text)

const show = async (options: GraphOptions & Printed & { readonly changed: boolean }): Promise<void> => {
  const { sections, resolve } = await graphSettings(options.graph)
  const { config, given } = resolve(settingInputsOf(options))
  const rows = settingFacts(sections)
    .map((facts) => ({
      path: facts.path,
      value: valueIn(config, facts.path),
      default: facts.default,
      from: given.get(facts.path) ?? 'default',
    }))
    .filter((row) => !options.changed || valueText(row.value) !== valueText(row.default))
  const profile = profileNamed(options.profile ?? 'default').name
  if (options.json) return printJson({ profile, settings: rows })
  const lines = rows.map(
    ({ path, value, from }) => `${path.padEnd(28)} ${valueText(value)}${from === 'default' ? '' : `   (${from})`}`,
  )
  await printSlowly(`${[`profile ${profile}`, ...lines].join('\n')}\n`)
}

const explain = async (names: readonly string[], options: OfGraph): Promise<void> => {
  const { sections, about } = await graphSettings(options.graph)
  const facts = names.map((name) => factsNamed(sections, name))
  if (options.json) return printJson({ settings: facts })
  await printSlowly(`${facts.map((setting) => explanationOf(setting, about[setting.section] ?? '')).join('\n\n')}\n`)
}

const explanationOf = ({ path, meaning, section, ...facts }: SettingFacts, about: string): string => {
  const example = facts.env[0] ?? path
  return [
    path,
    `  meaning   ${meaning}`,
    `  default   ${valueText(facts.default)}`,
    ...(facts.unit === null ? [] : [`  unit      ${facts.unit}`]),
    `  values    ${facts.values}`,
    ...(facts.env.length === 0 ? [] : [`  names     ${facts.env.join(', ')}`]),
    ...(facts.short === null ? [] : [`  short     ${facts.short}, in sweeps and in --set`]),
    ...(facts.envFile === null ? [] : [`  file      ${facts.envFile} names a YAML or JSON file with the value`]),
    `  section   ${section}: ${about}`,
    ...(facts.followers.length === 0 ? [] : [`  also for  ${facts.followers.join(', ')}`]),
    `  set it    --set ${path}=${facts.default === null ? '..' : valueText(facts.default)}, or ${example}=.. in the environment`,
  ].join('\n')
}

const diff = async (name: string, options: Printed): Promise<void> => {
  const { about } = profileNamed(name)
  const [before, after] = [resolveSettings(), resolveSettings({ profile: name })]
  const changes = settingFacts(SECTIONS)
    .map(({ path, env }) => ({
      path,
      env: env[0] ?? null,
      default: valueIn(before, path),
      profile: valueIn(after, path),
    }))
    .filter((row) => valueText(row.default) !== valueText(row.profile))
  if (options.json) return printJson({ profile: name, about, changes })
  const lines = changes.map(
    (row) => `  ${row.path.padEnd(28)} ${valueText(row.default)} -> ${valueText(row.profile)}   ${row.env ?? ''}`,
  )
  await printSlowly(`${[`profile ${name}: ${about}`, ...lines].join('\n')}\n`)
}

const valueIn = (config: object, path: string): unknown => {
  const [section = '', key] = path.split('.')
  const value = (config as { readonly [section: string]: unknown })[section]
  return key === undefined ? value : (value as { readonly [key: string]: unknown } | undefined)?.[key]
}
