/** What there is to know about a setting: meaning, default, unit, range, names. Listings and docs/configuration.md are made of it. */
import { z } from 'zod'
import { type Leaf, leafNamed, leavesOf, originOf, type Sections } from './leaves.js'
import { nearestLeaf } from './nearest-leaf.js'
import { resolveConfig, valueAt } from '../resolve.js'
import { SepError } from '../../../model/error-codes.js'

export interface SettingFacts {
  readonly path: string
  readonly section: string
  /** The first is the usual one, the others are aliases. */
  readonly env: readonly string[]
  /** Its name in sweeps and in --set. */
  readonly short: string | null
  /** Name of a file that holds the value. */
  readonly envFile: string | null
  readonly meaning: string
  readonly default: unknown
  /** Null unless the value is a number, or has numbers by instrument. */
  readonly unit: string | null
  readonly values: string
  /** Settings that take the value of this one. */
  readonly followers: readonly string[]
}

/** Facts of all settings that can be set, in the order of the sections. */
export const settingFacts = (sections: Sections): readonly SettingFacts[] => {
  const leaves = leavesOf(sections)
  const defaults = resolveConfig(sections)
  return leaves.filter(({ from }) => from === undefined).map((leaf) => factsOf(leaf, leaves, valueAt(defaults, leaf)))
}

/** Facts of the setting with this path or name; a copy has those of its source. Unknown: `bad-argument`. */
export const factsNamed = (sections: Sections, name: string): SettingFacts => {
  const leaves = leavesOf(sections)
  const leaf = leafNamed(name, leaves)
  if (leaf) return factsOf(originOf(leaf, leaves), leaves, valueAt(resolveConfig(sections), originOf(leaf, leaves)))
  const near = nearestLeaf(name, leaves)
  throw new SepError('bad-argument', `there is no setting '${name}'${near ? `; did you mean ${near.path}?` : ''}`)
}

const factsOf = (leaf: Leaf, leaves: readonly Leaf[], byDefault: unknown): SettingFacts => {
  return {
    path: leaf.path,
    section: leaf.section,
    env: leaf.names,
    short: leaf.short ?? null,
    envFile: leaf.fileName ?? null,
    meaning: leaf.description ?? '',
    default: byDefault,
    unit: unitOf(leaf),
    values: valuesOf(shapeOfLeaf(leaf)),
    followers: leaves
      .filter((other) => other !== leaf && other.from !== undefined && originOf(other, leaves) === leaf)
      .map(({ path }) => path),
  }
}

/** Empty for a schema of another zod, as a graph file may bring it. */
const shapeOfLeaf = ({ schema }: Leaf): Shape => {
  try {
    return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape
  } catch {
    return {}
  }
}

/** Units by the end of a name. `Min` is not among them: it also means minimum. */
const UNITS: readonly (readonly [end: RegExp, unit: string])[] = [
  [/Bps$/, 'bps'],
  [/Pct$/, '%'],
  [/Ms$/, 'ms'],
  [/Sec$/, 's'],
  [/Minutes$/, 'min'],
  [/Hours$/, 'h'],
  [/Days$/, 'days'],
  [/Pips$/, 'pips'],
  [/Spreads$/, 'spreads'],
  [/Nav$/, 'x NAV'],
]

const unitOf = ({ unit, key }: Leaf): string | null => unit ?? UNITS.find(([end]) => end.test(key ?? ''))?.[1] ?? null

/** The parts of a JSON schema that describe a leaf. */
interface Shape {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Shape[]
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly exclusiveMaximum?: number
  readonly multipleOf?: number
  readonly items?: Shape
  readonly additionalProperties?: Shape | boolean
}

const valuesOf = (shape: Shape): string => {
  if (shape.anyOf) return [...new Set(shape.anyOf.map(valuesOf))].join(' or ')
  if (typeof shape.type === 'object') return shape.type.map((type) => valuesOf({ ...shape, type })).join(' or ')
  if (shape.enum) return shape.enum.map(String).join(', ')
  if (shape.type === 'number' || shape.type === 'integer') return numbersOf(shape)
  if (shape.type === 'boolean') return '0, 1'
  if (shape.type === 'string') return 'text'
  if (shape.type === 'null') return 'none'
  if (shape.type === 'array') return 'JSON list'
  return shape.type === undefined ? 'see the schema' : 'JSON object'
}

const numbersOf = ({ type, minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf }: Shape): string => {
  const kind = type === 'integer' ? 'whole number' : 'number'
  const from = exclusiveMinimum === undefined ? minimum : `more than ${exclusiveMinimum}`
  const to = exclusiveMaximum === undefined ? maximum : `less than ${exclusiveMaximum}`
  const steps = multipleOf === undefined ? '' : `, multiple of ${multipleOf}`
  return from === undefined && to === undefined ? kind : `${kind}, ${from ?? 'any'} to ${to ?? 'any'}${steps}`
}
