/** The OpenAPI 3.1 document of a list of routes. */
import { API_ERRORS, type ApiErrorCode } from '../routes/api-error.js'
import type { Route } from '../routes/route.js'
import { linksOf } from './links.js'
import { type JsonSchema, type SchemaBook, schemaBook } from './schema-book.js'
import { problemSchema } from '../contract/common.js'

export interface DocumentInputs {
  readonly version: string
  /** The one account that `?account=` may name. */
  readonly account: string
  /** Reads need no token for the one who asks. */
  readonly openReads: boolean
}

/** Of every route. */
const COMMON: readonly ApiErrorCode[] = [
  'bad-request',
  'unauthorized',
  'bad-token',
  'forbidden',
  'foreign-origin',
  'not-found',
  'unknown-account',
  'foreign-host',
  'too-many-requests',
  'internal',
  'warming',
  'unavailable',
]
/** Of every route that changes the state. */
const OF_CHANGES: readonly ApiErrorCode[] = ['bad-csrf', 'refused', 'too-large', 'unsupported-media-type']

export const openApiDocument = (routes: readonly Route[], inputs: DocumentInputs): JsonSchema => {
  const book = schemaBook()
  const paths = routes.reduce<Record<string, Record<string, JsonSchema>>>((all, route) => {
    all[route.path] = { ...all[route.path], [route.method]: operationOf(route, inputs, book) }
    return all
  }, {})
  return {
    openapi: '3.1.0',
    info: {
      title: 'SEP',
      version: inputs.version,
      description:
        'What a running SEP shows, and what changes its state. Times are milliseconds UTC; null = not known.',
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: book.schemas(),
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'sep token new NAME --scope SCOPE' } },
    },
  }
}

const operationOf = (route: Route, inputs: DocumentInputs, book: SchemaBook): JsonSchema => ({
  operationId: operationIdOf(route),
  summary: route.summary,
  tags: [route.path.split('/')[2] as string],
  'x-scope': route.scope,
  security: securityOf(route, inputs.openReads),
  parameters: [
    ...parametersOf('path', book.properties(route.params)),
    ...parametersOf('query', book.properties(route.query)),
    {
      name: 'account',
      in: 'query',
      required: false,
      description: 'The account of this process; another one is a 404',
      schema: { type: 'string', enum: [inputs.account] },
      example: inputs.account,
    },
  ],
  ...(route.body ? { requestBody: bodyOf(book.input(route.body)) } : {}),
  responses: responsesOf(route, book),
})

const operationIdOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string =>
  `${method}${path.replace(/[^A-Za-z0-9]+(.)?/g, (_, next?: string) => (next ?? '').toUpperCase())}`

/** `get /api/pairs` */
const idOfNamed = (name: string): string => {
  const [method = '', path = ''] = name.split(' ')
  return operationIdOf({ method: method as Route['method'], path })
}

const securityOf = ({ scope, method }: Route, openReads: boolean): readonly JsonSchema[] => {
  if (scope === 'public' || (openReads && scope === 'read' && method === 'get')) return [{}, { bearer: [] }]
  return [{ bearer: [] }]
}

const parametersOf = (
  place: 'path' | 'query',
  properties: ReturnType<SchemaBook['properties']>,
): readonly JsonSchema[] =>
  properties.map(({ name, schema, required, example }) => ({
    name,
    in: place,
    required: place === 'path' || required,
    schema,
    ...(example === undefined ? {} : { example }),
  }))

const bodyOf = (schema: JsonSchema): JsonSchema => ({ required: true, content: { 'application/json': { schema } } })

const responsesOf = (route: Route, book: SchemaBook): JsonSchema => {
  const codes = new Set([...COMMON, ...(route.method === 'get' ? [] : OF_CHANGES), ...route.errors])
  const statuses = [...new Set([...codes].map((code) => API_ERRORS[code].status))].sort((a, b) => a - b)
  const contents = [
    ['application/json', { schema: book.output(route.response) }],
    ...(route.texts ?? []).map((type) => [type, { schema: { type: 'string' } }]),
  ]
  const links = linksOf(`${route.method} ${route.path}`, idOfNamed)
  return {
    200: {
      description: route.summary,
      content: Object.fromEntries(contents) as JsonSchema,
      ...(Object.keys(links).length > 0 ? { links } : {}),
    },
    ...Object.fromEntries(
      statuses.map((status) => [
        status,
        problemOf(
          status,
          [...codes].filter((code) => API_ERRORS[code].status === status),
          book,
        ),
      ]),
    ),
  }
}

const problemOf = (status: number, codes: readonly ApiErrorCode[], book: SchemaBook): JsonSchema => ({
  description: codes.map((code) => `\`${code}\`: ${API_ERRORS[code].title}`).join('; '),
  content: {
    'application/problem+json': {
      schema: {
        allOf: [book.output(problemSchema), { properties: { status: { const: status }, code: { enum: codes } } }],
      },
    },
  },
  ...(status === 503 ? { headers: { 'Retry-After': { schema: { type: 'string' }, description: 'seconds' } } } : {}),
})
