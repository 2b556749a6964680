/** Configuration: one value per leaf from flags, --set, --config, profile, environment or default; validated once, then frozen. */
import type { z } from 'zod'
import { SepError } from '../../model/error-codes.js'
import { type ConfigInputs, layersOf, parseLeaf, settingNamed } from './leaves/layers.js'
import { type Leaf, leavesOf, originOf, type Sections } from './leaves/leaves.js'
import { tryParse } from './leaves/try-parse.js'

export type Resolved<S extends Sections> = { readonly [K in keyof S]: z.output<S[K]> }

/** With `given`: by path, where each setting that is not at its default was given. */
export interface Resolution<S extends Sections> {
  readonly config: Resolved<S>
  readonly given: ReadonlyMap<string, string>
}

/** Resolves all sections; an unknown key, two aliases that differ, or a value out of bounds is `bad-config` and names the place. */
export const resolveConfig = <S extends Sections>(
  sections: S,
  inputs: ConfigInputs = {},
  placeOf?: (section: string) => string,
): Resolved<S> => resolveWithOrigins(sections, inputs, placeOf).config

/** The same, with the origin of each value. */
export const resolveWithOrigins = <S extends Sections>(
  sections: S,
  inputs: ConfigInputs = {},
  /** Names where a section is declared, in errors about the section as a whole. */
  placeOf: (section: string) => string = () => '',
): Resolution<S> => {
  const leaves = leavesOf(sections)
  const layers = layersOf(sections, leaves, inputs)
  const given = new Map<string, string>()
  const resolved: Record<string, unknown> = {}
  for (const [section, schema] of Object.entries(sections)) resolved[section] = 'shape' in schema ? {} : undefined
  for (const leaf of leaves) {
    const layer = layers.findLast((candidate) => candidate.values.has(leaf))
    if (!layer) continue
    const value = parseLeaf(leaf, layer.values.get(leaf), layer.where(leaf))
    given.set(leaf.path, layer.where(leaf))
    if (value !== undefined) put(resolved, leaf, value, sections)
  }
  parseSections(sections, resolved, placeOf)
  for (const leaf of leaves)
    if (leaf.from !== undefined) put(resolved, leaf, valueAt(resolved, originOf(leaf, leaves)), sections)
  parseSections(sections, resolved, placeOf)
  return { config: deepFreeze(resolved) as Resolved<S>, given }
}

/**
 * Changes settings of what has been resolved, by their names: as if all were resolved with them, in a fraction of the time. Sections that
 * do not change are the very same objects.
 */
export const settingsPatch = <S extends Sections>(sections: S) => {
  const leaves = leavesOf(sections)
  const copies = new Map(
    leaves.map((leaf) => [leaf, leaves.filter((one) => one !== leaf && originOf(one, leaves) === leaf)]),
  )
  return (base: Resolved<S>, given: { readonly [name: string]: unknown }): Resolved<S> => {
    const resolved: Record<string, unknown> = { ...base }
    const set = Object.entries(given).map(([name, value]) => {
      const leaf = settingNamed(name, leaves, 'trial')
      put(resolved, leaf, parseLeaf(leaf, value, 'trial'), sections)
      return leaf
    })
    parseSections(sectionsOf(sections, set), resolved, () => '')
    const copied = set.flatMap((leaf) => {
      for (const copy of copies.get(leaf) ?? []) put(resolved, copy, valueAt(resolved, leaf), sections)
      return copies.get(leaf) ?? []
    })
    parseSections(sectionsOf(sections, copied), resolved, () => '')
    return deepFreeze(resolved) as Resolved<S>
  }
}

const sectionsOf = (sections: Sections, leaves: readonly Leaf[]): Sections =>
  Object.fromEntries(leaves.map(({ section }) => [section, sections[section] as z.ZodType]))

/** The value of a leaf in resolved sections. */
export const valueAt = (resolved: Readonly<Record<string, unknown>>, { section, key }: Leaf): unknown =>
  key === null ? resolved[section] : (resolved[section] as Readonly<Record<string, unknown>> | undefined)?.[key]

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
      const note = parsed.isMissing && value === undefined ? ' (it is not set)' : ''
      throw new SepError('bad-config', `${placeOf(section)}${path}: ${parsed.message}${note}`)
    }
    resolved[section] = parsed.data
  }
}

const deepFreeze = <T>(value: T): T => {
  if (value !== null && typeof value === 'object' && !ArrayBuffer.isView(value)) {
    for (const inner of Object.values(value)) deepFreeze(inner)
    Object.freeze(value)
  }
  return value
}
