/** Every route of the demo, with valid and invalid requests. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { demoApp, type DemoPorts, type KillSwitchState } from '../../api/demo-app.js'
import type { Explanation } from '../../graph/explain/explain.js'
import type { LiveCandle, LiveView } from '../../sinks/page-view/page-view.js'

const view: LiveView = {
  tsMs: 60_000,
  nav: 100_000,
  balance: 100_000,
  drawdownPct: 0,
  marginUsed: 0,
  marginAvailable: Number.POSITIVE_INFINITY,
  costs: Number.NaN,
  killed: false,
  instruments: [],
  navHistory: [],
  orders: [],
  trades: 0,
  wins: 0,
  refused: {},
}
const candle: LiveCandle = {
  tsMs: 60_000,
  o: 1,
  h: 2,
  l: 0.5,
  c: 1.5,
  coherence: Number.NaN,
  stability: 1,
  rupture: 0,
  entropy: 1,
}
const topology = {
  name: 'toy',
  hash: 'ab12',
  nodes: [{ id: 'candle', kind: 'source', role: 'source', doc: '', config: null, in: {}, out: {}, loop: false }],
  edges: [],
  sinks: [],
}
const page = mkdtempSync(join(tmpdir(), 'sep-page-'))
let killSwitch: KillSwitchState = { on: false, flatten: false }
let warm: LiveView | null = view
const ports: DemoPorts = {
  about: { speed: 60, seed: 1, days: 75, capital: 100_000, home: 'USD' },
  topology,
  stats: () => [],
  daysDone: () => 43,
  view: () => {
    if (broken) throw new Error('secret of the inside')
    return warm
  },
  candles: (instrument) => (instrument === 'EUR_USD' ? [candle] : undefined),
  explain: (instrument, tsMs): Explanation | undefined =>
    tsMs === 999 ? undefined : { tsMs: tsMs ?? 60_000, instrument, verdict: 'no order: flat', steps: [] },
  killSwitch: () => killSwitch,
  setKillSwitch: (wanted) => {
    killSwitch = wanted
  },
  page,
}
let broken = false
let server: Server
let base = ''

beforeAll(async () => {
  writeFileSync(join(page, 'index.html'), '<title>page</title>')
  writeFileSync(join(page, '.hidden'), 'secret')
  server = createServer(demoApp(ports))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  warm = view
  broken = false
  killSwitch = { on: false, flatten: false }
})
afterAll(async () => {
  rmSync(page, { recursive: true })
  await new Promise((resolve) => server.close(resolve))
})

interface Answer {
  readonly status: number
  readonly type: string
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the route gives; the assertions say what it must be.
  readonly body: any
}
const get = async (path: string, init?: RequestInit): Promise<Answer> => {
  const response = await fetch(base + path, init)
  const text = await response.text()
  const type = (response.headers.get('content-type') ?? '').split(';')[0] as string
  return { status: response.status, type, body: type.endsWith('json') ? JSON.parse(text) : text }
}
const post = (body: string, type = 'application/json') =>
  get('/api/kill-switch', { method: 'POST', headers: { 'content-type': type }, body })

describe('the demo over HTTP', () => {
  test.each([
    ['/health', { status: 'ok' }],
    ['/ready', { status: 'ready' }],
    ['/api/graph', topology],
    ['/api/graph?format=json', topology],
    ['/api/graph/stats', []],
    ['/api/warmup', { daysDone: 43, days: 75, trading: true }],
    ['/api/kill-switch', { on: false, flatten: false }],
    ['/api/candles?instrument=EUR_USD', [{ ...candle, coherence: null }]],
    ['/api/explain?instrument=EUR_USD', { tsMs: 60_000, instrument: 'EUR_USD', verdict: 'no order: flat', steps: [] }],
    [
      '/api/explain?instrument=EUR_USD&tsMs=120000',
      { tsMs: 120_000, instrument: 'EUR_USD', verdict: 'no order: flat', steps: [] },
    ],
  ])('%s', async (path, body) => {
    expect(await get(path)).toEqual({ status: 200, type: 'application/json', body })
  })

  test('/api/status: the view, the facts of the demo, the kill switch; NaN and infinity are null', async () => {
    const { status, body } = await get('/api/status')
    expect(status).toBe(200)
    expect(body).toEqual({ ...view, ...ports.about, marginAvailable: null, costs: null, killSwitch })
  })

  test('/api/graph as Mermaid and DOT', async () => {
    const mermaid = await get('/api/graph?format=mermaid')
    expect(mermaid.type).toBe('text/plain')
    expect(mermaid.body).toMatch(/^flowchart LR\n/)
    expect((await get('/api/graph?format=dot')).body).toMatch(/^digraph "toy"/)
  })

  test('the page, with headers that let nothing else in', async () => {
    expect(await get('/')).toEqual({ status: 200, type: 'text/html', body: '<title>page</title>' })
    const { headers } = await fetch(`${base}/`)
    expect(headers.get('content-security-policy')).toMatch(/default-src 'self'.*frame-ancestors 'none'/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-powered-by')).toBeNull()
  })

  test.each([
    ['/api/graph?format=svg', 400, 'format: json, mermaid or dot'],
    ['/api/graph?format=json&format=dot', 400, 'format: json, mermaid or dot'],
    ['/api/candles', 400, 'instrument: write one like EUR_USD'],
    ['/api/candles?instrument=EUR_USD&instrument=GBP_USD', 400, 'instrument: write one like EUR_USD'],
    ['/api/candles?instrument=XXX_YYY', 404, 'XXX_YYY is not traded here; /api/status lists what is'],
    ['/api/explain?tsMs=60000', 400, 'instrument: write one like EUR_USD'],
    ['/api/explain?instrument=XXX_YYY', 404, 'XXX_YYY is not traded here; /api/status lists what is'],
    ['/api/explain?instrument=EUR_USD&tsMs=noon', 400, 'tsMs: the time of a slice, milliseconds UTC'],
    ['/api/explain?instrument=EUR_USD&tsMs=-1', 400, 'tsMs: the time of a slice, milliseconds UTC'],
    [
      '/api/explain?instrument=EUR_USD&tsMs=999',
      404,
      'the slice at 999 is no longer kept: only the newest 256 and those of the newest orders are',
    ],
    ['/api/nothing', 404, 'there is nothing at /api/nothing'],
    ['/.hidden', 404, 'there is nothing at /.hidden'],
    ['/..%2fdemo-app.ts', 404, 'there is nothing at /..%2fdemo-app.ts'],
  ])('%s is %i', async (path, status, title) => {
    expect(await get(path)).toEqual({
      status,
      type: 'application/problem+json',
      body: { type: 'about:blank', title, status },
    })
  })

  test.each(['/ready', '/api/status', '/api/candles?instrument=EUR_USD', '/api/explain?instrument=EUR_USD'])(
    '%s while history runs: 503 with the days',
    async (path) => {
      warm = null
      expect(await get(path)).toEqual({
        status: 503,
        type: 'application/problem+json',
        body: { type: 'about:blank', title: 'warming up: 43 of 75 days', status: 503, daysDone: 43, days: 75 },
      })
      expect((await get('/health')).status).toBe(200)
      expect((await get('/api/warmup')).body).toEqual({ daysDone: 43, days: 75, trading: false })
    },
  )

  test('an internal error is 500 without internals', async () => {
    broken = true
    const { status, type, body } = await get('/api/status')
    expect([status, type]).toEqual([500, 'application/problem+json'])
    expect(JSON.stringify(body)).not.toContain('secret')
  })
})

describe('the kill switch over HTTP', () => {
  test('on, on with flatten, off', async () => {
    expect((await post('{"on":true}')).body).toEqual({ on: true, flatten: false })
    expect((await post('{"on":true,"flatten":true}')).body).toEqual({ on: true, flatten: true })
    expect((await get('/api/kill-switch')).body).toEqual({ on: true, flatten: true })
    expect((await post('{"on":false}')).body).toEqual({ on: false, flatten: false })
  })

  test.each([
    ['text that is no JSON', '{"on":', 'application/json', 400],
    ['nothing', '', 'application/json', 400],
    ['a word for a truth', '{"on":"yes"}', 'application/json', 400],
    ['no wish', '{}', 'application/json', 400],
    ['a list', '[true]', 'application/json', 400],
    ['a leaf that is not known', '{"on":true,"pairs":["EUR_USD"]}', 'application/json', 400],
    ['off and flatten', '{"on":false,"flatten":true}', 'application/json', 400],
    ['a form of another site', 'on=true', 'application/x-www-form-urlencoded', 400],
    ['plain text of another site', '{"on":true}', 'text/plain', 400],
    ['too much', `{"on":true,"flatten":${' '.repeat(20_000)}false}`, 'application/json', 413],
  ])('%s is refused and changes nothing', async (_what, body, type, status) => {
    const answer = await post(body, type)
    expect([answer.status, answer.type]).toEqual([status, 'application/problem+json'])
    expect(answer.body.title).not.toBe('')
    expect(killSwitch).toEqual({ on: false, flatten: false })
  })

  test('other methods do not exist', async () => {
    expect((await get('/api/kill-switch', { method: 'DELETE' })).status).toBe(404)
    expect((await get('/api/status', { method: 'POST' })).status).toBe(404)
  })
})
