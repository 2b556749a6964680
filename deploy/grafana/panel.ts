/** Panels of a dashboard of Grafana: what is shown, not where. */

export interface Query {
  readonly expr: string
  /** `{{label}}` is replaced by the series' own. */
  readonly legend?: string
}
/** Of Grafana's units. */
export type Unit =
  | 'short'
  | 'none'
  | 'percentunit'
  | 's'
  | 'bytes'
  | 'reqps'
  | 'currency'
  | 'dateTimeFromNow'
  | 'bool_on_off'
  | 'bool_yes_no'

export interface Panel {
  readonly type: 'timeseries' | 'stat' | 'state-timeline' | 'bargauge'
  readonly title: string
  /** What a reader must know to judge it. */
  readonly about: string
  readonly queries: readonly Query[]
  readonly unit: Unit
  /** Values from which on it is yellow and red; falling ones where less is worse. */
  readonly limits?: readonly [warning: number, critical: number]
  readonly stacked?: boolean
}

type Shown = Omit<Panel, 'type'>

export const graph = (shown: Shown): Panel => ({ type: 'timeseries', ...shown })
export const oneFigure = (shown: Shown): Panel => ({ type: 'stat', ...shown })
/** One bar through time a series, coloured by its value. */
export const states = (shown: Shown): Panel => ({ type: 'state-timeline', ...shown })
export const gauges = (shown: Shown): Panel => ({ type: 'bargauge', ...shown })

/** Several processes show one account: the largest of them. */
export const ofAccount = (metric: string): string => `max without (instance, job) (${metric})`
