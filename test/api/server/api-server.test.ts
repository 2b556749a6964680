import { afterAll, beforeAll, expect, test } from 'vitest'
import { ACCOUNT, type OpenApi, openApi } from './open-api.js'
import { TOY_ROUTES } from './toy-routes.js'

let api: OpenApi
beforeAll(async () => {
  api = await openApi(TOY_ROUTES)
})
afterAll(() => api.close())

test.each`
  method       | path                                   | status | code                    | why
  ${'GET'}     | ${'/api/numbers/a'}                    | ${200} | ${undefined}            | ${'reads are open on loopback'}
  ${'HEAD'}    | ${'/api/numbers/a'}                    | ${200} | ${undefined}            | ${'as GET'}
  ${'GET'}     | ${`/api/numbers/a?account=${ACCOUNT}`} | ${200} | ${undefined}            | ${'this account'}
  ${'GET'}     | ${'/api/numbers/a?account=another'}    | ${404} | ${'unknown-account'}    | ${'another account'}
  ${'GET'}     | ${'/api/numbers/a?limit=10'}           | ${200} | ${undefined}            | ${'within its bounds'}
  ${'GET'}     | ${'/api/numbers/a?limit=11'}           | ${400} | ${'bad-request'}        | ${'above its bound'}
  ${'GET'}     | ${'/api/numbers/a?limit='}             | ${400} | ${'bad-request'}        | ${'an empty text is no number'}
  ${'GET'}     | ${'/api/numbers/a?limit=0x2'}          | ${400} | ${'bad-request'}        | ${'not decimal'}
  ${'GET'}     | ${'/api/numbers/a?limit=2&limit=3'}    | ${400} | ${'bad-request'}        | ${'two values'}
  ${'GET'}     | ${'/api/numbers/a?other=1'}            | ${400} | ${'bad-request'}        | ${'an unknown key'}
  ${'GET'}     | ${'/api/text?x=1'}                     | ${400} | ${'bad-request'}        | ${'no key is known'}
  ${'GET'}     | ${'/api/numbers/abcdefghijk'}          | ${400} | ${'bad-request'}        | ${'a name that is too long'}
  ${'GET'}     | ${'/api/numbers/%E0%A4%A'}             | ${400} | ${'bad-request'}        | ${'a path that is not UTF-8'}
  ${'GET'}     | ${'/api/numbers/a/'}                   | ${404} | ${'not-found'}          | ${'another path'}
  ${'GET'}     | ${'/API/numbers/a'}                    | ${404} | ${'not-found'}          | ${'another path'}
  ${'GET'}     | ${'/nothing'}                          | ${404} | ${'not-found'}          | ${'no such path'}
  ${'DELETE'}  | ${'/api/numbers/a'}                    | ${405} | ${'method-not-allowed'} | ${'another method'}
  ${'OPTIONS'} | ${'/api/numbers/a'}                    | ${405} | ${'method-not-allowed'} | ${'CORS is off'}
  ${'TRACE'}   | ${'/api/numbers/a'}                    | ${405} | ${'method-not-allowed'} | ${'another method'}
  ${'POST'}    | ${'/health'}                           | ${405} | ${'method-not-allowed'} | ${'a probe is read'}
  ${'GET'}     | ${'/api/fails/store'}                  | ${503} | ${'unavailable'}        | ${'the store is away'}
  ${'GET'}     | ${'/api/fails/kept'}                   | ${404} | ${'not-kept'}           | ${'the route refuses'}
  ${'GET'}     | ${'/api/fails/bug'}                    | ${500} | ${'internal'}           | ${'a bug of ours'}
`('$method $path: $status $code ($why)', async ({ method, path, status, code }) => {
  const answer = await api.ask(method, path)
  expect({ status: answer.status, code: answer.code }).toEqual({ status, code: method === 'HEAD' ? undefined : code })
  expect(answer.headers['allow'] ?? null).toBe(
    status !== 405 ? null : path === '/health' ? 'GET, HEAD' : 'GET, HEAD, POST',
  )
  expect(answer.headers['retry-after'] ?? null).toBe(status === 503 ? '5' : null)
})

