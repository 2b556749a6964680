/** `sep studies signal` and `look-ahead` over a made market, as a shell uses them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addStudies } from '../../../cli/research/studies.js'
import { SERIES_COLUMNS } from '../../../model/candle-series.js'
import { temporaryFolder } from '../../support/candle-files.js'
import { randomMarket } from '../../support/random-market.js'
import { runCli } from '../../support/run-cli.js'

const marketFolder = (minutes: number): string => {
  const folder = temporaryFolder()
  for (const series of randomMarket({ seed: 3, minutes, names: ['EUR_USD', 'USD_JPY'] })) {
    const rows = Array.from(series.tMs, (_, i) => SERIES_COLUMNS.map((name) => series[name][i]).join(','))
    const header = ['t', ...SERIES_COLUMNS.slice(1)].join(',')
    writeFileSync(join(folder, `${series.instrument}_M1.csv`), [header, ...rows, ''].join('\n'))
  }
  return folder
}
const studies = (...argv: string[]) => runCli(addStudies, ['studies', ...argv])

test('signal: JSON has every metric and direction x metric at every horizon; the page is written', async () => {
  const folder = marketFolder(600)
  const page = join(temporaryFolder(), 'signal.html')
  const { out, error } = await studies('signal', '--data', folder, '--out', page, '--json')
  expect(error).toBeUndefined()
  const report = JSON.parse(out)
  expect(report.signals.map(({ name }: { name: string }) => name)).toContain('direction x coherence')
  expect(report.signals).toHaveLength(38)
  for (const { horizons } of report.signals)
    expect(horizons.map(({ minutes }: { minutes: number }) => minutes)).toEqual([1, 5, 15, 60, 240])
  expect(report.sentence).toBe('Nothing can be tested: 1 days with metrics, at least 20 needed.')
  expect(report.instruments.map(({ name }: { name: string }) => name)).toEqual(['EUR_USD', 'USD_JPY'])
  expect(readFileSync(page, 'utf8')).toContain('Does the signal say anything?')
})

test('signal as text begins with its sentence; without a full window it is an error', async () => {
  expect((await studies('signal', '--data', marketFolder(400))).out).toMatch(/^Nothing can be tested/)
  const { error } = await studies('signal', '--data', marketFolder(100))
  expect(error).toMatchObject({ code: 'missing-data' })
})

test('look-ahead: the graph of SEP sees nothing of what comes', async () => {
  const folder = marketFolder(500)
  const { out, error } = await studies('look-ahead', '--data', folder, '--cuts', '2', '--json')
  expect(error).toBeUndefined()
  const found = JSON.parse(out)
  expect(found.leaks).toEqual([])
  expect(found.cuts).toHaveLength(2)
  expect((await studies('look-ahead', '--data', folder, '--cuts', '1')).out).toMatch(
    /^No look-ahead: other candles after 20/,
  )
})
