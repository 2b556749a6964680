/** Parses with a schema that may be a user's: what it throws is an issue of the whole value. */
import type { z } from 'zod'

type Parsed =
  | { readonly success: true; readonly data: unknown }
  | { readonly success: false; readonly path: readonly PropertyKey[]; readonly message: string }

export const tryParse = (schema: z.ZodType, value: unknown): Parsed => {
  try {
    const parsed = schema.safeParse(value)
    if (parsed.success) return { success: true, data: parsed.data }
    const issue = parsed.error.issues[0]
    return { success: false, path: issue?.path ?? [], message: String(issue?.message) }
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    return { success: false, path: [], message: `the schema threw: ${text.split('\n')[0]}` }
  }
}
