/** Every read of the interface, asked of a running process and checked against its own schema. */
import { expect } from 'vitest'
import { ROUTES } from '../../../api/routes/index.js'
import type { Route } from '../../../api/routes/route.js'
import { BACKTEST_ROUTES } from '../../../api/routes/studies/backtest-routes.js'
import { STUDY_ROUTES } from '../../../api/routes/studies/study-routes.js'
import { SWEEP_ROUTES } from '../../../api/routes/studies/sweep-routes.js'

export interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
  readonly retryAfter: string | null
}

export const get = async (url: string, path: string): Promise<Answer> => {
  const response = await fetch(`${url}${path}`)
  const text = await response.text()
  const isJson = response.headers.get('Content-Type')?.includes('json') === true
  return {
    status: response.status,
    body: isJson ? (JSON.parse(text) as Record<string, unknown>) : { text },
    retryAfter: response.headers.get('Retry-After'),
  }
}

/** What each read that needs a parameter is asked with. */
const ASKED: Readonly<Record<string, string>> = {
  '/api/candles': '?instrument=EUR_USD',
  '/api/explain': '?instrument=EUR_USD',
  '/api/gates/history': '?instrument=EUR_USD',
  '/api/graph/diff': '?a=running&b=running',
}

const RESEARCH: readonly Route[] = [...BACKTEST_ROUTES, ...STUDY_ROUTES, ...SWEEP_ROUTES]

/** Reads of the pipeline, without those of runs and sweeps, which another part answers. */
export const READS: readonly string[] = ROUTES.filter(
  (route) => route.method === 'get' && !RESEARCH.includes(route) && !route.path.includes('replay'),
).flatMap(({ path }) => {
  const filled = path.replace('{node}', 'qfh').replace('{inst}', 'EUR_USD')
  return filled.includes('{') ? [] : [`${filled}${ASKED[path] ?? ''}`]
})

/** Answers of a 200 fit their schema: nothing more, nothing missing. */
export const checked = (path: string, { status, body }: Answer): void => {
  const [bare = ''] = path.split('?')
  const route = ROUTES.find(
    (one) => one.method === 'get' && new RegExp(`^${one.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(bare),
  )
  if (status !== 200 || body['text'] !== undefined) return
  const result = route!.response.safeParse(body)
  expect(result.error?.issues ?? [], path).toEqual([])
}
