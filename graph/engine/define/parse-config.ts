/** Resolves the configuration of an operator: parsed, defaults filled. From JavaScript both the schema and the value may be anything. */
import type { z } from 'zod'
import { GraphError } from '../errors.js'

/** `where` names the node or operator in the `bad-graph` error. */
export const parseConfig = <Z extends z.ZodType>(where: string, schema: Z, config: unknown): z.output<Z> => {
  if (typeof (schema as Partial<Z> | null | undefined)?.safeParse !== 'function') {
    throw new GraphError('bad-graph', `${where}: config of the operator is not a zod schema`)
  }
  const parsed = schema.safeParse(config)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new GraphError('bad-graph', `${where}: ${placeOf(issue?.path ?? [])}: ${issue?.message}`)
}

/** The configuration as a whole has no path. */
const placeOf = (path: readonly PropertyKey[]): string => (path.length === 0 ? 'config' : `config ${path.join('.')}`)
