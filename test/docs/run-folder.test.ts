/** docs/run-folder.md names every file and column of a run folder, in order, and no other. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SHADOW_COLUMNS } from '../../app/backtest/record-texts.js'
import { EQUITY_COLUMNS, RUN_FILES, TRADE_COLUMNS } from '../../app/backtest/run-files.js'
import { packageRoot } from '../../lib/package-root.js'

const page = readFileSync(join(packageRoot(), 'docs/run-folder.md'), 'utf8')
/** First cells of the table below a heading. */
const named = (heading: string): string[] => {
  const section = page.split(`\n${heading}\n`)[1]?.split('\n#')[0] ?? ''
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1]!)
}

test('trades.csv', () => expect(named('## trades.csv')).toEqual([...TRADE_COLUMNS]))
test('shadow.csv', () => expect(named('## shadow.csv')).toEqual([...SHADOW_COLUMNS]))
test('equity.csv', () => expect(named('## equity.csv')).toEqual([...EQUITY_COLUMNS]))
test('files', () => {
  const files = [...(page.split('\n## ')[0] ?? '').matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1]!)
  expect(files.sort()).toEqual([...RUN_FILES].sort())
})
