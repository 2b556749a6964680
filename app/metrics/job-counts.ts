/** Counts of `sep fetch`, `hydrate`, `worker` and `broker`, for a scrape. */
import type { RequestListener } from 'node:http'
import type { SampleSource } from '../../api/metrics/sample-source.js'
import { SECOND_MS } from '../../lib/time-units.js'
import type { Hydrated } from '../store-jobs/hydrate.js'
import { tally } from './tally.js'

export interface FetchCounts {
  readonly onStored: (instrument: string, candles: number, newestMs: number | null) => void
  readonly source: SampleSource
}

export const fetchCounts = (): FetchCounts => {
  const stored = tally()
  const newest = new Map<string, number>()
  return {
    onStored: (instrument, candles, newestMs) => {
      stored.count(instrument, candles)
      if (newestMs !== null) newest.set(instrument, newestMs)
    },
    source: {
      source: 'fetch',
      addTo: (add) => {
        stored.each((instrument, total) => add('sep_fetch_candles_total', total, { instrument }))
        for (const [instrument, ms] of newest) add('sep_fetch_newest_timestamp_seconds', ms / SECOND_MS, { instrument })
      },
    },
  }
}

export interface HydrateCounts {
  readonly onDone: (done: readonly Hydrated[]) => void
  readonly source: SampleSource
}

export const hydrateCounts = (): HydrateCounts => {
  const written = tally()
  return {
    onDone: (done) => {
      for (const one of done) written.count(one.instrument, one.written)
    },
    source: {
      source: 'hydrate',
      addTo: (add) => written.each((instrument, total) => add('sep_hydrate_written_total', total, { instrument })),
    },
  }
}

export interface WorkerCounts {
  readonly onEnded: (isDone: boolean) => void
  readonly source: SampleSource
}

export const workerCounts = (): WorkerCounts => {
  const jobs = tally()
  for (const result of ['done', 'failed']) jobs.count(result, 0)
  return {
    onEnded: (isDone) => jobs.count(isDone ? 'done' : 'failed'),
    source: {
      source: 'worker',
      addTo: (add) => jobs.each((result, total) => add('sep_worker_jobs_total', total, { result })),
    },
  }
}

export interface RequestCounts {
  readonly counted: (app: RequestListener) => RequestListener
  readonly source: SampleSource
}

export const requestCounts = (): RequestCounts => {
  const answers = tally()
  return {
    counted: (app) => (request, response) => {
      response.once('finish', () => answers.count(String(response.statusCode)))
      app(request, response)
    },
    source: {
      source: 'broker',
      addTo: (add) => answers.each((status, total) => add('sep_paper_requests_total', total, { status })),
    },
  }
}
