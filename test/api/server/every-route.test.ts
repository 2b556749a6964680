/** Deny by default: every route of the product. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROUTES } from '../../../api/routes/index.js'
import { type Route, SCOPES } from '../../../api/routes/route.js'
import { allRoutes } from '../../../api/server/api-server.js'
import { type Asked, type OpenApi, openApi } from './open-api.js'

let api: OpenApi
/** Listens as if on all addresses: nothing is open. */
let closed: OpenApi
let strict: OpenApi
beforeAll(async () => {
  api = await openApi(ROUTES)
  closed = await openApi(ROUTES, { auth: { host: '0.0.0.0' } })
  strict = await openApi(ROUTES, { limits: { reads: 1, controls: 1, failures: 1000 } })
})
afterAll(() => Promise.all([api, closed, strict].map((one) => one.close())))

const routes = allRoutes(ROUTES, {} as OpenApi['authority'])
const pathOf = ({ path }: Route): string => path.replace(/\{\w+\}/g, 'x')
const ask = async (on: OpenApi, route: Route, asked: Asked = {}, query = '') => {
  const { status, code } = await on.ask(route.method.toUpperCase(), `${pathOf(route)}${query}`, asked)
  return `${status} ${code ?? ''}`.trim()
}
const sessionHeaders = async (on: OpenApi) => {
  const answer = await on.ask('GET', `/login?code=${await on.authority.loginCode()}`)
  return { Cookie: String(answer.headers['set-cookie']).split(';')[0] as string }
}

test('paths and methods are unique, and a path with a parameter has a schema for it', () => {
  const names = routes.map(({ method, path }) => `${method} ${path}`)
  expect(new Set(names).size).toBe(names.length)
  expect(
    routes.filter(({ path, params }) => path.includes('{') !== (params !== undefined)).map(({ path }) => path),
  ).toEqual([])
  expect(routes.filter(({ method, scope }) => method !== 'get' && scope === 'public')).toEqual([])
})

describe.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', (_name, route) => {
  const { scope, method } = route
  const isChange = method !== 'get'
  const rank = SCOPES.indexOf(scope)

  test('without a token', async () => {
    if (scope !== 'public') {
      expect(await ask(closed, route)).toBe('401 unauthorized')
      expect(await ask(api, route, { headers: { 'X-Forwarded-For': '10.0.0.7' } })).toBe('401 unauthorized')
      expect(await ask(closed, route, { headers: { Cookie: `sep_session_${closed.port}=sep_over` } })).toBe(
        '401 unauthorized',
      )
    }
    if (isChange || rank > 1) expect(await ask(api, route)).toBe('401 unauthorized')
  })

  test('with a token of each scope, one that is not valid, and a session without its CSRF token', async () => {
    for (const held of ['read', 'control', 'admin'] as const) {
      const answer = await ask(closed, route, { token: closed.secrets[held] }, '?unknown=1')
      expect(answer).toBe(SCOPES.indexOf(held) < rank ? '403 forbidden' : '400 bad-request')
    }
    for (const token of ['sep_wrong', closed.secrets.expired])
      expect(await ask(api, route, { token })).toBe('401 bad-token')
    if (isChange && scope !== 'admin')
      expect(await ask(closed, route, { headers: await sessionHeaders(closed) })).toBe('403 bad-csrf')
  })

  test('from a foreign Origin or for a foreign Host, with another account, method or body', async () => {
    const token = api.secrets.admin
    expect(await ask(api, route, { token, headers: { Origin: 'https://evil.example' } })).toBe('403 foreign-origin')
    expect(await ask(api, route, { token, headers: { Host: 'evil.example' } })).toBe('421 foreign-host')
    expect(await ask(api, route, { token }, '?account=another')).toBe('404 unknown-account')
    expect((await api.ask('PATCH', pathOf(route), { token })).code).toBe('method-not-allowed')
    if (isChange && !route.params) {
      for (const body of ['{"a":', '[]', '7', '{"unknown":1}'])
        expect(await ask(api, route, { token, body })).toBe('400 bad-request')
      expect(await ask(api, route, { token, body: 'x=1', headers: { 'Content-Type': 'text/plain' } })).toBe(
        '415 unsupported-media-type',
      )
      expect(await ask(api, route, { token, body: `"${'a'.repeat(65_536)}"` })).toBe('413 too-large')
    }
  })

  test('is limited, but for what stops trading', async () => {
    const token = strict.secrets.admin
    await ask(strict, route, { token }, '?unknown=1')
    const again = await ask(strict, route, { token }, '?unknown=1')
    expect(again).toBe(route.unlimited === true ? '400 bad-request' : '429 too-many-requests')
    if (route.unlimited === true) expect(route.path).toBe('/api/kill-switch')
  })
})
