/** Parses with a schema that may be a user's: what it throws is an issue of the whole value. */
import type { z } from 'zod'

type Parsed =
  | { readonly success: true; readonly data: unknown }
  | {
      readonly success: false
      readonly path: readonly PropertyKey[]
      readonly message: string
      /** The schema wants a value, and there is none. */
      readonly isMissing: boolean
    }

export const tryParse = (schema: z.ZodType, value: unknown): Parsed => {
  try {
    if (hasPrototypeKey(value)) return failed([], '__proto__ cannot be a name')
    const parsed = schema.safeParse(value)
    if (parsed.success) return { success: true, data: parsed.data }
    const issue = parsed.error.issues[0]
    const path = issue?.path ?? []
    if (issue?.code === 'invalid_key')
      return failed(path.slice(0, -1), `${String(path.at(-1))}: ${issue.issues[0]?.message}`)
    return failed(path, String(issue?.message), issue?.code === 'invalid_type')
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    return failed([], `the schema threw: ${text.split('\n')[0]}`)
  }
}

const failed = (path: readonly PropertyKey[], message: string, isMissing = false): Parsed => ({
  success: false,
  path,
  message,
  isMissing,
})

/** Schemas of records leave such a key out: it would have no effect without a word. */
const hasPrototypeKey = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !ArrayBuffer.isView(value) &&
  (Object.hasOwn(value, '__proto__') || Object.values(value).some(hasPrototypeKey))
