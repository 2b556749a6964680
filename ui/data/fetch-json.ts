/** One request; what is not JSON of status 200 is an ApiProblem. */
import type { ProblemView } from '../../api/contract/common.js'
import { ApiProblem, unreachable } from './api-problem.js'

const PATIENCE_MS = 10_000
export type Query = Readonly<Record<string, string | number | boolean | undefined>>

export const withQuery = (path: string, query: Query = {}): string => {
  const entries = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]))
  return entries.length === 0 ? path : `${path}?${new URLSearchParams(entries)}`
}

export const fetchJson = async (url: string, init: RequestInit = {}, patienceMs = PATIENCE_MS): Promise<unknown> => {
  const patience = AbortSignal.timeout(patienceMs)
  const signal = init.signal ? AbortSignal.any([init.signal, patience]) : patience
  const response = await fetch(url, { ...init, signal, credentials: 'same-origin' }).catch((error: unknown) => {
    if (init.signal?.aborted) throw error
    throw unreachable()
  })
  const body: unknown = await response.json().catch(() => null)
  // An answer that breaks off is none.
  if (response.ok && body === null) throw unreachable()
  if (response.ok) return body
  const { code = `http-${response.status}`, title = response.statusText, detail } = (body ?? {}) as Partial<ProblemView>
  throw new ApiProblem({ code, title, status: response.status, ...(detail === undefined ? {} : { detail }) })
}
