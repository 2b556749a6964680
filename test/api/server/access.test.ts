import { appendFileSync, chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { digestOf } from '../../../api/auth/secret.js'
import { appendTokenLine } from '../../../api/auth/token-file.js'
import { packageRoot } from '../../../lib/package-root.js'
import { isoTime } from '../../../lib/iso-time.js'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../lib/time-units.js'
import { SepError } from '../../../model/error-codes.js'
import { memoryStore } from '../../../store/memory/store.js'
import { type Asked, type OpenApi, openApi, START_MS } from './open-api.js'
import { TOY_ROUTES } from './toy-routes.js'

let api: OpenApi
beforeEach(async () => {
  api = await openApi(TOY_ROUTES)
})
afterEach(() => api.close())

const READ = ['GET', '/api/numbers/a', undefined] as const
const CONTROL = ['POST', '/api/numbers/a', '{"value":1}'] as const
const ADMIN = ['POST', '/api/admin', undefined] as const
const CALLS = { READ, CONTROL, ADMIN }
const call = async (name: keyof typeof CALLS, asked: Asked = {}, on = api) => {
  const [method, path, body] = CALLS[name]
  const { status, code } = await on.ask(method, path, { ...(body === undefined ? {} : { body }), ...asked })
  return code === undefined ? String(status) : `${status} ${code}`
}
const eachCall = async (asked: Asked) => [
  await call('READ', asked),
  await call('CONTROL', asked),
  await call('ADMIN', asked),
]
/** The session of a login link. */
const logIn = async () => {
  const answer = await api.ask('GET', `/login?code=${await api.authority.loginCode()}`)
  const [cookie] = String(answer.headers['set-cookie']).split(';') as [string]
  const { csrf } = JSON.parse((await api.ask('GET', '/api/session', { headers: { Cookie: cookie } })).text) as {
    csrf: string
  }
  return { cookie, csrf, headers: { Cookie: cookie, 'X-CSRF-Token': csrf } }
}

const PROXIED = { 'X-Forwarded-For': '10.0.0.7' }

const BAD = '401 bad-token'
const NONE = '401 unauthorized'
const ORIGIN = '403 foreign-origin'
const HOST = '421 foreign-host'
const SITE = { 'Sec-Fetch-Site': 'cross-site' }

test.each([
  ['nobody, here', null, {}, ['200', NONE, NONE]],
  ['nobody, through a proxy', null, PROXIED, [NONE, NONE, NONE]],
  ['nobody, Forwarded', null, { Forwarded: 'for=10.0.0.7' }, [NONE, NONE, NONE]],
  ['scope read', 'read', PROXIED, ['200', '403 forbidden', '403 forbidden']],
  ['scope control', 'control', PROXIED, ['200', '200', '403 forbidden']],
  ['scope admin', 'admin', PROXIED, ['200', '200', '200']],
  ['an expired token', 'expired', {}, [BAD, BAD, BAD]],
  ['an unknown token', null, { Authorization: 'Bearer sep_unknown' }, [BAD, BAD, BAD]],
  ['another scheme', null, { Authorization: 'Basic YTpi' }, [BAD, BAD, BAD]],
  ['an empty token', null, { Authorization: 'Bearer ' }, [BAD, BAD, BAD]],
  ['a foreign Origin', 'admin', { Origin: 'http://evil.example' }, [ORIGIN, ORIGIN, ORIGIN]],
  ['Origin null', 'admin', { Origin: 'null' }, [ORIGIN, ORIGIN, ORIGIN]],
  ['another port', 'admin', { Host: 'localhost:1', Origin: 'http://localhost:2' }, [ORIGIN, ORIGIN, ORIGIN]],
  ['its own Origin', 'admin', { Host: 'localhost:1', Origin: 'http://localhost:1' }, ['200', '200', '200']],
  ['an image on another site', null, { ...SITE, 'Sec-Fetch-Mode': 'no-cors' }, [ORIGIN, ORIGIN, ORIGIN]],
  ['a link on another site', null, { ...SITE, 'Sec-Fetch-Mode': 'navigate' }, ['200', NONE, NONE]],
  ['a foreign Host', 'admin', { Host: 'evil.example' }, [HOST, HOST, HOST]],
] as const)('%s: read, control, admin', async (_who, token, headers, answers) => {
  const secret = token === null ? {} : { token: api.secrets[token] }
  expect(await eachCall({ ...secret, headers })).toEqual(answers)
})

test('on another address nothing is open', async () => {
  const open = await openApi(TOY_ROUTES, { auth: { host: '0.0.0.0' } })
  try {
    expect(await call('READ', {}, open)).toBe('401 unauthorized')
    expect(await call('READ', { token: open.secrets.read }, open)).toBe('200')
    expect((await open.ask('GET', '/api/session')).text).toBe(
      '{"name":null,"scope":"none","csrf":null,"expiresMs":null}',
    )
  } finally {
    await open.close()
  }
})

test('a login link works once, for a session of scope control that needs its CSRF token', async () => {
  const code = await api.authority.loginCode()
  const first = await api.ask('GET', `/login?code=${code}`)
  expect([first.status, first.headers['location']]).toEqual([303, '/'])
  expect(String(first.headers['set-cookie'])).toMatch(
    new RegExp(`^sep_session_${api.port}=sep_[\\w-]{43}; Max-Age=43200; Path=/; HttpOnly; SameSite=Strict$`),
  )
  expect((await api.ask('GET', `/login?code=${code}`)).code).toBe('bad-token')
  const { cookie, csrf, headers } = await logIn()
  expect(await eachCall({ headers })).toEqual(['200', '200', '403 forbidden'])
  expect(await eachCall({ headers: { Cookie: cookie } })).toEqual(['200', '403 bad-csrf', '403 forbidden'])
  expect(await call('CONTROL', { headers: { Cookie: cookie, 'X-CSRF-Token': csrf.replace(/^./, 'x') } })).toBe(
    '403 bad-csrf',
  )
  expect(await call('READ', { headers: { ...PROXIED, Cookie: `other=1; ${cookie}` } })).toBe('200')
})

test('a link is too old after 10 minutes, a session after an hour of rest or 12 hours in use', async () => {
  const code = await api.authority.loginCode()
  await api.clock.advance(10 * MINUTE_MS)
  expect((await api.ask('GET', `/login?code=${code}`)).code).toBe('bad-token')
  const rested = await logIn()
  await api.clock.advance(HOUR_MS - 1)
  expect(await call('CONTROL', { headers: rested.headers })).toBe('200')
  await api.clock.advance(HOUR_MS)
  expect(await call('CONTROL', { headers: rested.headers })).toBe('401 unauthorized')
  const used = await logIn()
  for (let half = 0; half < 23; half++) {
    await api.clock.advance(HOUR_MS / 2)
    expect(await call('CONTROL', { headers: used.headers })).toBe('200')
  }
  await api.clock.advance(HOUR_MS / 2)
  expect(await call('CONTROL', { headers: used.headers })).toBe('401 unauthorized')
})

test('while the store is away open reads answer, what needs the session does not', async () => {
  const get = () => Promise.reject(new SepError('store-unavailable', 'no answer within 2 s'))
  const away = await openApi(TOY_ROUTES, { auth: { store: { ...memoryStore({ clock: api.clock }), get } } })
  const headers = { Cookie: 'sep_session_1=sep_x' }
  try {
    expect(await call('READ', { headers }, away)).toBe('200')
    expect(await call('READ', { headers: { ...headers, ...PROXIED } }, away)).toBe('503 unavailable')
    expect(await call('CONTROL', { headers }, away)).toBe('503 unavailable')
    expect(await call('CONTROL', { token: away.secrets.control }, away)).toBe('200')
  } finally {
    await away.close()
  }
})

test('a session that ends itself is over', async () => {
  const { headers } = await logIn()
  expect((await api.ask('POST', '/api/session/end', { headers })).status).toBe(200)
  expect(await call('CONTROL', { headers })).toBe('401 unauthorized')
})

test('a page is logged in by itself only in the demo and from this machine', async () => {
  const demo = await openApi(TOY_ROUTES, { page: join(packageRoot(), 'api/openapi/page'), auth: { logsIn: true } })
  try {
    const cookieOf = async (asked: Asked = {}) => (await demo.ask('GET', '/', asked)).headers['set-cookie']
    const [cookie] = String(await cookieOf()).split(';') as [string]
    expect(cookie).toMatch(/^sep_session_/)
    expect(await cookieOf()).toEqual(await cookieOf())
    expect(await cookieOf({ headers: PROXIED })).toBeUndefined()
    expect(await cookieOf({ headers: { Cookie: cookie } })).toBeUndefined()
    const session = await demo.ask('GET', '/api/session', { headers: { Cookie: cookie } })
    expect(JSON.parse(session.text)).toMatchObject({ name: 'session:page', scope: 'admin' })
    expect((await demo.ask('GET', '/gates')).text).toContain('<!doctype html>')
    expect((await demo.ask('GET', '/nothing')).code).toBe('not-found')
  } finally {
    await demo.close()
  }
})

test('a change of the token file counts within 2 s: new, revoked, wrong, readable by others, gone', async () => {
  const revoke = { revoke: 'desk', at: isoTime(START_MS) }
  const { secrets, tokenFile, clock } = api
  expect(await call('CONTROL', { token: secrets.control })).toBe('200')
  appendTokenLine(tokenFile, revoke)
  appendFileSync(tokenFile, 'no JSON\n')
  await clock.advance(2 * SECOND_MS)
  expect(await call('CONTROL', { token: secrets.control })).toBe('401 bad-token')
  expect(await call('CONTROL', { token: secrets.admin })).toBe('200')
  expect(api.log.join('\n')).toContain('line 6 is neither a token, a link nor a revocation; it is left out')
  appendTokenLine(tokenFile, {
    name: 'again',
    scope: 'read',
    sha256: digestOf('sep_again'),
    created: isoTime(START_MS),
  })
  await clock.advance(2 * SECOND_MS)
  expect(await call('READ', { token: 'sep_again' })).toBe('200')
  chmodSync(tokenFile, 0o640)
  await clock.advance(2 * SECOND_MS)
  expect(await call('READ', { token: 'sep_again' })).toBe('401 bad-token')
  expect(api.log.at(-1)).toContain('mode 640 lets others read it; chmod 600 makes it yours alone')
})

test('revoking a name ends the sessions of its links, and a link of the file works once', async () => {
  const { tokenFile, clock } = api
  const link = {
    link: 'tablet',
    sha256: digestOf('sep_code'),
    created: isoTime(START_MS),
    expires: isoTime(START_MS + 10 * MINUTE_MS),
  }
  appendTokenLine(tokenFile, link)
  await clock.advance(2 * SECOND_MS)
  const answer = await api.ask('GET', '/login?code=sep_code')
  const headers = { ...PROXIED, Cookie: String(answer.headers['set-cookie']).split(';')[0] as string }
  expect(await call('READ', { headers })).toBe('200')
  expect((await api.ask('GET', '/login?code=sep_code')).code).toBe('bad-token')
  appendTokenLine(tokenFile, { revoke: 'tablet', at: isoTime(clock.nowMs()) })
  await clock.advance(2 * SECOND_MS)
  expect(await call('READ', { headers })).toBe('401 unauthorized')
})

test('too many invalid tokens are 429, but a valid one of the same address still works', async () => {
  const strict = await openApi(TOY_ROUTES, { limits: { reads: 3, controls: 2, failures: 2 } })
  try {
    const bad = () => call('READ', { token: 'sep_bad' }, strict)
    expect([await bad(), await bad(), await bad()]).toEqual(['401 bad-token', '401 bad-token', '429 too-many-requests'])
    const control = () => call('CONTROL', { token: strict.secrets.control }, strict)
    expect([await control(), await control(), await control()]).toEqual(['200', '200', '429 too-many-requests'])
    expect(await call('CONTROL', { token: strict.secrets.admin }, strict)).toBe('200')
  } finally {
    await strict.close()
  }
})

test('each call that changes the state is audited with the name of who asked, refused ones too', async () => {
  await call('CONTROL', { token: api.secrets.control })
  await call('CONTROL')
  await call('READ', { token: api.secrets.control })
  await call('CONTROL', { headers: (await logIn()).headers })
  expect(api.audits.map(({ by, status }) => `${by} ${status}`)).toEqual(['desk 200', 'null 401', 'session:page 200'])
})

test('the list of tokens has last uses but no digests, and no secret is kept', async () => {
  await call('READ', { token: api.secrets.read })
  const { text } = await api.ask('GET', '/api/tokens', { token: api.secrets.admin })
  expect(text).not.toMatch(/[0-9a-f]{64}/)
  const kept = readFileSync(api.tokenFile, 'utf8') + api.log.join('\n')
  for (const secret of Object.values(api.secrets)) expect(kept).not.toContain(secret)
  expect(JSON.parse(text)).toMatchObject({
    tokens: [
      { name: 'reader', lastUsedMs: START_MS },
      { name: 'desk', lastUsedMs: null },
      { name: 'chief' },
      { name: 'old' },
    ],
  })
})

test('a token file that is wrong at the start ends it', async () => {
  writeFileSync(api.tokenFile, '{"name":"a"}\n')
  await expect(openApi([], { auth: { tokenFile: api.tokenFile } })).rejects.toThrow(
    /line 1 is neither a token, a link nor a revocation/,
  )
  await expect(openApi([], { auth: { tokenFile: `${api.tokenFile}.none` } })).rejects.toThrow(
    /ENOENT: the tokens cannot be read/,
  )
})
