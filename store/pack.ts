/** Encodes values of the key table for the store, and decodes them. A value that does not fit its schema is neither written nor read. */
import { gzip, ungzip } from 'pako'
import { z } from 'zod'
import { SepError } from '../model/error-codes.js'
import type { Fields } from './store.js'
import type { Key } from './key.js'

type ValueKey<Z extends z.ZodType> = Key<string, Z>

/** A value, member, element or message as text or bytes. */
export const pack = <Z extends z.ZodType>(key: ValueKey<Z>, value: z.input<Z>): string | Uint8Array => {
  const checked = key.value.parse(value)
  if (key.form === 'json') return JSON.stringify(checked)
  if (key.form === 'gzip') return gzip(JSON.stringify(checked))
  return checked as string | Uint8Array
}

/** The inverse of `pack`; `bad-data` where something else is stored. */
export const unpack = <Z extends z.ZodType>(key: ValueKey<Z>, bytes: Uint8Array): z.output<Z> =>
  checkedOf(key, () => {
    if (key.form === 'bytes') return bytes
    if (key.form === 'gzip') return JSON.parse(ungzip(bytes, { toText: true }) as string)
    const text = new TextDecoder().decode(bytes)
    return key.form === 'json' ? JSON.parse(text) : text
  })

/** The fields of a hash or stream entry: text and bytes as they are, everything else as JSON; undefined fields are left out. */
export const packFields = <Z extends z.ZodType>(key: ValueKey<Z>, value: z.input<Z>): Fields =>
  Object.fromEntries(
    Object.entries(key.value.parse(value) as Readonly<Record<string, unknown>>)
      .filter(([, field]) => field !== undefined)
      .map(([name, field]) => [
        name,
        typeof field === 'string' || field instanceof Uint8Array ? field : JSON.stringify(field),
      ]),
  )

/** The inverse of `packFields`; `bad-data` where something else is stored. */
export const unpackFields = <Z extends z.ZodType>(
  key: ValueKey<Z>,
  fields: Readonly<Record<string, Uint8Array>>,
): z.output<Z> =>
  checkedOf(key, () =>
    Object.fromEntries(
      Object.entries(fields).map(([name, bytes]) => [name, fieldOf(schemaOf(key.value, name), bytes)]),
    ),
  )

const fieldOf = (schema: z.ZodType | undefined, bytes: Uint8Array): unknown => {
  if (schema instanceof z.ZodCustom) return bytes
  const text = new TextDecoder().decode(bytes)
  return schema instanceof z.ZodString ? text : JSON.parse(text)
}

const schemaOf = (schema: z.ZodType, name: string): z.ZodType | undefined => {
  if (schema instanceof z.ZodObject) return (schema.shape as Readonly<Record<string, z.ZodType>>)[name]
  return schema instanceof z.ZodRecord ? (schema.valueType as z.ZodType) : undefined
}

const checkedOf = <Z extends z.ZodType>(key: ValueKey<Z>, read: () => unknown): z.output<Z> => {
  let found: unknown
  try {
    found = read()
  } catch (error) {
    throw new SepError('bad-data', `${key.template}: unreadable: ${(error as Error).message}`)
  }
  const result = key.value.safeParse(found)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new SepError('bad-data', `${key.template}: ${issue?.path.join('.') || 'value'}: ${issue?.message}`)
}
