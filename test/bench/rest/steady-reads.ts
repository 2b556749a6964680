/** Reads of all kinds of answers at a steady rate, whether or not those before are answered. */
import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { percentile } from '../live/meters.js'

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

export interface ReadFigures {
  readonly requestsPerSec: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Answers other than 200, and requests that failed. */
  readonly failed: number
}

export const steadyReads = async (
  url: string,
  perSec: number,
  goesOn: (n: number) => boolean,
): Promise<ReadFigures> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  const times: number[] = []
  const tally = { failed: 0 }
  const pending: Promise<void>[] = []
  const startMs = performance.now()
  for (let n = 0; goesOn(n); n++) {
    const dueMs = startMs + (n * 1000) / perSec
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
  return {
    requestsPerSec: Math.round(times.length / seconds),
    p50Ms: round(percentile(times, 0.5)),
    p99Ms: round(percentile(times, 0.99)),
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
