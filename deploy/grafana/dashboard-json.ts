/** A dashboard as Grafana stores it. */
import type { Panel, Unit } from './panel.js'

export interface Row {
  readonly title: string
  readonly panels: readonly Panel[]
}
export interface Dashboard {
  /** In its address, and the name of its file. */
  readonly uid: string
  readonly title: string
  readonly rows: readonly Row[]
  /** With a choice of instruments: `$instrument`. */
  readonly byInstrument?: boolean
}

const COLUMNS = 24
const HEIGHT: Readonly<Record<Panel['type'], number>> = { timeseries: 8, 'state-timeline': 8, bargauge: 8, stat: 4 }
const DATASOURCE = Object.freeze({ type: 'prometheus', uid: '${datasource}' })
const SCHEMA_VERSION = 39

export const dashboardJson = ({ uid, title, rows, byInstrument = false }: Dashboard) => ({
  uid,
  title,
  tags: ['sep'],
  timezone: 'utc',
  schemaVersion: SCHEMA_VERSION,
  version: 1,
  editable: false,
  refresh: '30s',
  time: { from: 'now-24h', to: 'now' },
  links: [{ type: 'dashboards', title: 'SEP', tags: ['sep'], asDropdown: true, includeVars: true, keepTime: true }],
  templating: { list: [datasource, ...(byInstrument ? [instrument] : [])] },
  panels: placed(rows),
})

const datasource = Object.freeze({
  type: 'datasource',
  name: 'datasource',
  label: 'Prometheus',
  query: 'prometheus',
  current: { text: 'Prometheus', value: 'prometheus' },
})
const instrument = Object.freeze({
  type: 'query',
  name: 'instrument',
  label: 'Instrument',
  datasource: DATASOURCE,
  query: { query: 'label_values(sep_rolling_gate, instrument)', refId: 'instrument' },
  refresh: 2,
  sort: 1,
  multi: true,
  includeAll: true,
  allValue: '.*',
  current: { text: 'All', value: '$__all' },
})

/** Row by row; panels of a row share its width. */
const placed = (rows: readonly Row[]) => {
  const at = { y: 0, id: 1 }
  return rows.flatMap(({ title, panels }) => {
    const heading = {
      id: at.id++,
      type: 'row',
      title,
      collapsed: false,
      panels: [],
      gridPos: { x: 0, y: at.y++, w: COLUMNS, h: 1 },
    }
    const w = Math.floor(COLUMNS / panels.length)
    const h = Math.max(...panels.map(({ type }) => HEIGHT[type]))
    const { y } = at
    at.y += h
    return [
      heading,
      ...panels.map((panel, n) => ({ ...panelJson(panel), id: at.id++, gridPos: { x: n * w, y, w, h } })),
    ]
  })
}

const panelJson = (panel: Panel) => ({
  type: panel.type,
  title: panel.title,
  description: panel.about,
  datasource: DATASOURCE,
  targets: panel.queries.map(({ expr, legend = '' }, n) => ({
    refId: String.fromCharCode(65 + n),
    datasource: DATASOURCE,
    expr,
    legendFormat: legend,
    ...(panel.type === 'stat' || panel.type === 'bargauge' ? { instant: true } : { range: true }),
  })),
  fieldConfig: { defaults: { unit: UNITS[panel.unit], ...colours(panel), custom: custom(panel) }, overrides: [] },
  options: OPTIONS[panel.type],
})

const UNITS: Readonly<Record<Unit, string>> = {
  short: 'short',
  none: 'none',
  percentunit: 'percentunit',
  s: 's',
  bytes: 'bytes',
  reqps: 'reqps',
  // In home currency, which the account names.
  currency: 'locale',
  dateTimeFromNow: 'dateTimeFromNow',
  bool_on_off: 'bool_on_off',
  bool_yes_no: 'bool_yes_no',
}

const colours = ({ limits, type }: Panel) => {
  if (!limits)
    return {
      color: { mode: 'palette-classic' },
      thresholds: { mode: 'absolute', steps: [{ color: 'green', value: null }] },
    }
  const [warning, critical] = limits
  const [first, last] = warning <= critical ? ['green', 'red'] : ['red', 'green']
  const steps = [
    { color: first, value: null },
    { color: 'yellow', value: Math.min(warning, critical) },
    { color: last, value: Math.max(warning, critical) },
  ]
  return {
    color: { mode: type === 'timeseries' ? 'palette-classic' : 'thresholds' },
    thresholds: { mode: 'absolute', steps },
  }
}

const custom = ({ type, stacked = false, limits }: Panel) =>
  type !== 'timeseries'
    ? {}
    : {
        lineWidth: 1,
        fillOpacity: stacked ? 30 : 5,
        showPoints: 'never',
        stacking: { mode: stacked ? 'normal' : 'none' },
        thresholdsStyle: { mode: limits ? 'line' : 'off' },
      }

const REDUCE = Object.freeze({ calcs: ['lastNotNull'], fields: '', values: false })
const OPTIONS: Readonly<Record<Panel['type'], object>> = {
  timeseries: {
    legend: { displayMode: 'table', placement: 'bottom', calcs: ['lastNotNull', 'max'] },
    tooltip: { mode: 'multi', sort: 'desc' },
  },
  stat: { reduceOptions: REDUCE, colorMode: 'value', graphMode: 'area', textMode: 'auto' },
  'state-timeline': { mergeValues: true, showValue: 'never', legend: { displayMode: 'list', placement: 'bottom' } },
  bargauge: { reduceOptions: REDUCE, orientation: 'horizontal', displayMode: 'basic' },
}
