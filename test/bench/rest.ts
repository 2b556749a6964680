/** REST reads of a demo that trades: 200 a second over all kinds of answers, from a process of their own. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { packageRoot } from '../../lib/package-root.js'
import { type ReadFigures, steadyReads } from './rest/steady-reads.js'

const PER_SEC = 200
const SECONDS = 20
export interface RestBench extends ReadFigures {
  readonly name: 'rest'
}

export const benchRest = async (): Promise<RestBench> => {
  const child = spawn(
    process.execPath,
    [join(packageRoot(), 'dist/cli/main.js'), 'demo', '--port', '0', '--speed', '60', '--days', '12', '--json'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  try {
    const url = await tradingUrl(child.stdout)
    return { name: 'rest', ...(await steadyReads(url, PER_SEC, (n) => n < PER_SEC * SECONDS)) }
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
