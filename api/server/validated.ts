/** Checks the parts of a request against the schemas of its route. */
import { z } from 'zod'
import { ApiError } from '../routes/api-error.js'

export type RequestPart = 'params' | 'query' | 'body'

type Check = (sent: unknown) => unknown

/** A number as JSON writes it. */
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/

/**
 * 400 for what the schema itself forbids, 409 for what a further rule on good values refuses. Without a schema nothing may be sent.
 */
export const checkOf = (part: RequestPart, schema: z.ZodType | undefined): Check => {
  const used = schema ?? z.strictObject({})
  const numbers = part === 'body' ? [] : numericKeys(used)
  return (sent) => {
    for (const key of numbers) checkNumber(part, key, (sent as Readonly<Record<string, unknown>>)[key])
    const result = used.safeParse(sent)
    if (result.success) return result.data
    const { issues } = result.error
    const isRule = issues.every(({ code }) => code === 'custom')
    throw new ApiError(
      isRule ? 'refused' : 'bad-request',
      issues
        .slice(0, 3)
        .map((issue) => textOf(part, issue))
        .join('; '),
    )
  }
}

const textOf = (part: RequestPart, { path, message }: z.core.$ZodIssue): string => {
  const text = `${[part, ...path.map(String)].join('.')}: ${message}`
  return text.replace(/\s+/g, ' ').slice(0, 300)
}

/** What JavaScript would take for a number is more than what the document promises: '' or '0x10'. */
const checkNumber = (part: RequestPart, key: string, sent: unknown): void => {
  if (sent === undefined || (typeof sent === 'string' && NUMBER.test(sent))) return
  throw new ApiError('bad-request', `${part}.${key}: a number, such as 10 or 0.5`)
}

const numericKeys = (schema: z.ZodType): readonly string[] => {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return Object.entries(properties)
    .filter(([, property]) => typeof property === 'object' && /^(integer|number)$/.test(String(property.type)))
    .map(([key]) => key)
}
