/** Random values of a zod schema, for round-trip properties. */
import fc from 'fast-check'
import { z } from 'zod'

/** Supports the kinds of schema that stored documents use; any other is an error. */
export const arbitraryOf = (schema: z.ZodType): fc.Arbitrary<unknown> => {
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Readonly<Record<string, z.ZodType>>
    const optional = Object.keys(shape).filter((name) => shape[name] instanceof z.ZodOptional)
    const requiredKeys = Object.keys(shape).filter((name) => !optional.includes(name))
    const fields = Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, arbitraryOf(field)]))
    return fc.record(fields, { requiredKeys, noNullPrototype: true })
  }
  if (schema instanceof z.ZodRecord) {
    const names =
      schema.keyType instanceof z.ZodString && schema.keyType.format
        ? fc.constantFrom('EUR_USD', 'USD_JPY', 'XAU_USD')
        : fc.string().filter((name) => name !== '__proto__')
    return fc.dictionary(names, arbitraryOf(schema.valueType as z.ZodType), { noNullPrototype: true })
  }
  if (schema instanceof z.ZodArray) return fc.array(arbitraryOf(schema.element as z.ZodType), { maxLength: 5 })
  if (schema instanceof z.ZodOptional) return arbitraryOf(schema.unwrap() as z.ZodType)
  if (schema instanceof z.ZodNullable) return fc.option(arbitraryOf(schema.unwrap() as z.ZodType))
  if (schema instanceof z.ZodUnion) return fc.oneof(...schema.options.map((option) => arbitraryOf(option as z.ZodType)))
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options)
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values)
  // z.json(), which drops members of that name, as the other schemas do.
  if (schema instanceof z.ZodLazy)
    return fc
      .json({ maxDepth: 1 })
      .filter((text) => !text.includes('"__proto__"'))
      .map((text) => JSON.parse(text) as unknown)
  if (schema instanceof z.ZodBoolean) return fc.boolean()
  if (schema instanceof z.ZodCustom) return fc.uint8Array()
  if (schema instanceof z.ZodNumber) {
    const numbers = schema.isInt ? fc.maxSafeInteger() : fc.double({ noNaN: true, noDefaultInfinity: true })
    return numbers.map((value) => value + 0).filter((value) => schema.safeParse(value).success)
  }
  if (schema instanceof z.ZodString) {
    return fc
      .oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('EUR_USD'))
      .filter((value) => schema.safeParse(value).success)
  }
  throw new Error(`no arbitrary for ${schema.constructor.name}`)
}