test.each`
  body                        | type                                 | status | code                        | why
  ${'{"value":1}'}            | ${'application/json'}                | ${200} | ${undefined}                | ${'well formed'}
  ${'{"value":1}'}            | ${'application/json; charset=utf-8'} | ${200} | ${undefined}                | ${'with a charset'}
  ${'{"value":1,"least":2}'}  | ${'application/json'}                | ${409} | ${'refused'}                | ${'a rule beyond the schema'}
  ${'{"value":"1"}'}          | ${'application/json'}                | ${400} | ${'bad-request'}            | ${'a text is no number'}
  ${'{"value":1,"more":1}'}   | ${'application/json'}                | ${400} | ${'bad-request'}            | ${'an unknown key'}
  ${'{"value":1'}             | ${'application/json'}                | ${400} | ${'bad-request'}            | ${'malformed'}
  ${'7'}                      | ${'application/json'}                | ${400} | ${'bad-request'}            | ${'not an object'}
  ${''}                       | ${'application/json'}                | ${400} | ${'bad-request'}            | ${'nothing'}
  ${'{"value":1}'}            | ${'text/plain'}                      | ${415} | ${'unsupported-media-type'} | ${'a form could send it'}
  ${'{"value":1}'}            | ${'application/jsonp'}               | ${415} | ${'unsupported-media-type'} | ${'another type'}
  ${'{"value":1}'}            | ${'application/json; charset=x'}     | ${415} | ${'unsupported-media-type'} | ${'another charset'}
  ${`"${'a'.repeat(65536)}"`} | ${'application/json'}                | ${413} | ${'too-large'}              | ${'above 64 KiB'}
`('a body: $status $code ($why)', async ({ body, type, status, code }) => {
  const answer = await api.ask('POST', '/api/numbers/a', {
    token: api.secrets.control,
    headers: { 'Content-Type': type },
    body,
  })
  expect({ status: answer.status, code: answer.code }).toEqual({ status, code })
})

test('a body that is announced far too large is refused before it comes', async () => {
  const { status, code, headers } = await api.ask('POST', '/api/numbers/a', {
    token: api.secrets.control,
    headers: { 'Content-Type': 'application/json', 'Content-Length': '1000000000' },
    body: '{',
  })
  expect([status, code, headers['connection']]).toEqual([413, 'too-large', 'close'])
})

test('NaN is null, a text has its type and file name, a bug reveals nothing but is logged', async () => {
  expect(JSON.parse((await api.ask('GET', '/api/numbers/a')).text)).toEqual({ name: 'a', limit: 3, ratio: null })
  const { headers, text } = await api.ask('GET', '/api/text')
  expect([text, headers['content-type'], headers['content-disposition']]).toEqual([
    'a,b\n',
    'text/csv; charset=utf-8',
    'attachment; filename=ab.csv',
  ])
  expect((await api.ask('GET', '/api/fails/bug')).text).not.toContain('inside')
  expect(api.log.join('\n')).toContain('GET /api/fails/bug: Error: a secret of the inside')
})

test('a call without a body takes none, or an empty object', async () => {
  const post = (body?: string) => api.ask('POST', '/api/admin', { token: api.secrets.admin, ...(body ? { body } : {}) })
  expect([(await post()).status, (await post('{}')).status, (await post('{"a":1}')).status]).toEqual([200, 200, 400])
})

test('each answer has the headers of a strict page', async () => {
  for (const path of ['/api/numbers/a', '/nothing', '/health']) {
    const { headers } = await api.ask('GET', path)
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'self';connect-src 'self';base-uri 'none';form-action 'none';frame-ancestors 'none';object-src 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
    })
    expect(headers).not.toHaveProperty('x-powered-by')
    expect(headers).not.toHaveProperty('access-control-allow-origin')
  }
})

test('readiness: 503 with its reasons where reads are open, 200 for liveness, metrics for Prometheus', async () => {
  const ready = await api.ask('GET', '/ready')
  expect([ready.status, ready.headers['retry-after']]).toEqual([503, '1'])
  expect(JSON.parse(ready.text)).toMatchObject({ reasons: [{ text: 'lost 512.20 USD today' }] })
  expect(JSON.parse((await api.ask('GET', '/health')).text)).toEqual({ status: 'ok', phase: 'running' })
  const { text } = await api.ask('GET', '/metrics')
  expect(text).toContain('sep_build_info{version="0.1.0",node="24.0.0",kernel="1",graph_hash="abc"} 1')
  expect(text).toContain('sep_kill_switch 1')
  expect(text).toMatch(/nodejs_eventloop_lag_p99_seconds \d/)
  expect(text).not.toMatch(/nodejs_active_\w+_total/)
})

test('from elsewhere /ready has codes alone, and metrics need a token', async () => {
  const elsewhere = { headers: { 'X-Forwarded-For': '10.0.0.7' } }
  const ready = await api.ask('GET', '/ready', elsewhere)
  expect(JSON.parse(ready.text)).toMatchObject({
    reasons: [{ code: 'daily_loss', text: 'daily loss' }],
    instruments: {},
  })
  expect(ready.text).not.toContain('512')
  expect((await api.ask('GET', '/metrics', elsewhere)).status).toBe(401)
  expect((await api.ask('GET', '/metrics', { ...elsewhere, token: api.secrets.read })).status).toBe(200)
})
