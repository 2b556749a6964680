/** Compares a document of the broker with what is known of it. A difference is reported, never an error. */
import { parseNanoseconds } from '../wire/time.js'
import type { Field, FieldKind, LeafField, DocumentShape } from './document-shape.js'

export interface ContractChange {
  readonly kind: 'unknown field' | 'unknown value' | 'absent' | 'another form'
  /** `account.trades[].price`. */
  readonly path: string
  /** The value, where that is a code; else its form. Empty for an absent field. */
  readonly found: string
}

export const differences = (shape: DocumentShape, document: unknown, path = ''): readonly ContractChange[] =>
  isObject(document) ? ofObject(shape, document, path) : [form(path || 'the document', document)]

const ofObject = ({ fields, always }: DocumentShape, document: Document, path: string): readonly ContractChange[] => [
  ...always.filter((name) => document[name] === undefined).map((name) => absent(under(path, name))),
  ...Object.entries(document).flatMap(([name, value]) => {
    const field = fields[name]
    if (!field) return [{ kind: 'unknown field' as const, path: under(path, name), found: formOf(value) }]
    return ofField(field, value, under(path, name))
  }),
]

const ofField = (field: Field, value: unknown, path: string): readonly ContractChange[] => {
  // Older answers write null for a field that later ones leave out.
  if (value === null) return []
  if ('list' in field)
    return Array.isArray(value) ? value.flatMap((item) => ofField(field.list, item, `${path}[]`)) : [form(path, value)]
  if ('object' in field) return isObject(value) ? ofObject(field.object, value, path) : [form(path, value)]
  if ('byCode' in field) return isObject(value) ? ofCode(field.byCode, value, path) : [form(path, value)]
  return ofLeaf(field, value, path)
}

const ofCode = (
  { name, shapes }: Extract<Field, { readonly byCode: unknown }>['byCode'],
  value: Document,
  path: string,
): readonly ContractChange[] => {
  const code = value[name]
  const shape = typeof code === 'string' ? shapes[code] : undefined
  if (shape) return ofObject(shape, value, `${path}{${code as string}}`)
  return code === undefined
    ? [absent(under(path, name))]
    : [{ kind: 'unknown value', path: under(path, name), found: shown(code) }]
}

const ofLeaf = ({ kind, values }: LeafField, value: unknown, path: string): readonly ContractChange[] => {
  if (values) return values.includes(value as string) ? [] : [{ kind: 'unknown value', path, found: shown(value) }]
  return FORMS[kind](value) ? [] : [form(path, value)]
}

const text = (pattern: RegExp) => (value: unknown) => typeof value === 'string' && pattern.test(value)
const digits = (value: unknown) => text(/^\d{1,20}$/)(value) || Number.isSafeInteger(value)
/** `ALL` and `NONE` are units too; some numbers are written as numbers. */
const decimal = (value: unknown) => text(/^(-?\d+(\.\d+)?|ALL|NONE)$/)(value) || Number.isFinite(value)
const whole = (value: unknown) => Number.isSafeInteger(value)
const anyText = (value: unknown) => typeof value === 'string'

const FORMS: { readonly [kind in FieldKind]: (value: unknown) => boolean } = Object.freeze({
  amount: decimal,
  price: decimal,
  rate: decimal,
  count: whole,
  flag: (value) => typeof value === 'boolean',
  time: (value) => typeof value === 'string' && parseNanoseconds(value) !== null,
  id: digits,
  request: digits,
  account: text(/^\d{3}-\d{3}-\d{1,12}-\d{3}$/),
  person: (value) => whole(value) || anyText(value),
  instrument: text(/^[A-Z0-9]+_[A-Z0-9]+$/),
  currency: text(/^[A-Z]{3}$/),
  code: anyText,
  words: anyText,
})

/** Does a value look like what a field of this kind holds? */
export const hasForm = (kind: FieldKind, value: unknown): boolean => FORMS[kind](value)

type Document = Readonly<Record<string, unknown>>
export const isObject = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const under = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)
const absent = (path: string): ContractChange => ({ kind: 'absent', path, found: '' })
const form = (path: string, value: unknown): ContractChange => ({ kind: 'another form', path, found: formOf(value) })

/** Never the value itself: it may be personal. */
export const formOf = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (isObject(value)) return 'an object'
  if (decimal(value)) return typeof value === 'string' ? 'decimal text' : 'a number'
  return typeof value === 'string' ? 'text' : `a ${typeof value}`
}

/** `MARKET_HALTED` or `non-tradeable`: what the broker writes where it means one of several. */
export const isCode = (value: unknown): value is string =>
  typeof value === 'string' && /^([A-Z][A-Z0-9_]{1,99}|[a-z][a-z-]{1,29})$/.test(value)

/** A code is shown; what does not look like one is not. */
const shown = (value: unknown): string => (isCode(value) ? value : formOf(value))
