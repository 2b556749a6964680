/** A JSON Schema in a few words: `number or null`, `{t, o, h}`, `list of text`. */

export type JsonShape = { readonly [key: string]: unknown }

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'integer',
  number: 'number',
  boolean: 'true or false',
}

const partsOf = (value: unknown): readonly JsonShape[] => (Array.isArray(value) ? (value as JsonShape[]) : [])

/** `resolve`: what a `$ref` names. */
export const shapeText = (
  schema: JsonShape,
  resolve: (ref: string) => JsonShape | undefined = () => undefined,
): string => {
  const { type, enum: values, const: value, $ref: ref } = schema
  if (typeof ref === 'string') {
    const target = resolve(ref)
    return target ? shapeText(target, resolve) : (ref.split('/').at(-1) ?? ref)
  }
  if (value !== undefined) return `\`${JSON.stringify(value)}\``
  if (Array.isArray(values)) return values.map((one) => `\`${String(one)}\``).join(', ')
  const choices = [...partsOf(schema['anyOf']), ...partsOf(schema['oneOf'])]
  if (choices.length > 0) return [...new Set(choices.map((choice) => shapeText(choice, resolve)))].join(' or ')
  if (type === 'null') return 'null'
  if (type === 'array') return `list of ${shapeText((schema['items'] ?? {}) as JsonShape, resolve)}`
  if (type === 'object') return objectText(schema)
  if (typeof type === 'string') return `${WORDS[type] ?? type}${boundsOf(schema)}`
  return 'anything'
}

const objectText = (schema: JsonShape): string => {
  const names = Object.keys((schema['properties'] ?? {}) as JsonShape)
  return names.length === 0 ? 'an object' : `{${names.map((name) => `\`${name}\``).join(', ')}}`
}

/** Of what is written out; JavaScript's own limits are none. */
const boundsOf = ({ minimum, maximum }: JsonShape): string => {
  const known = [minimum, maximum].map((bound) =>
    typeof bound === 'number' && Math.abs(bound) < Number.MAX_SAFE_INTEGER ? String(bound) : '',
  )
  if (known[0] === '' && known[1] === '') return ''
  return known[0] === ''
    ? `, at most ${known[1]}`
    : known[1] === ''
      ? `, at least ${known[0]}`
      : `, ${known[0]} to ${known[1]}`
}
