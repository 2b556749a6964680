/** Makes an answer of the broker safe to keep and to show: no account, no person, no text of a client, and no amounts unless asked for. */
import { formOf, hasForm, isCode, isObject } from './compare.js'
import { ENDPOINTS, type Endpoint } from './endpoints.js'
import { type Recorded, wrapped } from './judge-answers.js'
import type { Field, FieldKind, LeafField, DocumentShape } from './document-shape.js'

export interface ScrubOptions {
  /** Keep balances, units and profits. */
  readonly amounts: boolean
}

/** What is not known is not kept: an unknown field keeps its name and its form alone. */
export const scrubAnswer = ({ endpoint, document }: Recorded, options: ScrubOptions): Recorded => {
  const known: Endpoint = ENDPOINTS[endpoint]
  const clean = ofObject(known.shape, wrapped(endpoint, document), options)
  return { endpoint, document: endpoint === 'transaction line' && isObject(clean) ? clean['transaction'] : clean }
}

const ofObject = ({ fields }: DocumentShape, value: unknown, options: ScrubOptions): unknown => {
  if (!isObject(value)) return placeholder(value)
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const field = fields[name]
      return [name, field ? ofField(field, inner, options) : placeholder(inner)]
    }),
  )
}

const ofField = (field: Field, value: unknown, options: ScrubOptions): unknown => {
  if (value === null) return null
  if ('list' in field)
    return Array.isArray(value) ? value.map((item) => ofField(field.list, item, options)) : placeholder(value)
  if ('object' in field) return ofObject(field.object, value, options)
  if ('byCode' in field) {
    const { name, shapes } = field.byCode
    const code = isObject(value) ? value[name] : undefined
    const shape = typeof code === 'string' ? shapes[code] : undefined
    if (shape) return ofObject(shape, value, options)
    const clean = ofObject(commonShape(shapes), value, options)
    return isObject(clean) && isCode(code) ? { ...clean, [name]: code } : clean
  }
  return ofLeaf(field, value, options)
}

/**
 * Of an object of unknown type: the fields that mean the same in every known type that has them. An order keeps its instrument,
 * without which it could not be read.
 */
const commonShape = (shapes: Readonly<Record<string, DocumentShape>>): DocumentShape => {
  const fields = Object.values(shapes).flatMap((shape) => Object.entries(shape.fields))
  const means = new Map(fields)
  const differing = new Set(fields.filter(([name, field]) => means.get(name) !== field).map(([name]) => name))
  return { fields: Object.fromEntries([...means].filter(([name]) => !differing.has(name))), always: [] }
}

const ofLeaf = ({ kind, values }: LeafField, value: unknown, options: ScrubOptions): unknown => {
  if (values) return values.includes(value as string) || isCode(value) ? value : placeholder(value)
  if (typeof value === 'object' || PRIVATE.includes(kind)) return placeholder(value)
  if (kind === 'account') return accountOfNobody(value)
  if (kind === 'amount' && !options.amounts) return oneEach(value)
  // A field of digits, times or names that holds anything else may hold anybody's text.
  return hasForm(kind, value) ? value : placeholder(value)
}

/** Site, division and number stay. */
const accountOfNobody = (value: unknown): unknown => {
  const parts = typeof value === 'string' ? /^(\d{3}-\d{3})-\d+-(\d{3})$/.exec(value) : null
  return parts ? `${parts[1]}-0000000-${parts[2]}` : placeholder(value)
}

const PRIVATE: readonly FieldKind[] = ['person', 'words', 'request']

/** `-1234.50` becomes `-1.11`: sign and decimals stay, zero too. Of a number, whether it is whole. */
const oneEach = (value: unknown): unknown => {
  if (typeof value === 'number') return value === 0 ? 0 : Math.sign(value) * (Number.isInteger(value) ? 1 : 1.5)
  if (typeof value !== 'string') return placeholder(value)
  const parts = /^(-?)\d+(?:\.(\d+))?$/.exec(value)
  if (!parts) return value === 'ALL' || value === 'NONE' ? value : placeholder(value)
  if (Number(value) === 0) return value
  const decimals = parts[2]
  return `${parts[1]}1${decimals === undefined ? '' : `.${'1'.repeat(decimals.length)}`}`
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

/** Of the same form, and empty of content; a time is nobody's. */
const placeholder = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(placeholder)
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, placeholder(inner)]))
  if (typeof value === 'number' || formOf(value) === 'decimal text') return oneEach(value)
  return typeof value !== 'string' || value === '' || TIME.test(value) ? value : 'text'
}
