/** A read of the server as state of React. It is repeated while it is on the page; how often depends on whether the socket brings news. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { ApiProblem } from './api-problem.js'
import { useConnection } from './connection.js'
import { fetchJson, type Query, withQuery } from './fetch-json.js'
import type { ReadPath, Reads } from './reads.js'

export interface ReadOptions {
  /** False: nothing is asked. */
  readonly enabled?: boolean
  /** Between two reads; false = once, for what does not change. Default: 2 s. */
  readonly everyMs?: number | false
  /** Between two reads while the socket brings the same. */
  readonly liveMs?: number
  /** Shows the last answer until one to the new question is here; never that of another list or pair under the name of this one. */
  readonly keep?: boolean
}
export type ReadResult<T> = UseQueryResult<T, ApiProblem>

const EVERY_MS = 2000

export const readKey = (path: string, query: Query = {}) => [path, query] as const

export const useRead = <P extends ReadPath>(
  path: P,
  query: Query = {},
  { enabled = true, everyMs = EVERY_MS, liveMs, keep = false }: ReadOptions = {},
): ReadResult<Reads[P]> => {
  const live = useConnection() === 'live'
  return useQuery<Reads[P], ApiProblem>({
    queryKey: readKey(path, query),
    queryFn: ({ signal }) => fetchJson(withQuery(path, query), { signal }) as Promise<Reads[P]>,
    enabled,
    refetchInterval: live && liveMs !== undefined ? liveMs : everyMs,
    ...(everyMs === false ? { staleTime: Number.POSITIVE_INFINITY } : {}),
    ...(keep ? { placeholderData: (last, asked) => (isOfSame(asked?.queryKey, path, query) ? last : undefined) } : {}),
  })
}

const isOfSame = (asked: readonly unknown[] | undefined, path: string, query: Query): boolean =>
  asked?.[0] === path && (asked[1] as Query)['instrument'] === query['instrument']
