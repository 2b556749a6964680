/** Metrics for Prometheus; the one file that knows prom-client. */
import type { NextFunction, Response } from 'express'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Clock } from '../../lib/clock.js'
import { SECOND_MS } from '../../lib/time-units.js'
import type { Model } from '../model/model.js'

export interface Metrics {
  readonly contentType: string
  readonly text: () => Promise<string>
  /** Times an answer; `path` as the document writes it, so that no label comes from a caller. */
  readonly time: (path: string, response: Response, next: NextFunction) => void
}

/** Two kinds of the defaults are named against Prometheus' own rules. */
const LEFT_OUT = /^nodejs_active_\w+_total$/

export const serverMetrics = (model: Model, clock: Clock): Metrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  for (const { name } of registry.getMetricsAsArray()) if (LEFT_OUT.test(name)) registry.removeSingleMetric(name)
  const answers = new Histogram({
    name: 'sep_http_request_duration_seconds',
    help: 'Time to an answer by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5],
    registers: [registry],
  })
  addGauges(registry, model)
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    time: (path, response, next) => {
      const startMs = clock.monotonicMs()
      response.once('finish', () => {
        const { method } = response.req
        answers.observe(
          { method, route: path, status: String(response.statusCode) },
          (clock.monotonicMs() - startMs) / SECOND_MS,
        )
      })
      next()
    },
  }
}

const addGauges = (registry: Registry, model: Model): void => {
  const registers = [registry]
  new Gauge({
    name: 'sep_build_info',
    help: 'Always 1; its labels name version and graph',
    labelNames: ['version', 'graph_hash'],
    registers,
    async collect() {
      const { version } = await model.pipeline.state()
      this.reset()
      this.set({ version, graph_hash: model.frames.graphHash }, 1)
    },
  })
  new Gauge({
    name: 'sep_ready',
    help: '1 = nothing stands against trading',
    registers,
    async collect() {
      this.set(Number((await model.pipeline.state()).ready.ready))
    },
  })
  new Gauge({
    name: 'sep_kill_switch',
    help: '1 = on',
    registers,
    async collect() {
      this.set(Number((await model.pipeline.state()).killSwitch.on))
    },
  })
  new Gauge({
    name: 'sep_slice_timestamp_seconds',
    help: 'Event time of the newest slice; 0 = none yet',
    registers,
    collect() {
      this.set((model.frames.tsMs() ?? 0) / SECOND_MS)
    },
  })
}
