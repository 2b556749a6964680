/** The settings of sections: every leaf with its path, its environment names, its unit and what it copies. */
import type { z } from 'zod'
import { assert } from '../../../lib/errors.js'

/**
 * Objects are sections of leaves, any other schema is a leaf itself. A leaf's
 * `.meta({ env, aliases, short, fileEnv, from, description, unit })` gives its environment names; `short` is its name in sweeps and in
 * --set, which no environment variable has; `fileEnv` names a file with the value (YAML or JSON); a leaf with `from` copies another leaf
 * and cannot be set itself; `unit` is for numbers whose name does not end with it.
 */
export type Sections = { readonly [section: string]: z.ZodType }

interface LeafMeta {
  readonly env?: string
  readonly aliases?: readonly string[]
  readonly short?: string
  readonly fileEnv?: string
  readonly from?: string
  readonly description?: string
  readonly unit?: string
}
export interface Leaf {
  readonly section: string
  /** Null: the section itself is the leaf. */
  readonly key: string | null
  readonly path: string
  readonly names: readonly string[]
  /** As sweeps and --set may write it. */
  readonly short: string | undefined
  readonly fileName: string | undefined
  /** Path of the leaf that this one copies. */
  readonly from: string | undefined
  readonly description: string | undefined
  readonly unit: string | undefined
  readonly schema: z.ZodType
}

export const leavesOf = (sections: Sections): readonly Leaf[] => {
  const leaves = Object.entries(sections).flatMap(([section, schema]) => {
    const shape = shapeOf(schema)
    return shape
      ? Object.entries(shape).map(([key, inner]) => leafOf(section, key, inner))
      : [leafOf(section, null, schema)]
  })
  // A copied leaf that is not among the sections cannot be copied: then the copy is a setting of its own.
  return leaves.map((leaf) => (leaves.some(({ path }) => path === leaf.from) ? leaf : { ...leaf, from: undefined }))
}

/** Around an object, these leave its leaves what they are. */
const WRAPPERS = ['default', 'prefault', 'optional', 'nonoptional', 'readonly']

/** Structural, because a graph file may bring its own copy of zod. Null if the schema is no object, wrapped or not. */
export const shapeOf = (schema: z.ZodType): Readonly<Record<string, z.ZodType>> | null => {
  const { shape, def } = schema as {
    readonly shape?: Readonly<Record<string, z.ZodType>>
    readonly def?: { readonly type: string; readonly innerType?: z.ZodType }
  }
  if (typeof shape === 'object') return shape
  return def?.innerType && WRAPPERS.includes(def.type) ? shapeOf(def.innerType) : null
}

/** The leaf at the end of the chain of copies. */
export const originOf = (leaf: Leaf, leaves: readonly Leaf[]): Leaf => {
  if (leaf.from === undefined) return leaf
  const source = leaves.find(({ path }) => path === leaf.from)
  assert(source && source !== leaf, `${leaf.path} copies ${leaf.from}, which is no setting`)
  return originOf(source, leaves)
}

/** The leaf that a user names by its path, its short name, an environment name or the name of its file. */
export const leafNamed = (name: string, leaves: readonly Leaf[]): Leaf | undefined =>
  leaves.find(
    (leaf) => leaf.path === name || leaf.short === name || leaf.names.includes(name) || leaf.fileName === name,
  )

const leafOf = (section: string, key: string | null, schema: z.ZodType): Leaf => {
  const meta = (schema.meta?.() ?? {}) as LeafMeta
  return {
    section,
    key,
    path: key === null ? section : `${section}.${key}`,
    names: [...(meta.env ? [meta.env] : []), ...(meta.aliases ?? [])],
    short: meta.short,
    fileName: meta.fileEnv,
    from: meta.from,
    description: meta.description,
    unit: meta.unit,
    schema,
  }
}
