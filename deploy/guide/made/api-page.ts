/** The page about the REST interface, from its OpenAPI document. */
import type { Authority } from '../../../api/auth/authority.js'
import { openApiDocument } from '../../../api/openapi/document.js'
import { ROUTES } from '../../../api/routes/index.js'
import { allRoutes } from '../../../api/server/api-server.js'
import { versions } from '../../../app/config/versions.js'
import { type JsonShape, shapeText } from './json-shape.js'

interface Operation {
  readonly summary: string
  readonly tags: readonly string[]
  readonly 'x-scope': string
  readonly parameters: readonly {
    readonly name: string
    readonly in: string
    readonly required: boolean
    readonly schema: JsonShape
  }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonShape }>> }
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: JsonShape }>> }>
  >
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, JsonShape>> }
}

/** No handler is called. */
const documentOf = (): Document =>
  openApiDocument(allRoutes(ROUTES, {} as Authority), {
    version: versions().sep,
    account: 'ACCOUNT',
    openReads: false,
  }) as Partial<Document> as Document

type Resolve = (ref: string) => JsonShape | undefined

export const apiPage = (): string => {
  const { paths, components } = documentOf()
  const resolve: Resolve = (ref) => components.schemas[ref.split('/').at(-1) ?? '']
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const tags = [...new Set(operations.map(({ operation }) => operation.tags[0] ?? ''))].sort()
  return [
    '# REST reference',
    '',
    'Every route, made from the list that the router itself is made from. `/openapi.json` of a running process has the same',
    'with all schemas, and `/docs` sends calls. What holds for all of them, tokens and the WebSocket: [The surface](surface.md).',
    ...tags.flatMap((tag) => [
      '',
      `## ${tag}`,
      ...operations
        .filter(({ operation }) => operation.tags[0] === tag)
        .flatMap(({ path, method, operation }) => routeText(`${method.toUpperCase()} ${path}`, operation, resolve)),
    ]),
    '',
  ].join('\n')
}

const routeText = (name: string, operation: Operation, resolve: Resolve): readonly string[] => {
  const { summary, parameters, requestBody, responses } = operation
  const own = parameters.filter((parameter) => parameter.name !== 'account')
  const body = requestBody?.content['application/json']?.schema
  return [
    '',
    `### \`${name}\``,
    '',
    `${summary}. Scope \`${operation['x-scope']}\`.`,
    '',
    ...own.map(
      ({ name: parameter, in: place, required, schema }) =>
        `- \`${parameter}\` (${place}${required ? ', needed' : ''}): ${shapeText(schema, resolve)}`,
    ),
    ...(body === undefined ? [] : [`- body: ${fieldsText(body, resolve)}`]),
    `- answer: ${answerText(responses, resolve)}`,
  ]
}

const answerText = (responses: Operation['responses'], resolve: Resolve): string =>
  Object.entries(responses['200']?.content ?? {})
    .map(([type, { schema }]) => (type === 'application/json' ? shapeText(schema, resolve) : `\`${type}\``))
    .join(' or ')

const fieldsText = (schema: JsonShape, resolve: Resolve): string => {
  const target = typeof schema['$ref'] === 'string' ? (resolve(schema['$ref']) ?? schema) : schema
  const fields = Object.entries((target['properties'] ?? {}) as Readonly<Record<string, JsonShape>>)
  if (fields.length === 0) return shapeText(target, resolve)
  return fields.map(([name, field]) => `\`${name}\` ${shapeText(field, resolve)}`).join('; ')
}
