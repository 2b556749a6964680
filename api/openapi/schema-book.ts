/** Schemas of zod as JSON schema; those with an id once, under components. */
import { z } from 'zod'

export type JsonSchema = { readonly [key: string]: unknown }

export interface Property {
  readonly name: string
  readonly schema: JsonSchema
  readonly required: boolean
  readonly example?: unknown
}

export interface SchemaBook {
  readonly input: (schema: z.ZodType) => JsonSchema
  readonly output: (schema: z.ZodType) => JsonSchema
  /** Of an object; none without a schema. */
  readonly properties: (schema: z.ZodType | undefined) => readonly Property[]
  /** All that had an id so far. */
  readonly schemas: () => JsonSchema
}

export const schemaBook = (): SchemaBook => {
  const named = new Map<string, JsonSchema>()
  const converted = (schema: z.ZodType, io: 'input' | 'output'): JsonSchema => {
    const {
      $schema: _draft,
      $defs = {},
      ...own
    } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: plainTuple })
    for (const [id, definition] of Object.entries($defs)) named.set(id, moved(withoutId(definition)))
    return moved(withoutId(own))
  }
  const resolved = (schema: JsonSchema): JsonSchema =>
    named.get(String(schema['$ref']).replace(COMPONENTS, '')) ?? schema
  return {
    input: (schema) => converted(schema, 'input'),
    output: (schema) => converted(schema, 'output'),
    properties: (schema) => {
      if (schema === undefined) return []
      const { properties = {}, required = [] } = converted(schema, 'input') as ObjectSchema
      return Object.entries(properties).map(([name, property]) => {
        const example = exampleOf(resolved(property))
        return {
          name,
          schema: property,
          required: required.includes(name),
          ...(example === undefined ? {} : { example }),
        }
      })
    },
    schemas: () => Object.fromEntries([...named].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
}

/** `prefixItems` as items of either kind: tools that read OpenAPI stumble over it. */
const plainTuple = ({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void => {
  if (jsonSchema.prefixItems === undefined) return
  jsonSchema.items = { anyOf: jsonSchema.prefixItems.filter((item) => typeof item === 'object') }
  delete jsonSchema.prefixItems
}

const COMPONENTS = '#/components/schemas/'

const moved = (schema: JsonSchema): JsonSchema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/$defs/', `"$ref":"${COMPONENTS}`)) as JsonSchema

const withoutId = ({ id: _id, ...schema }: JsonSchema): JsonSchema => schema

/** One that works: what the schema gives, its default, or the first of its values. */
const exampleOf = (schema: JsonSchema): unknown =>
  schema['example'] ?? first(schema['examples']) ?? schema['default'] ?? first(schema['enum'])

const first = (list: unknown): unknown => (Array.isArray(list) ? (list[0] as unknown) : undefined)
