/** Scrapes of a demo that trades, while reads run; from a process of their own. */
import { spawn } from 'node:child_process'
import { Agent, get } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { packageRoot } from '../../lib/package-root.js'

const SCRAPES = 300
const SCRAPES_PER_SEC = 20
const READS_PER_SCRAPE = 5
const READS = ['/api/status', '/api/pairs', '/api/gates', '/api/market-data', '/api/graph/stats']

export interface MetricsBench {
  readonly name: 'metrics'
  readonly series: number
  readonly bytes: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Scrapes without an answer of 200. */
  readonly failed: number
}

export const benchMetrics = async (): Promise<MetricsBench> => {
  const child = spawn(
    process.execPath,
    [join(packageRoot(), 'dist/cli/main.js'), 'demo', '--port', '0', '--speed', '60', '--days', '12', '--json'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  try {
    return await scrapes(await tradingUrl(child.stdout))
  } finally {
    child.kill('SIGTERM')
  }
}

const tradingUrl = async (output: NodeJS.ReadableStream): Promise<string> => {
  const at = { url: '' }
  for await (const line of createInterface({ input: output })) {
    const { event, url } = JSON.parse(line) as { readonly event: string; readonly url?: string }
    if (url) at.url = url
    if (event === 'trading') return at.url
  }
  throw new Error('the demo ended before it traded')
}

const scrapes = async (url: string): Promise<MetricsBench> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  const times: number[] = []
  const seen = { failed: 0, text: '' }
  const reads: Promise<unknown>[] = []
  const startMs = performance.now()
  for (let n = 0; n < SCRAPES; n++) {
    const waitMs = startMs + (n * 1000) / SCRAPES_PER_SEC - performance.now()
    if (waitMs > 1) await sleep(waitMs)
    for (let k = 0; k < READS_PER_SCRAPE; k++) reads.push(textOf(agent, `${url}${READS[k]}`))
    const askedMs = performance.now()
    const text = await textOf(agent, `${url}/metrics`)
    times.push(performance.now() - askedMs)
    if (text === null) seen.failed++
    else seen.text = text
  }
  await Promise.all(reads)
  agent.destroy()
  times.sort((a, b) => a - b)
  return {
    name: 'metrics',
    series: seen.text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length,
    bytes: seen.text.length,
    p50Ms: round(times[Math.floor(times.length * 0.5)]!),
    p99Ms: round(times[Math.floor(times.length * 0.99)]!),
    failed: seen.failed,
  }
}

/** Null where the answer is not 200. */
const textOf = (agent: Agent, url: string): Promise<string | null> =>
  new Promise((resolve) => {
    const request = get(url, { agent }, (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => void pieces.push(piece))
      response.on('end', () => resolve(response.statusCode === 200 ? Buffer.concat(pieces).toString() : null))
      response.on('error', () => resolve(null))
    })
    request.on('error', () => resolve(null))
  })

const round = (value: number): number => Math.round(value * 100) / 100
