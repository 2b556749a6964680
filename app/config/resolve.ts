/** Configuration: one value per leaf from flags, --set, --config, profile, environment or default; validated once, then frozen. */
import { readFileSync } from 'node:fs'
import { parse as parseYaml } from 'yaml'
import type { z } from 'zod'
import { SepError } from '../../model/error-codes.js'
import { type Leaf, leavesOf, originOf, type Sections, shapeOf } from './leaves.js'
import { tryParse } from './try-parse.js'

export type Resolved<S extends Sections> = { readonly [K in keyof S]: z.output<S[K]> }

export interface ConfigInputs {
  /** Values of a command's own flags: `section.leaf` -> value. Highest precedence. */
  readonly flags?: { readonly [path: string]: unknown }
  /** `--set key=value`: key is a path or an environment name. */
  readonly set?: readonly string[]
  /** `--config FILE`: YAML, nested by section or flat by path or environment name. */
  readonly file?: string
  readonly profile?: { readonly [path: string]: unknown }
  readonly env?: Readonly<Record<string, string>>
}

/** Resolves all sections; an unknown key, two aliases that differ, or a value out of bounds is `bad-config` and names the place. */
export const resolveConfig = <S extends Sections>(
  sections: S,
  inputs: ConfigInputs = {},
  /** Names where a section is declared, in errors about the section as a whole. */
  placeOf: (section: string) => string = () => '',
): Resolved<S> => {
  const leaves = leavesOf(sections)
  const layers: { readonly where: string; readonly values: ReadonlyMap<Leaf, unknown> }[] = [
    { where: 'environment', values: fromEnvironment(leaves, inputs.env ?? {}) },
    { where: 'profile', values: byKey(leaves, inputs.profile ?? {}, 'profile') },
    {
      where: inputs.file ?? 'config file',
      values: inputs.file ? byKey(leaves, readYaml(inputs.file, sections), inputs.file) : new Map(),
    },
    { where: '--set', values: byKey(leaves, fromSet(inputs.set ?? []), '--set') },
    { where: 'flag', values: byKey(leaves, inputs.flags ?? {}, 'flag') },
  ]
  const resolved: Record<string, unknown> = {}
  for (const [section, schema] of Object.entries(sections)) resolved[section] = 'shape' in schema ? {} : undefined
  for (const leaf of leaves) {
    const layer = layers.findLast((candidate) => candidate.values.has(leaf))
    const value = layer
      ? parseLeaf(leaf, layer.values.get(leaf), layer.where === 'flag' ? flagOf(leaf) : layer.where)
      : undefined
    if (value !== undefined) put(resolved, leaf, value, sections)
  }
  parseSections(sections, resolved, placeOf)
  for (const leaf of leaves)
    if (leaf.from !== undefined) put(resolved, leaf, valueOf(resolved, originOf(leaf, leaves)), sections)
  parseSections(sections, resolved, placeOf)
  return deepFreeze(resolved) as Resolved<S>
}

const put = (resolved: Record<string, unknown>, { section, key }: Leaf, value: unknown, sections: Sections): void => {
  if (key === null) resolved[section] = value
  else resolved[section] = { ...objectOf(resolved[section] ?? defaultOf(sections, section)), [key]: value }
}

/** What a wrapped section is if nothing is set; the setting of one leaf leaves the others at it. */
const defaultOf = (sections: Sections, section: string): unknown => {
  const parsed = tryParse(sections[section] as z.ZodType, undefined)
  return parsed.success ? parsed.data : {}
}

const objectOf = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})

const valueOf = (resolved: Readonly<Record<string, unknown>>, { section, key }: Leaf): unknown =>
  key === null ? resolved[section] : (resolved[section] as Readonly<Record<string, unknown>> | undefined)?.[key]

