/** config/live_params.yaml: the settings that a live pipeline takes from research, and the change that a promotion would make. */
import { existsSync } from 'node:fs'
import { stringify } from 'yaml'
import { canonicalJson } from '../../graph/engine/hash/hash.js'
import { leavesOf } from '../config/leaves/leaves.js'
import { settingNamed } from '../config/leaves/layers.js'
import { resolveSettings, SECTIONS, settingsWithOrigins } from '../config/settings.js'

/** By path. */
export type LiveParams = ReadonlyMap<string, unknown>

export interface ParamChange {
  readonly path: string
  /** What holds without the promotion: the file's value, else the default. */
  readonly from: unknown
  readonly to: unknown
}

/** Of the simulated broker and of a backtest's market; a live pipeline has its own. */
const isSimulated = (path: string): boolean => /^broker\b|^run\b/.test(path)

/** The settings that live takes, by path; names as `--set` takes them. Those of the simulated broker are left out. */
export const liveParams = (given: { readonly [name: string]: unknown }): LiveParams => {
  const leaves = leavesOf(SECTIONS)
  const found = Object.entries(given).map(
    ([name, value]) => [settingNamed(name, leaves, 'promote').path, value] as const,
  )
  return new Map(found.filter(([path]) => !isSimulated(path)).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** What the file sets; nothing where it does not exist. A file with a fault is `bad-config`. */
export const readLiveParams = (file: string): LiveParams => {
  if (!existsSync(file)) return new Map()
  const { config, given } = settingsWithOrigins({ file })
  return new Map([...given.keys()].sort().map((path) => [path, valueOf(config, path)]))
}

/** Settings of a resolved configuration that are not at their default, without copies of others. */
export const changedSettings = (config: {
  readonly [section: string]: unknown
}): { readonly [path: string]: unknown } => {
  const defaults = resolveSettings()
  return Object.fromEntries(
    leavesOf(SECTIONS).flatMap(({ path, from }) => {
      const value = valueOf(config, path)
      const known = value !== undefined && from === undefined
      return known && canonicalJson(value) !== canonicalJson(valueOf(defaults, path)) ? [[path, value] as const] : []
    }),
  )
}

/** In the order of paths. Settings of the file that the promotion does not name stay as they are. */
export const paramChanges = (current: LiveParams, promoted: LiveParams): readonly ParamChange[] => {
  const defaults = resolveSettings()
  return [...promoted].flatMap(([path, to]) => {
    const from = current.has(path) ? current.get(path) : valueOf(defaults, path)
    return canonicalJson(from ?? null) === canonicalJson(to ?? null) ? [] : [{ path, from, to }]
  })
}

/** The file with the changes; `source`: lines of comment that name where they come from. */
export const liveParamsText = (
  current: LiveParams,
  changes: readonly ParamChange[],
  source: readonly string[],
): string => {
  const changed = changes.map(({ path, to }) => [path, to] as const)
  const merged = [...new Map([...current, ...changed])].sort(([a], [b]) => (a < b ? -1 : 1))
  // What the file holds together must be what live accepts.
  resolveSettings({ flags: Object.fromEntries(merged) })
  const comment = source.map((line) => `# ${line.replaceAll(/\s+/g, ' ')}\n`).join('')
  return `${comment}${stringify(Object.fromEntries(merged))}`
}

const valueOf = (config: { readonly [section: string]: unknown }, path: string): unknown => {
  const [section = '', key] = path.split('.')
  const value = config[section]
  return key === undefined ? value : (value as { readonly [key: string]: unknown } | undefined)?.[key]
}
