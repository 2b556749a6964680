/** `--metrics-port`: where a process that has no interface answers a scrape. */
import { metricsApp } from '../../api/metrics/metrics-app.js'
import { metricsPage } from '../../api/metrics/metrics-page.js'
import { addBuild } from '../../api/metrics/model-sources.js'
import type { SampleSource } from '../../api/metrics/sample-source.js'
import { systemClock } from '../../lib/clock.js'
import { type HttpListener, listen } from '../../lib/listen.js'
import { versions } from '../config/versions.js'

export interface MetricsAddress {
  /** Undefined: no port. */
  readonly metricsPort?: number
  readonly metricsHost: string
}

/** Runs `work` while the port is open. `onListening` gets its URL. */
export const withMetricsPort = async <T>(
  { metricsPort: port, metricsHost: host }: MetricsAddress,
  sources: readonly SampleSource[],
  onListening: (url: string) => void,
  work: () => Promise<T>,
): Promise<T> => {
  if (port === undefined) return work()
  const build: SampleSource = { source: 'build', addTo: (add) => addBuild(add, versions(), '') }
  const page = metricsPage([build, ...sources], systemClock)
  const server: HttpListener = await listen(metricsApp(page), { port, host, flags: '--metrics-port or --metrics-host' })
  onListening(server.url)
  try {
    return await work()
  } finally {
    await server.close()
  }
}
