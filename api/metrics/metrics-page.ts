/** The answer to a scrape; the one file that knows prom-client. */
import type { NextFunction, Response } from 'express'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Clock } from '../../lib/clock.js'
import { SECOND_MS } from '../../lib/time-units.js'
import { METRICS, type Metric, type MetricName } from './metric-list.js'
import type { AddSample, SampleSource } from './sample-source.js'

export interface MetricsPage {
  readonly contentType: string
  readonly text: () => Promise<string>
  /** Times an answer; `path` as the document writes it, so that no label comes from a caller. */
  readonly time: (path: string, response: Response, next: NextFunction) => void
}

/** Two kinds of the defaults are named against Prometheus' own rules. */
const LEFT_OUT = /^nodejs_active_\w+_total$/
const SERIES = '/api/studies/series'

export const metricsPage = (sources: readonly SampleSource[], clock: Pick<Clock, 'monotonicMs'>): MetricsPage => {
  const kept = new Registry()
  collectDefaultMetrics({ register: kept })
  for (const { name } of kept.getMetricsAsArray()) if (LEFT_OUT.test(name)) kept.removeSingleMetric(name)
  const answers = new Histogram({
    ...definition('sep_http_request_duration_seconds'),
    buckets: [0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5],
    registers: [kept],
  })
  const series = new Counter({ ...definition('sep_studies_series_calls_total'), registers: [kept] })
  return {
    contentType: kept.contentType,
    text: async () => `${await kept.metrics()}\n${await scraped(sources)}`,
    time: (path, response, next) => {
      const startMs = clock.monotonicMs()
      response.once('finish', () => {
        const status = String(response.statusCode)
        const seconds = (clock.monotonicMs() - startMs) / SECOND_MS
        answers.observe({ method: response.req.method, route: path, status }, seconds)
        if (path === SERIES) series.inc({ status })
      })
      next()
    },
  }
}

const definition = (name: MetricName) => {
  const { help, labels }: Metric = METRICS[name]
  return { name, help, labelNames: [...labels] }
}

/** Made for each scrape: what is not known now has no series, and none of before is left. */
const scraped = async (sources: readonly SampleSource[]): Promise<string> => {
  const registry = new Registry()
  const made = new Map<MetricName, Gauge | Counter>()
  const metricOf = (name: MetricName): Gauge | Counter => {
    const known = made.get(name)
    if (known) return known
    const asked = { ...definition(name), registers: [registry] }
    const metric = METRICS[name].type === 'counter' ? new Counter(asked) : new Gauge(asked)
    made.set(name, metric)
    return metric
  }
  const add: AddSample = (name, value, ...[labels = {}]) => {
    if (value === null || Number.isNaN(value)) return
    const metric = metricOf(name)
    if (metric instanceof Gauge) metric.set(labels, value)
    else metric.inc(labels, value)
  }
  for (const { source, addTo } of sources) {
    const isRead = await Promise.resolve()
      .then(() => addTo(add))
      .then(
        () => true,
        () => false,
      )
    add('sep_metrics_source_ok', Number(isRead), { source })
  }
  return registry.metrics()
}
