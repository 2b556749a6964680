/** The alerts: promtool tries each on series made for it; their expressions use what there is, and the runbook has a section for each. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { packageRoot } from '../../../lib/package-root.js'
import { type KnownMetrics, faultsOf, knownMetrics } from '../../support/metrics/known-metrics.js'
import { parsePromQl } from '../../support/metrics/promql.js'
import { promtool } from '../../support/metrics/promtool.js'

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly runbook: string }
}
interface Case {
  readonly name: string
  readonly input_series: readonly { readonly series: string }[]
  readonly promql_expr_test: readonly { readonly expr: string; readonly exp_samples?: readonly { labels: string }[] }[]
}
const FOLDER = join(packageRoot(), 'deploy', 'prometheus')
const read = (file: string) => parse(readFileSync(join(FOLDER, file), 'utf8')) as never
const TEST_FILES = ['rules.test.yml', 'rules.week.test.yml']
const rules = (read('rules.yml') as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules)
const cases = TEST_FILES.flatMap((file) => (read(file) as { tests: Case[] }).tests)

test('promtool accepts the rules and the configuration', () => {
  expect(promtool(['check', 'rules', join(FOLDER, 'rules.yml')])).toMatchObject({ code: 0 })
  // The token exists where it is deployed alone.
  expect(promtool(['check', 'config', '--syntax-only', join(FOLDER, 'prometheus.yml')])).toMatchObject({ code: 0 })
})

test.each(TEST_FILES)('promtool test rules %s', (file) => {
  const { code, text } = promtool(['test', 'rules', join(FOLDER, file)])
  expect({ code, text: code === 0 ? '' : text }).toEqual({ code: 0, text: '' })
})

describe.each(rules)('$alert', ({ alert, expr, labels, annotations }) => {
  let known: KnownMetrics
  beforeAll(async () => {
    known = await knownMetrics()
  })
  const own = cases.filter(({ name }) => name === alert)

  test('uses metrics, labels and values that exist', () => {
    expect(faultsOf(parsePromQl(expr), known)).toEqual([])
  })

  test('has a test in which it is quiet and then fires, and a good case with its metrics in which it is quiet', () => {
    const asked = own.flatMap((one) => one.promql_expr_test)
    expect(asked.map(({ expr: query }) => query)).toEqual(
      asked.map(() => `ALERTS{alertname="${alert}",alertstate="firing"}`),
    )
    expect(asked.map(({ exp_samples }) => exp_samples?.length ?? 0)).toEqual([0, 1])
    const good = cases.filter((one) => one.promql_expr_test.every(({ expr: query }) => query === 'ALERTS'))
    const inGood = good.flatMap((one) => one.input_series.map(({ series }) => series.split('{')[0]))
    for (const { metric } of parsePromQl(expr).selectors) expect(inGood).toContain(metric)
  })

  test('has a severity, a sentence whose labels it has, and a place in the docs', () => {
    expect(['critical', 'warning', 'info']).toContain(labels.severity)
    const fired = own.flatMap((one) => one.promql_expr_test.flatMap((asked) => asked.exp_samples ?? []))
    for (const [, label] of annotations.summary.matchAll(/\$labels\.(\w+)/g))
      expect(fired[0]?.labels).toContain(`${label}="`)
    const [path = '', anchor] = annotations.runbook.split('#')
    expect(existsSync(join(packageRoot(), path)), path).toBe(true)
    if (anchor !== undefined) expect(anchorsOf(path)).toContain(anchor)
  })
})

test('no alert is tried that does not exist, and none has the name of another', () => {
  const names = rules.map(({ alert }) => alert)
  expect(names).toEqual([...new Set(names)])
  const tried = cases.map(({ name }) => name).filter((name) => name.startsWith('Sep'))
  expect(tried.toSorted()).toEqual(names.toSorted())
})

const anchorsOf = (path: string): readonly string[] =>
  [...readFileSync(join(packageRoot(), path), 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  )
