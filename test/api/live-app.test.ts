/** A live pipeline over HTTP. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { liveApp } from '../../api/live-app.js'
import type { ReadyCode, ReadyReason } from '../../model/ready-codes.js'
import { graphTopology } from '../../app/config/topology.js'
import { resolveSettings } from '../../app/config/settings.js'
import type { Topology } from '../../graph/engine/define/topology.js'
import { sep } from '../../graph/sep.js'
import { SepError } from '../../model/error-codes.js'
import { promtool } from '../support/metrics/promtool.js'
import { valueOf } from '../support/metrics/series.js'
import { type HttpListener, listen } from '../../lib/listen.js'

const reason = (code: ReadyCode, text: string): ReadyReason => ({ code, text, sinceMs: 7 })
const STATS = [{ nodes: ['qbsa', 'qfh'], rows: 6, rowsPerSec: 500, p50Us: 12, p99Us: 40, lastTsMs: 60_000 }]

describe('a live pipeline', () => {
  let server: HttpListener
  let reasons: readonly ReadyReason[] = []
  let status: Readonly<Record<string, unknown>> = {}
  let graph: Topology | null = null
  beforeAll(async () => {
    const explain = (instrument: string, tsMs = 5): never => {
      if (instrument !== 'EUR_USD') throw new SepError('bad-argument', `instrument ${instrument}: this run has EUR_USD`)
      if (tsMs < 5) throw new SepError('missing-data', 'the slice is older; sep replay --explain ..')
      return { tsMs, instrument, verdict: 'no order: no candle in this slice', steps: [] } as never
    }
    const ports = {
      reasons: () => reasons,
      phase: () => 'standby' as const,
      instruments: () => ({}),
      topology: () => graph,
      status: () => status,
      build: { sep: '1.2.3', node: '24.0.0', kernel: '4' },
      stats: () => STATS as never,
      explain,
    }
    server = await listen(liveApp(ports), { port: 0, host: '127.0.0.1' })
  })
  afterAll(() => server.close())
  beforeEach(() => {
    reasons = []
    status = { state: 'standby' }
  })
  const get = async (path: string, method = 'GET') => {
    const response = await fetch(`${server.url}${path}`, { method })
    return { status: response.status, headers: response.headers, body: (await response.json()) as unknown }
  }

  test('a part has metrics of its own: whether it is ready, and its stages', async () => {
    reasons = [reason('standby', 'waits')]
    const text = await (await fetch(`${server.url}/metrics`)).text()
    expect(promtool(['check', 'metrics'], text)).toEqual({ code: 0, text: '' })
    expect(valueOf(text, 'sep_ready')).toBe(0)
    expect(valueOf(text, 'sep_ready_reason', { code: 'standby' })).toBe(1)
    for (const node of ['qbsa', 'qfh']) {
      expect(valueOf(text, 'sep_graph_node_rows_total', { node })).toBe(6)
      expect(valueOf(text, 'sep_graph_node_step_seconds', { node, percentile: '99' })).toBe(0.00004)
    }
    expect(text).toContain('sep_build_info{version="1.2.3"')
  })

  test('is alive, also while it is not ready', async () => {
    reasons = [reason('standby', 'waits')]
    expect(await get('/health')).toMatchObject({ status: 200, body: { status: 'ok', phase: 'standby' } })
  })

  test('is ready when no reason is left', async () => {
    expect(await get('/ready')).toMatchObject({ status: 200, body: { ready: true, reasons: [], instruments: {} } })
  })

  test('is not ready for any reason, evaluated per request', async () => {
    reasons = [reason('standby', 'another instance holds the lease'), reason('clock_skew', 'clock skew: 5000 ms')]
    expect(await get('/ready')).toMatchObject({ status: 503, body: { ready: false, reasons } })
    reasons = []
    expect((await get('/ready')).status).toBe(200)
  })

  test('shows its account and its nodes', async () => {
    expect((await get('/api/status')).body).toEqual({ state: 'standby' })
    status = { state: 'running', epoch: 3, nav: 100_000, killSwitch: true }
    expect((await get('/api/status')).body).toEqual(status)
    status = { state: 'running', nav: 0.1 + 0.2, balance: null }
    expect((await get('/api/status')).body).toEqual({ state: 'running', nav: 0.3, balance: null })
    expect(await get('/api/graph/stats')).toMatchObject({ status: 200, body: STATS })
  })

  test('/api/graph is the graph once it is open, as JSON, mermaid or dot', async () => {
    expect((await get('/api/graph')).status).toBe(404)
    const settings = resolveSettings({})
    graph = graphTopology(sep(settings), settings)
    expect(await get('/api/graph')).toMatchObject({ status: 200, body: { nodes: expect.any(Array) } })
    const text = async (format: string) => (await fetch(`${server.url}/api/graph?format=${format}`)).text()
    expect(await text('mermaid')).toMatch(/^(flowchart|graph) /)
    expect(await text('dot')).toMatch(/^digraph /)
    expect((await get('/api/graph?format=svg')).status).toBe(400)
  })

  test('explains the newest slice, or the one of a time', async () => {
    const verdict = 'no order: no candle in this slice'
    expect(await get('/api/explain?instrument=EUR_USD')).toMatchObject({ status: 200, body: { tsMs: 5, verdict } })
    expect((await get('/api/explain?instrument=EUR_USD&tsMs=7')).body).toMatchObject({ tsMs: 7 })
  })

  test.each([
    ['', 400, 'instrument: write one like EUR_USD'],
    ['?instrument=EUR_USD&tsMs=noon', 400, 'tsMs: the time of a slice, milliseconds UTC'],
    ['?instrument=XXX_USD', 400, 'instrument XXX_USD: this run has EUR_USD'],
    ['?instrument=EUR_USD&tsMs=4', 404, 'the slice is older; sep replay --explain ..'],
  ])('/api/explain%s is a problem document with the reason', async (query, status, detail) => {
    const answer = await get(`/api/explain${query}`)
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(answer).toMatchObject({ status, body: { status, detail } })
  })

  test.each([
    ['GET', '/nothing'],
    ['POST', '/ready'],
    ['POST', '/api/status'],
  ])('%s %s is a problem document', async (method, path) => {
    const answer = await get(path, method)
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(answer).toMatchObject({ status: 404, body: { type: 'about:blank', title: 'not found', status: 404 } })
  })

  test.each(['/health', '/ready', '/api/status', '/nothing'])(
    '%s is kept by nobody and tells no product',
    async (path) => {
      const { headers } = await get(path)
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-powered-by')).toBeNull()
    },
  )
})
