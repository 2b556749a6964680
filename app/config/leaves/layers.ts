/** Where values of settings are given: environment, profile, file, --set and flags, each as one layer. */
import { readFileSync } from 'node:fs'
import { parse as parseYaml } from 'yaml'
import { canonicalJson } from '../../../graph/engine/hash/hash.js'
import { SepError } from '../../../model/error-codes.js'
import { type Leaf, leafNamed, originOf, type Sections, shapeOf } from './leaves.js'
import { nearestLeaf } from './nearest-leaf.js'
import { tryParse } from './try-parse.js'

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

export interface Layer {
  /** As errors and `sep config show` name it. */
  readonly where: (leaf: Leaf) => string
  readonly values: ReadonlyMap<Leaf, unknown>
}

/** From the lowest to the highest precedence. */
export const layersOf = (sections: Sections, leaves: readonly Leaf[], inputs: ConfigInputs): readonly Layer[] => {
  const named = (where: string, given: readonly Given[]): Layer => ({
    where: () => where,
    values: byName(leaves, given, where),
  })
  const { file } = inputs
  return [
    { where: () => 'environment', values: fromEnvironment(leaves, inputs.env ?? {}) },
    named('profile', Object.entries(inputs.profile ?? {})),
    named(file ?? 'config file', file === undefined ? [] : readSettings(file, sections)),
    named('--set', (inputs.set ?? []).map(fromSet)),
    { where: flagOf, values: byName(leaves, Object.entries(inputs.flags ?? {}), 'flag') },
  ]
}

/** A name as the user wrote it, with its value. */
type Given = readonly [name: string, value: unknown]

/** The value that the leaf's schema takes: text is tried as JSON, as 0/1 for a switch, then as it is. */
export const parseLeaf = (leaf: Leaf, given: unknown, where: string): unknown => {
  const { accepted, message } = tryLeaf(leaf, given)
  if (accepted) return accepted.candidate
  throw new SepError(
    'bad-config',
    `${where}: ${leaf.path}${leaf.names[0] ? ` (${leaf.names[0]})` : ''} = ${JSON.stringify(given)}: ${message}`,
  )
}

const tryLeaf = (leaf: Leaf, given: unknown) => {
  const tried = candidatesOf(given).map((candidate) => ({ candidate, parsed: tryParse(leaf.schema, candidate) }))
  return {
    accepted: tried.find(({ parsed }) => parsed.success),
    message: tried.flatMap(({ parsed }) => (parsed.success ? [] : [parsed.message]))[0],
  }
}

const candidatesOf = (given: unknown): readonly unknown[] => {
  const text = typeof given === 'string' ? given : null
  const isSwitch = given === '1' || given === '0' || given === 1 || given === 0
  return [
    ...(text === null ? [given] : jsonOf(text)),
    ...(isSwitch ? [Number(given) === 1] : []),
    ...(text === null ? [] : [text]),
  ]
}

/** Empty for a plain word. */
const jsonOf = (text: string): readonly unknown[] => {
  try {
    return [JSON.parse(text)]
  } catch {
    return []
  }
}

/** 0.5 and 0.50 are the same value, as are 1 and true of a switch. */
const areSame = (leaf: Leaf, a: unknown, b: unknown): boolean => meaningOf(leaf, a) === meaningOf(leaf, b)

const meaningOf = (leaf: Leaf, given: unknown): string => {
  const parsed = tryLeaf(leaf, given).accepted?.parsed
  return parsed?.success ? canonicalJson(parsed.data) : String(given)
}

const fromEnvironment = (
  leaves: readonly Leaf[],
  env: Readonly<Record<string, string>>,
): ReadonlyMap<Leaf, unknown> => {
  const isGiven = (name: string): boolean => env[name] !== undefined && env[name] !== ''
  const values = new Map<Leaf, unknown>()
  for (const leaf of leaves) {
    const [first, ...others] = leaf.names.filter(isGiven)
    const other = others.find((name) => !areSame(leaf, env[name], env[first ?? '']))
    if (other !== undefined)
      throw new SepError(
        'bad-config',
        `${first}=${env[first ?? '']} and ${other}=${env[other]} name the same setting ${leaf.path} and differ`,
      )
    if (first !== undefined) values.set(leaf, env[first])
    else if (leaf.fileName !== undefined && isGiven(leaf.fileName))
      values.set(leaf, readFile(String(env[leaf.fileName])))
  }
  return values
}

const fromSet = (pair: string): Given => {
  const at = pair.indexOf('=')
  if (at < 1) throw new SepError('bad-config', `--set ${pair}: write key=value`)
  return [pair.slice(0, at), pair.slice(at + 1)]
}

const byName = (leaves: readonly Leaf[], given: readonly Given[], where: string): ReadonlyMap<Leaf, unknown> => {
  const values = new Map<Leaf, unknown>()
  for (const [name, text] of given) {
    const leaf = settingNamed(name, leaves, where)
    const value = name === leaf.fileName ? readFile(String(text)) : text
    if (values.has(leaf) && !areSame(leaf, values.get(leaf), value))
      throw new SepError(
        'bad-config',
        `${where}: ${leaf.path} is given twice: ${JSON.stringify(values.get(leaf))} and ${JSON.stringify(value)}`,
      )
    values.set(leaf, value)
  }
  return values
}

/** The setting that a user names; an unknown one, or a copy of another, is `bad-config` with `where` in front. */
export const settingNamed = (name: string, leaves: readonly Leaf[], where: string): Leaf => {
  const leaf = leafNamed(name, leaves)
  if (leaf?.from !== undefined)
    throw new SepError('bad-config', `${where}: ${name} is a copy of ${originOf(leaf, leaves).path}; set that one`)
  if (leaf) return leaf
  const near = nearestLeaf(name, leaves)
  const hint = near ? `; did you mean ${near.path}?` : '; `sep config list` lists them'
  throw new SepError('bad-config', `${where}: unknown setting '${name}'${hint}`)
}

/** The flag of a command for a leaf: `--pairs` of run.pairs. */
const flagOf = ({ key, section }: Leaf): string =>
  `--${(key ?? section).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

/** The YAML or JSON document of a file. */
const readFile = (file: string): unknown => {
  try {
    return parseYaml(readFileSync(file, 'utf8'), { maxAliasCount: 20 })
  } catch (cause) {
    throw new SepError('bad-config', `${file}: ${(cause as Error).message.split('\n')[0]}`, { cause })
  }
}

const readSettings = (file: string, sections: Sections): readonly Given[] => {
  const document = readFile(file)
  if (document === null || document === undefined) return []
  if (typeof document !== 'object' || Array.isArray(document))
    throw new SepError('bad-config', `${file}: a mapping is needed`)
  return Object.entries(document).flatMap(([key, value]): readonly Given[] => {
    const schema = Object.hasOwn(sections, key) ? sections[key] : undefined
    const isSection = schema !== undefined && shapeOf(schema) !== null && value !== null && typeof value === 'object'
    return isSection ? Object.entries(value).map(([leaf, inner]) => [`${key}.${leaf}`, inner]) : [[key, value]]
  })
}
