/** A graph that has not run yet: what the pages Graph, Gates and System show where there is nothing to show. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../paths.js'

interface SampleStamp {
  readonly account: string
  readonly tsMs: number
  readonly asOfMs: number
  readonly stale: boolean
}

export const sampleGraph = (stamp: SampleStamp): Record<string, (query: URLSearchParams) => unknown> => ({
  '/api/graph': () => JSON.parse(readFileSync(join(ROOT, 'graph', 'sep.topology.json'), 'utf8')),
  '/api/graph/stats': () => ({ ...stamp, graphHash: '313adbc47ef60b1c', parts: {}, nodes: [], worst: [] }),
  '/api/gates': () => ({ ...stamp, gates: [] }),
  '/api/gates/history': (query) => ({ ...stamp, instrument: query.get('instrument'), points: [] }),
  '/api/funnel': () => ({ ...stamp, days: [] }),
  '/api/ranking/active': () => ({ ...stamp, topK: 3, ranking: [] }),
  '/api/trade/readiness': () => ({ ...stamp, ready: true, reasons: [], instruments: [] }),
  '/api/system': () => ({
    ...stamp,
    process: {
      name: 'demo',
      kind: 'demo',
      startedMs: stamp.asOfMs - 5000,
      uptimeMs: 5000,
      rssBytes: 91_000_000,
      eventLoopLagP99Ms: null,
      node: 'v24.1.0',
      version: '0.1.0',
      kernel: '0.4.2',
      graphHash: '313adbc47ef60b1c',
    },
    parts: [],
    store: { kind: 'none', reachable: null, durable: null, text: '' },
    lease: null,
    streams: [],
    log: [],
  }),
})
