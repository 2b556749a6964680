/** REST reads of a demo that trades: 200 a second over all kinds of answers, from a process of their own. */
import { spawn } from 'node:child_process'
import { Agent, get } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { packageRoot } from '../../lib/package-root.js'

const PER_SEC = 200
const SECONDS = 20
const PATHS = Object.freeze([
  '/api/status',
  '/api/pairs',
  '/api/trade/readiness',
  '/api/candles?instrument=EUR_USD&limit=240',
  '/api/market-data',
  '/api/graph/stats',
  '/api/gates',
  '/api/explain?instrument=EUR_USD',
  '/api/ranking/active',
  '/api/graph/tap/qfh',
])

export interface RestBench {
  readonly name: 'rest'
  readonly requestsPerSec: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Answers other than 200, and requests that failed. */
  readonly failed: number
}

export const benchRest = async (): Promise<RestBench> => {
  const child = spawn(
    process.execPath,
    [join(packageRoot(), 'dist/cli/main.js'), 'demo', '--port', '0', '--speed', '60', '--days', '12', '--json'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  try {
    const url = await tradingUrl(child.stdout)
    return await load(url)
  } finally {
    child.kill('SIGTERM')
  }
}

const tradingUrl = async (output: NodeJS.ReadableStream): Promise<string> => {
  let url = ''
  for await (const line of createInterface({ input: output })) {
    const event = JSON.parse(line) as { readonly event: string; readonly url?: string }
    if (event.url) url = event.url
    if (event.event === 'trading') return url
  }
  throw new Error('the demo ended before it traded')
}

const load = async (url: string): Promise<RestBench> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  const times: number[] = []
  const tally = { failed: 0 }
  const pending: Promise<void>[] = []
  const startMs = performance.now()
  for (let n = 0; n < PER_SEC * SECONDS; n++) {
    const dueMs = startMs + (n * 1000) / PER_SEC
    const waitMs = dueMs - performance.now()
    if (waitMs > 1) await sleep(waitMs)
    pending.push(
      askOnce(agent, `${url}${PATHS[n % PATHS.length]}`).then((status) => {
        // From when it was due: a stall of the server delays the requests behind it as well.
        times.push(performance.now() - dueMs)
        if (status !== 200) tally.failed++
      }),
    )
  }
  await Promise.all(pending)
  const seconds = (performance.now() - startMs) / 1000
  agent.destroy()
  times.sort((a, b) => a - b)
  return {
    name: 'rest',
    requestsPerSec: Math.round(times.length / seconds),
    p50Ms: round(times[Math.floor(times.length * 0.5)]!),
    p99Ms: round(times[Math.floor(times.length * 0.99)]!),
    failed: tally.failed,
  }
}

/** The status once the body is read; 0 = no answer. */
const askOnce = (agent: Agent, url: string): Promise<number> =>
  new Promise((resolve) => {
    const request = get(url, { agent }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
      response.on('error', () => resolve(0))
    })
    request.on('error', () => resolve(0))
  })

const round = (value: number): number => Math.round(value * 100) / 100
