/** The dashboards: their files are those of the code, their expressions use what there is, and each figure of the account is somewhere. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { METRICS } from '../../../api/metrics/metric-list.js'
import { dashboardJson } from '../../../deploy/grafana/dashboard-json.js'
import { DASHBOARDS } from '../../../deploy/grafana/dashboards.js'
import { packageRoot } from '../../../lib/package-root.js'
import { faultsOf, type KnownMetrics, knownMetrics } from '../../support/metrics/known-metrics.js'
import { parsePromQl } from '../../support/metrics/promql.js'

const FOLDER = join(packageRoot(), 'deploy', 'grafana')

let known: KnownMetrics
beforeAll(async () => {
  known = await knownMetrics()
})

/** As Grafana sends it, all instruments chosen. */
const sent = (expr: string): string => expr.replaceAll('$instrument', '.*')

describe.each(DASHBOARDS)('$title', (dashboard) => {
  const json = dashboardJson(dashboard)
  const panels = dashboard.rows.flatMap((row) => row.panels)
  const queries = panels.flatMap((panel) => panel.queries.map((query) => [panel.title, query] as const))

  test('its file is what the code makes', () =>
    expect(`${JSON.stringify(json, null, 2)}\n`).toMatchFileSnapshot(
      join(FOLDER, 'dashboards', `${dashboard.uid}.json`),
    ))

  test.each(queries)('%s: parses, and uses metrics, labels and values that exist', (_title, { expr, legend = '' }) => {
    const parsed = parsePromQl(sent(expr))
    expect(faultsOf(parsed, known)).toEqual([])
    const labels = new Set(parsed.selectors.flatMap(({ metric }) => [...(known.get(metric) ?? [])]))
    for (const [, label] of legend.matchAll(/\{\{(\w+)\}\}/g)) expect(labels).toContain(label)
    // What is left of Grafana's own would not reach Prometheus.
    expect(sent(expr)).not.toContain('$')
    expect(expr.includes('$instrument') && dashboard.byInstrument !== true).toBe(false)
  })

  test('several series have a legend; panels have a title and a sentence, and none its name twice', () => {
    for (const panel of panels) {
      expect([panel.title, panel.about.endsWith('.')]).toEqual([panel.title, true])
      if (panel.queries.length > 1)
        for (const { legend = '' } of panel.queries) expect([panel.title, legend]).not.toEqual([panel.title, ''])
    }
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length)
  })

  test('panels are within the width and do not overlap', () => {
    const cells = new Set<string>()
    for (const { gridPos, id } of json.panels) {
      expect([id, gridPos.w > 0 && gridPos.x >= 0 && gridPos.x + gridPos.w <= 24]).toEqual([id, true])
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(cells.has(`${x} ${y}`)).toBe(false)
          cells.add(`${x} ${y}`)
        }
    }
    expect(new Set(json.panels.map(({ id }) => id)).size).toBe(json.panels.length)
  })
})

test('each metric of SEP is on a dashboard', () => {
  const shown = new Set(
    DASHBOARDS.flatMap(({ rows }) => rows.flatMap(({ panels }) => panels))
      .flatMap(({ queries }) => queries.flatMap(({ expr }) => parsePromQl(sent(expr)).selectors))
      .map(({ metric }) => metric.replace(/_(?:bucket|sum|count)$/, '')),
  )
  expect(Object.keys(METRICS).filter((name) => !shown.has(name))).toEqual([])
})

test('Grafana finds the dashboards and Prometheus', () => {
  const read = (file: string) => parse(readFileSync(join(FOLDER, 'provisioning', file), 'utf8'))
  expect(read('datasources/prometheus.yml')).toMatchObject({
    datasources: [{ uid: 'prometheus', type: 'prometheus', url: 'http://prometheus:9090' }],
  })
  expect(read('dashboards/sep.yml')).toMatchObject({
    providers: [{ options: { path: '/var/lib/grafana-dashboards' } }],
  })
})
