import { afterAll, beforeAll, expect, test } from 'vitest'
import { join } from 'node:path'
import type { Express } from 'express'
import { openApiDocument } from '../../../api/openapi/document.js'
import { ROUTES } from '../../../api/routes/index.js'
import { apiServer } from '../../../api/server/api-server.js'
import { versions } from '../../../app/config/versions.js'
import { guidePages } from '../../../cli/guide/guide-pages.js'
import { siteFiles } from '../../../deploy/guide/site-files.js'
import { writeSite } from '../../../deploy/guide/write-site.js'
import { ROOT } from '../../support/paths.js'
import { ACCOUNT, type OpenApi, openApi, serverInputs } from './open-api.js'
import { TOY_ROUTES } from './toy-routes.js'

interface Link {
  readonly operationId: string
  readonly parameters: Readonly<Record<string, string>>
}
interface Operation {
  readonly operationId: string
  readonly security: readonly object[]
  readonly parameters: readonly { name: string; in: string; required: boolean; example?: unknown }[]
  readonly responses: Readonly<
    Record<string, { content: Readonly<Record<string, unknown>>; links?: Readonly<Record<string, Link>> }>
  >
  readonly requestBody?: object
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}

let api: OpenApi
beforeAll(async () => {
  api = await openApi([...TOY_ROUTES, ...ROUTES])
})
afterAll(() => api.close())

const document = async (headers = {}): Promise<Document> =>
  JSON.parse((await api.ask('GET', '/openapi.json', { headers })).text) as Document

/** Outside the document by intent. */
const PROBES = ['/health', '/ready', '/metrics', '/openapi.json', '/docs', '/docs/guide', '/login']

test('the router has what the document lists, and the document what the router has', async () => {
  const router = routerOf(apiServer({ ...serverInputs(api), routes: [...TOY_ROUTES, ...ROUTES] }))
  const listed = Object.entries((await document()).paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  )
  expect(router.filter((one) => !PROBES.includes(one.split(' ')[1] as string)).sort()).toEqual(listed.sort())
})

test('each link leads to an operation, by a parameter that it has, from a place that the answer has', async () => {
  const { paths } = await document()
  const all = Object.values(paths).flatMap((methods) => Object.values(methods))
  const links = all.flatMap((from) => Object.values(from.responses['200']?.links ?? {}).map((link) => ({ from, link })))
  expect(links).toHaveLength(5)
  for (const { from, link } of links) {
    const target = all.find(({ operationId }) => operationId === link.operationId)
    for (const [name, expression] of Object.entries(link.parameters)) {
      expect(
        target?.parameters.map((one) => one.name),
        link.operationId,
      ).toContain(name)
      const place = expression.replace('$response.body#/', '').split('/')
      const schema = from.responses['200']!.content['application/json'] as { readonly schema: Place }
      const found = place.reduce<Place | undefined>((at, key) => at?.properties?.[key] ?? at?.items, schema.schema)
      expect(found, expression).toBeDefined()
    }
  }
})

interface Place {
  readonly properties?: Readonly<Record<string, Place>>
  readonly items?: Place
}

test('where reads are open the document shows it', async () => {
  const [here, elsewhere] = [await document(), await document({ 'X-Forwarded-For': '10.0.0.7' })]
  const securityOf = ({ paths }: Document, path: string, method: string) => paths[path]?.[method]?.security
  expect(securityOf(here, '/api/numbers/{name}', 'get')).toEqual([{}, { bearer: [] }])
  expect(securityOf(here, '/api/numbers/{name}', 'post')).toEqual([{ bearer: [] }])
  expect(securityOf(elsewhere, '/api/numbers/{name}', 'get')).toEqual([{ bearer: [] }])
  expect(securityOf(elsewhere, '/api/session', 'get')).toEqual([{}, { bearer: [] }])
})

test('each operation has its account, each error its problem, each parameter of a path its schema', async () => {
  for (const [path, methods] of Object.entries((await document()).paths))
    for (const [method, { parameters, responses }] of Object.entries(methods)) {
      const where = `${method} ${path}`
      expect(parameters.at(-1), where).toMatchObject({ name: 'account', in: 'query', example: ACCOUNT })
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      expect(
        parameters.filter((one) => one.in === 'path').map(({ name }) => name),
        where,
      ).toEqual(inPath)
      for (const [status, { content }] of Object.entries(responses))
        if (status !== '200') expect(Object.keys(content), `${where} ${status}`).toEqual(['application/problem+json'])
      for (const status of ['400', '401', '403', '404', '421', '429', '503'])
        expect(responses, where).toHaveProperty(status)
    }
})

test('a route with a text, a body, numbers in its query', () => {
  const { paths } = openApiDocument(TOY_ROUTES, {
    version: '1',
    account: ACCOUNT,
    openReads: true,
  }) as Partial<Document> as Document
  expect(Object.keys(paths['/api/text']?.['get']?.responses['200']?.content ?? {})).toEqual([
    'application/json',
    'text/csv',
  ])
  expect(paths['/api/numbers/{name}']?.['post']).toMatchObject({
    requestBody: { content: { 'application/json': { schema: { required: ['value'], additionalProperties: false } } } },
  })
  expect(paths['/api/numbers/{name}']?.['get']?.parameters).toContainEqual({
    name: 'limit',
    in: 'query',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: 10, default: 3 },
    example: 3,
  })
})

test('the docs page is files of its own, without anything inline', async () => {
  const { text, headers } = await api.ask('GET', '/docs')
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  expect(text).not.toMatch(/<style|style=|onclick=|<script(?! src=)/)
  for (const file of ['/docs/docs.js', '/docs/docs.css']) expect((await api.ask('GET', file)).status).toBe(200)
})

test('the guide needs no token, has an address for each page, and takes nothing but reads', async () => {
  const site = siteFiles({ root: ROOT, version: versions().sep, made: await guidePages() })
  writeSite(join(ROOT, 'dist', 'guide'), site, 'test')
  const { status, headers } = await api.ask('GET', '/docs/guide')
  expect([status, headers['location']]).toEqual([308, '/docs/guide/'])
  const answers = await Promise.all(
    [
      '',
      'runbook.html',
      'runbook',
      'guide.css',
      'images/day.svg',
      '../docs.js',
      'none.html',
      '..%2f..%2fpackage.json',
    ].map(async (path) => [path, (await api.ask('GET', `/docs/guide/${path}`)).status]),
  )
  expect(Object.fromEntries(answers)).toEqual({
    '': 200,
    'runbook.html': 200,
    runbook: 200,
    'guide.css': 200,
    'images/day.svg': 200,
    '../docs.js': 200,
    'none.html': 404,
    '..%2f..%2fpackage.json': 404,
  })
  expect((await api.ask('POST', '/docs/guide')).status).toBe(405)
})

const routerOf = (app: Express): readonly string[] =>
  app.router.stack.flatMap(({ route }) =>
    route === undefined
      ? []
      : [route.path]
          .flat()
          .flatMap((path) =>
            route.stack
              .filter(({ method }) => method !== undefined)
              .map(({ method }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`),
          ),
  )
