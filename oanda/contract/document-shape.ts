/** What is known of the broker's documents: the fields of an object, the kind of each, and the values of those that are codes. */
import { assert } from '../../lib/errors.js'

/** What a field holds, which decides its form and whether a saved answer may keep it. */
export type FieldKind =
  /** Decimal text, home currency or units: what a person owns. */
  | 'amount'
  | 'price'
  /** A share, a factor, a distance or a limit of the instrument: the same for everybody. */
  | 'rate'
  | 'count'
  | 'flag'
  | 'time'
  /** Of a transaction, order or trade: digits. */
  | 'id'
  /** Of a request: digits, different for each. */
  | 'request'
  | 'account'
  /** A user: id or name. */
  | 'person'
  | 'instrument'
  | 'currency'
  /** One of listed values. */
  | 'code'
  /** Free text of a person or a program. */
  | 'words'

export interface LeafField {
  readonly kind: FieldKind
  /** Present for `code`: every value seen or documented. */
  readonly values?: readonly string[]
}
export type Field =
  | LeafField
  | { readonly object: DocumentShape }
  | { readonly list: Field }
  /** The shape follows from a field of the object, such as `type`. */
  | { readonly byCode: { readonly name: string; readonly shapes: Readonly<Record<string, DocumentShape>> } }

export interface DocumentShape {
  readonly fields: Readonly<Record<string, Field>>
  /** Documented as always present. */
  readonly always: readonly string[]
}

export const codes = (values: string): LeafField => ({ kind: 'code', values: values.split(/\s+/).filter(Boolean) })

/** Fields by name, each found in `own` or in `known`; a `?` marks those that may be absent. */
export const documentShape = (
  known: Readonly<Record<string, Field>>,
  words: string,
  own: Readonly<Record<string, Field>> = {},
): DocumentShape => {
  const names = words.split(/\s+/).filter(Boolean)
  const fields = names.map((word) => {
    const name = word.replace('?', '')
    const field = own[name] ?? known[name]
    assert(field !== undefined, `field ${name} has a kind`)
    return [name, field] as const
  })
  return { fields: Object.fromEntries(fields), always: names.filter((word) => !word.endsWith('?')) }
}

/** All fields of both. */
export const joined = (a: DocumentShape, b: DocumentShape): DocumentShape => ({
  fields: { ...a.fields, ...b.fields },
  always: [...a.always, ...b.always],
})
