/** Names and labels that a scrape of SEP can have, as Prometheus stores them. */
import { METRICS, type Metric } from '../../../api/metrics/metric-list.js'
import { metricsPage } from '../../../api/metrics/metrics-page.js'
import { ALARM_KINDS } from '../../../model/alarm-codes.js'
import { PHASES, READY_CODES } from '../../../model/ready-codes.js'
import { testClock } from '../test-clock.js'
import type { PromQl, Selector } from './promql.js'
import { seriesOf } from './series.js'

/** What Prometheus adds to each series. */
const TARGET = ['instance', 'job']

/** Values that a label can have; of the others any. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  severity: ['info', 'warning', 'critical'],
  phase: PHASES,
  code: [...READY_CODES, ...Object.keys(ALARM_KINDS)],
  event: ['fill', 'exit', 'rejected', 'refused', 'unknown', 'abandoned'],
  stream: ['prices', 'transactions', 'candles'],
  percentile: ['50', '99'],
  leg: ['entry', 'close'],
  latch: ['daily_loss', 'drawdown', 'margin'],
}

export type KnownMetrics = ReadonlyMap<string, ReadonlySet<string>>

export const knownMetrics = async (): Promise<KnownMetrics> => {
  const known = new Map<string, Set<string>>([
    ['up', new Set(TARGET)],
    ['nodejs_gc_duration_seconds_count', new Set([...TARGET, 'kind'])],
  ])
  for (const { name, labels } of seriesOf(await metricsPage([], testClock(0)).text()))
    known.set(name, new Set([...TARGET, ...(known.get(name) ?? []), ...Object.keys(labels)]))
  for (const [name, { type, labels }] of Object.entries(METRICS) as [string, Metric][]) {
    const own = new Set([...TARGET, ...labels])
    if (type !== 'histogram') known.set(name, own)
    else {
      for (const part of ['_sum', '_count']) known.set(`${name}${part}`, own)
      known.set(`${name}_bucket`, new Set([...own, 'le']))
    }
  }
  return known
}

/** What is wrong with an expression: unknown metrics, labels and values. */
export const faultsOf = ({ selectors, groupings }: PromQl, known: KnownMetrics): readonly string[] => {
  const labels = new Set(selectors.flatMap(({ metric }) => [...(known.get(metric) ?? [])]))
  return [
    ...selectors.flatMap((selector) => faultsOfSelector(selector, known)),
    ...groupings.filter((label) => !labels.has(label)).map((label) => `no metric has the label ${label}`),
  ]
}

const faultsOfSelector = ({ metric, matchers }: Selector, known: KnownMetrics): readonly string[] => {
  const labels = known.get(metric)
  if (!labels) return [`there is no metric ${metric}`]
  return matchers.flatMap(({ label, op, value }) => {
    if (!labels.has(label)) return [`${metric} has no label ${label}`]
    const values = VALUES[label]
    if (!values) return []
    const named = op.endsWith('~') ? value.split('|') : [value]
    return named.filter((one) => !values.includes(one)).map((one) => `${label} of ${metric} is never ${one}`)
  })
}
