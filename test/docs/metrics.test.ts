/** docs/metrics.md lists the metrics as the code has them; `npx vitest run test/docs/metrics.test.ts -u` writes the table. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { METRICS, type Metric, type MetricHome } from '../../api/metrics/metric-list.js'
import { packageRoot } from '../../lib/package-root.js'

const PAGE = join(packageRoot(), 'docs', 'metrics.md')

const HOMES: Readonly<Record<MetricHome, string>> = {
  all: 'Every process',
  account: 'demo, live, api, ws',
  stages: 'demo, live, api, ws, and the parts of a cut graph',
  live: 'live',
  interface: 'demo, live, api, ws: the interface',
  jobs: 'fetch, hydrate, worker, broker',
}

test('the page lists every metric with type, labels and meaning', async () => {
  const sections = Object.entries(HOMES).map(([home, title]) => {
    const rows = Object.entries(METRICS).filter(([, metric]) => metric.home === home)
    return `### ${title}\n\n${tableOf([['metric', 'type', 'meaning'], ...rows.map(rowOf)])}`
  })
  const [before = '', after = ''] = readFileSync(PAGE, 'utf8').split(/(?<=## The metrics\n)/)
  const rest = /\n## [\s\S]*/.exec(after)?.[0] ?? ''
  await expect(`${before}\n${sections.join('\n')}${rest}`).toMatchFileSnapshot(PAGE)
})

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
