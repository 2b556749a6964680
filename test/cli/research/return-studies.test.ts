/** `sep studies stats` and `reality-check` as a shell or a script uses them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { addStudies } from '../../../cli/research/studies.js'
import { runCli } from '../../support/run-cli.js'
import { portablePanel, PUBLISHED, VECTORS } from '../../reference/statistics-vectors.js'

const folder = mkdtempSync(join(tmpdir(), 'sep-studies-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const studies = (...argv: string[]) => runCli(addStudies, ['studies', ...argv])
const json = async (...argv: string[]): Promise<Record<string, unknown>> => {
  const { out, err, error } = await studies(...argv, '--json')
  expect(error).toBeUndefined()
  expect(err).toBe('')
  expect(out.trim().split('\n').length).toBe(1)
  return JSON.parse(out)
}

describe('sep studies stats', () => {
  const series = VECTORS.series.find(({ name }) => name === 'losing')!
  const rows = series.returns.map((value, i) => `2026-01-${i},${value},x`)
  const returns = file('returns.csv', ['day,return,note', ...rows].join('\n'))

  test('the keys of the vectors, in their order, with their values; null where undefined', async () => {
    const found = await json('stats', '--returns', returns, '--trials', '5', '--trial-variance', '0.01')
    expect(Object.keys(found).slice(0, Object.keys(series.expect).length)).toEqual(Object.keys(series.expect))
    for (const [key, value] of Object.entries(series.expect))
      if (typeof value === 'number') expect(found[key], key).toBeCloseTo(value, 9)
      else if (value === null) expect(found[key], key).toBeNull()
    expect(found['meanInterval95']).toHaveLength(2)
  })

  test('gzip, CRLF, quotes and exponents; one trial has no deflated Sharpe ratio', async () => {
    const packed = file('returns.csv.gz', gzipSync('"return"\r\n1e-1\r\n"-.2"\r\n+3\r\n'))
    const found = await json('stats', '--returns', packed, '--trials', '1')
    expect(found).toMatchObject({ n: 3, dsr: null, expectedMaxSharpe: null, ljungBoxPValue10: null })
    expect(found['mean']).toBeCloseTo(2.9 / 3, 12)
  })

  test('block, resamples and seed change the interval and nothing else', async () => {
    const base = await json('stats', '--returns', returns)
    for (const flags of [
      ['--block', '20'],
      ['--resamples', '500'],
      ['--seed', '2'],
    ]) {
      const other = await json('stats', '--returns', returns, ...flags)
      expect(other['meanInterval95']).not.toEqual(base['meanInterval95'])
      expect({ ...other, meanInterval95: 0 }).toEqual({ ...base, meanInterval95: 0 })
    }
    expect(await json('stats', '--returns', returns)).toEqual(base)
  })

  test('as text, the exact maximum only for few trials', async () => {
    const few = await studies('stats', '--returns', returns, '--trials', '5', '--trial-variance', '0.01')
    expect(few.out).toMatch(/^n +300 /)
    expect(few.out).toContain('exact max')
    const many = await studies('stats', '--returns', returns, '--trials', '50', '--trial-variance', '0.01')
    expect(many.out).not.toContain('exact max')
  })

  test.each([
    ['no column', 'day,pnl\n1,2\n', 'no column "return" in the first line; it has day, pnl'],
    ['not a number', 'return\n1\n2\nabc\n', ':4: column return: "abc" is not a number'],
    ['an empty cell', 'day,return\n1,\n', ':2: column return: "" is not a number'],
    ['infinite', 'return\n1\n1e999\n', ':3: column return: "1e999" is not a number'],
    ['a short row', 'day,return\n1,2\n3\n', ':3: 1 cells, the first line has 2'],
    ['too few rows', 'return\n1\n', '1 rows of returns; at least 2 are needed'],
    ['an empty file', '', 'empty; the first line must name the columns'],
    ['no header', '0.5\n1\n2\n', ':1: numbers; the first line must name the columns'],
  ])('%s', async (name, content, message) => {
    const { out, error } = await studies('stats', '--returns', file(`${name}.csv`, content))
    expect(out).toBe('')
    expect(error).toMatchObject({ code: 'bad-data' })
    expect((error as Error).message).toContain(message)
    expect((error as Error).message).toContain(`${name}.csv`)
  })

  test('a missing file, and a variance of trials that nobody counted', async () => {
    expect((await studies('stats', '--returns', join(folder, 'none.csv'))).error).toMatchObject({
      code: 'missing-data',
    })
    expect((await studies('stats', '--returns', returns, '--trial-variance', '1')).error).toMatchObject({
      code: 'bad-argument',
      message: '--trial-variance has no effect without --trials',
    })
  })
})

describe('sep studies reality-check', () => {
  const columns = portablePanel()
  const lines = Array.from({ length: 250 }, (_, t) => `row ${t},${columns.map((column) => column[t]).join(',')}`)
  const panel = file('panel.csv', ['date,a,b,c,d,e,f', ...lines].join('\n'))

  test('the portable panel: the published p-values to the last resample', async () => {
    const found = await json('reality-check', '--panel', panel, '--block', '10', '--resamples', '999', '--seed', '3')
    const published = PUBLISHED.generated.panel
    const spa = published['Hansen SPA studentised (own)']
    expect(found).toMatchObject({
      realityCheckPValue: published['White RC (own)'].p,
      spaLower: spa.lower,
      spaConsistent: spa.consistent,
      spaUpper: spa.upper,
      stepM: { 0.05: [], 0.1: [], 0.2: [5] },
      names: ['a', 'b', 'c', 'd', 'e', 'f'],
      best: 5,
    })
  })

  test('as text the answer comes first', async () => {
    const { out } = await studies('reality-check', '--panel', panel, '--resamples', '999')
    expect(out).toMatch(/^f has the largest mean, 0\.1281 a row over 250 rows: what luck gives the best of 6 \(p /)
  })

  test.each([
    ['no columns', 'date\n1\n2\n3\n', 'no column of returns'],
    ['two rows', 'a,b\n1,2\n3,4\n', '2 rows of returns; at least 3 are needed'],
    ['bad cell', 'a,b\n1,2\n3,x\n5,6\n', ':3: column b: "x" is not a number'],
  ])('%s', async (name, content, message) => {
    const { error } = await studies('reality-check', '--panel', file(`${name}.csv`, content))
    expect(error).toMatchObject({ code: 'bad-data' })
    expect((error as Error).message).toContain(message)
  })

  test('columns that are numbered from 0 are named by their numbers', async () => {
    const found = await json('reality-check', '--panel', file('numbered.csv', '0,1\n1,2\n-3,4\n5,-6\n2,2\n'))
    expect(found['names']).toEqual(['0', '1'])
    expect(found['pbo']).toBeNull()
  })
})
