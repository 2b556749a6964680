/** What a scrape asks for its figures. */
import type { METRICS, Metric, MetricName } from './metric-list.js'

type LabelsOf<N extends MetricName> =
  (typeof METRICS)[N] extends Metric<infer L> ? ([L] extends [never] ? [] : [Readonly<Record<L, string>>]) : never

/** Null and NaN: not known, so there is no series. */
export type AddSample = <N extends MetricName>(name: N, value: number | null, ...labels: LabelsOf<N>) => void

export interface SampleSource {
  /** For `sep_metrics_source_ok`. */
  readonly source: string
  /** May throw: the answer then lacks its figures. */
  readonly addTo: (add: AddSample) => void | Promise<void>
}