/** The flag of a command for a leaf: `--pairs` of run.pairs. */
const flagOf = ({ key, section }: Leaf): string =>
  `--${(key ?? section).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

const parseSections = (
  sections: Sections,
  resolved: Record<string, unknown>,
  placeOf: (section: string) => string,
): void => {
  for (const [section, schema] of Object.entries(sections)) {
    const parsed = tryParse(schema, resolved[section])
    if (!parsed.success) {
      const path = [section, ...parsed.path].join('.')
      const value = parsed.path.reduce<unknown>((inner, key) => (objectOf(inner) as never)[key], resolved[section])
      const note = value === undefined ? ' (it is not set)' : ''
      throw new SepError('bad-config', `${placeOf(section)}${path}: ${parsed.message}${note}`)
    }
    resolved[section] = parsed.data
  }
}

const fromEnvironment = (
  leaves: readonly Leaf[],
  env: Readonly<Record<string, string>>,
): ReadonlyMap<Leaf, unknown> => {
  const values = new Map<Leaf, unknown>()
  for (const leaf of leaves) {
    const given = leaf.names.filter((name) => env[name] !== undefined && env[name] !== '')
    const texts = new Set(given.map((name) => env[name]))
    if (texts.size > 1) {
      throw new SepError(
        'bad-config',
        `${given.map((name) => `${name}=${env[name]}`).join(' and ')} name the same setting ${leaf.path} and differ`,
      )
    }
    if (given[0]) values.set(leaf, env[given[0]])
    else if (leaf.fileName && env[leaf.fileName]) values.set(leaf, readValue(env[leaf.fileName] as string))
  }
  return values
}

const fromSet = (pairs: readonly string[]): { [key: string]: unknown } =>
  Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new SepError('bad-config', `--set ${pair}: write key=value`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )

const byKey = (
  leaves: readonly Leaf[],
  given: { readonly [key: string]: unknown },
  where: string,
): ReadonlyMap<Leaf, unknown> => {
  const values = new Map<Leaf, unknown>()
  for (const [key, value] of Object.entries(given)) {
    const leaf = leaves.find(
      (candidate) => candidate.path === key || candidate.names.includes(key) || candidate.fileName === key,
    )
    if (leaf?.from !== undefined) {
      const source = originOf(leaf, leaves)
      throw new SepError('bad-config', `${where}: ${key} is a copy of ${source.path}; set that one`)
    }
    if (!leaf) throw new SepError('bad-config', `${where}: unknown setting '${key}'${nearest(key, leaves)}`)
    if (values.has(leaf) && String(values.get(leaf)) !== String(value)) {
      throw new SepError('bad-config', `${where}: ${leaf.path} is given twice with different values`)
    }
    values.set(leaf, key === leaf.fileName ? readValue(String(value)) : value)
  }
  return values
}

const nearest = (key: string, leaves: readonly Leaf[]): string => {
  const tail = key.slice(key.lastIndexOf('.') + 1).toLowerCase()
  const hit = leaves.find(
    (leaf) =>
      (leaf.from === undefined && (leaf.key ?? leaf.section).toLowerCase().includes(tail)) ||
      leaf.names.some((name) => name.toLowerCase().includes(tail)),
  )
  return hit ? `; did you mean ${hit.path}?` : ''
}

/** The YAML or JSON document of a file. */
const readValue = (file: string): unknown => {
  try {
    return parseYaml(readFileSync(file, 'utf8'), { maxAliasCount: 20 })
  } catch (cause) {
    throw new SepError('bad-config', `${file}: ${(cause as Error).message.split('\n')[0]}`, { cause })
  }
}

const readYaml = (file: string, sections: Sections): { [key: string]: unknown } => {
  const document = readValue(file)
  if (document === null || document === undefined) return {}
  if (typeof document !== 'object' || Array.isArray(document))
    throw new SepError('bad-config', `${file}: a mapping is needed`)
  const flat: { [key: string]: unknown } = {}
  for (const [key, value] of Object.entries(document)) {
    if (sections[key] && shapeOf(sections[key]) && value !== null && typeof value === 'object') {
      for (const [leaf, inner] of Object.entries(value)) flat[`${key}.${leaf}`] = inner
    } else flat[key] = value
  }
  return flat
}

/** Text is tried as JSON, as 0/1 for a switch, then as it is. */
const parseLeaf = (leaf: Leaf, given: unknown, where: string): unknown => {
  const candidates: unknown[] = []
  if (typeof given === 'string') {
    try {
      candidates.push(JSON.parse(given))
    } catch {
      // Not JSON: a plain word.
    }
    if (given === '1' || given === '0') candidates.push(given === '1')
    candidates.push(given)
  } else {
    candidates.push(given)
    if (given === 1 || given === 0) candidates.push(given === 1)
  }
  let message = ''
  for (const candidate of candidates) {
    const parsed = tryParse(leaf.schema, candidate)
    if (parsed.success) return candidate
    message ||= parsed.message
  }
  throw new SepError(
    'bad-config',
    `${where}: ${leaf.path}${leaf.names[0] ? ` (${leaf.names[0]})` : ''} = ${JSON.stringify(given)}: ${message}`,
  )
}

const deepFreeze = <T>(value: T): T => {
  if (value !== null && typeof value === 'object' && !ArrayBuffer.isView(value)) {
    for (const inner of Object.values(value)) deepFreeze(inner)
    Object.freeze(value)
  }
  return value
}
