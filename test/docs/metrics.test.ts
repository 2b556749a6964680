/** docs/metrics.md lists the metrics as the code has them; `npx vitest run test/docs/metrics.test.ts -u` writes the table. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { METRICS, type Metric, type MetricHome } from '../../api/metrics/metric-list.js'
import { packageRoot } from '../../lib/package-root.js'

const RULES = join(packageRoot(), 'deploy', 'prometheus', 'rules.yml')
const PAGE = join(packageRoot(), 'docs', 'metrics.md')

const HOMES: Readonly<Record<MetricHome, string>> = {
  all: 'Every process',
  account: 'demo, live, api, ws',
  stages: 'demo, live, api, ws, and the parts of a cut graph',
  live: 'live',
  interface: 'demo, live, api, ws: the interface',
  jobs: 'fetch, hydrate, worker, broker',
}

test('the page lists every metric with type, labels and meaning, and every alert', async () => {
  const page = readFileSync(PAGE, 'utf8')
  const metrics = Object.entries(HOMES).map(([home, title]) => {
    const rows = Object.entries(METRICS).filter(([, metric]) => metric.home === home)
    return `### ${title}\n\n${tableOf([['metric', 'type', 'meaning'], ...rows.map(rowOf)])}`
  })
  const alerts = tableOf([['alert', 'after', 'meaning'], ...alertRows()])
  const written = withSection(withSection(page, 'The metrics', metrics.join('\n')), 'The alerts', alerts)
  await expect(written).toMatchFileSnapshot(PAGE)
})

/** The page with another body under a heading. */
const withSection = (page: string, title: string, body: string): string => {
  const [before = '', after = ''] = page.split(new RegExp(`(?<=^## ${title}\\n)`, 'm'))
  return `${before}\n${body}${/\n## [\s\S]*/.exec(after)?.[0] ?? ''}`
}

const alertRows = (): readonly (readonly string[])[] => {
  const { groups } = parse(readFileSync(RULES, 'utf8')) as { groups: readonly { rules: readonly Alert[] }[] }
  return groups
    .flatMap(({ rules }) => rules)
    .map(({ alert, labels, for: after = '', annotations: { summary, runbook } }) => [
      `[${alert}](${runbook.replace('docs/', '')})`,
      [labels.severity, after].filter((word) => word !== '').join(', '),
      summary.replaceAll(/\{\{ \$(?:labels\.)?([^ ]+).*?\}\}/g, '_$1_'),
    ])
}
interface Alert {
  readonly alert: string
  readonly for?: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly runbook: string }
}

const rowOf = ([name, { type, labels, help }]: [string, Metric]): readonly string[] => [
  `\`${name}${labels.length > 0 ? `{${labels.join(', ')}}` : ''}\``,
  type,
  help,
]

const tableOf = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, n) => Math.max(...rows.map((row) => row[n]!.length)))
  const line = (row: readonly string[]) => `| ${row.map((cell, n) => cell.padEnd(widths[n]!)).join(' | ')} |\n`
  const [head = [], ...body] = rows
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('')
}
