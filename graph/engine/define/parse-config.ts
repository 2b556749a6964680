/** Resolves the configuration of an operator: parsed, defaults filled. From JavaScript both the schema and the value may be anything. */
import type { z } from 'zod'
import { GraphError } from '../errors.js'

/** Of deeply frozen configurations, which can only give the same again: graphs that differ in one node parse the others once. */
const known = new WeakMap<z.ZodType, WeakMap<object, unknown>>()

/** `where` names the node or operator in the `bad-graph` error. */
export const parseConfig = <Z extends z.ZodType>(where: string, schema: Z, config: unknown): z.output<Z> => {
  if (typeof (schema as Partial<Z> | null | undefined)?.safeParse !== 'function') {
    throw new GraphError('bad-graph', `${where}: config of the operator is not a zod schema`)
  }
  const ofSchema = known.get(schema) ?? new WeakMap<object, unknown>()
  const fixed = isFixed(config)
  if (fixed && ofSchema.has(config)) return ofSchema.get(config) as z.output<Z>
  const parsed = schema.safeParse(config)
  if (parsed.success) {
    if (fixed) known.set(schema, ofSchema.set(config, parsed.data))
    return parsed.data
  }
  const issue = parsed.error.issues[0]
  throw new GraphError('bad-graph', `${where}: ${placeOf(issue?.path ?? [])}: ${issue?.message}`)
}

/** The configuration as a whole has no path. */
const placeOf = (path: readonly PropertyKey[]): string => (path.length === 0 ? 'config' : `config ${path.join('.')}`)

/** Plain data that nothing can change. */
const isFixed = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.isFrozen(value) && Object.values(value).every(isFixedValue)

const isFixedValue = (value: unknown): boolean => typeof value !== 'object' || value === null || isFixed(value)
