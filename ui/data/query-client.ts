/** The one cache of what the server answered. */
import { QueryClient } from '@tanstack/react-query'
import { ApiProblem } from './api-problem.js'

/** Most reads are repeated anyway; a reason to wait belongs on the screen soon. */
const RETRIES = 1
const RETRY_MS = 400

export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        // An answer that refuses will refuse again; reads on the page are repeated anyway.
        retry: (count, error) => count < RETRIES && error instanceof ApiProblem && error.status >= 500,
        retryDelay: RETRY_MS,
        staleTime: 500,
        refetchOnWindowFocus: true,
        // A tab in the background need not keep up; the socket does.
        refetchIntervalInBackground: false,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
