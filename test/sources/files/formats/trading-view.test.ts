import { expect, test } from 'vitest'
import { importers } from '../../../../sources/files/formats/importers.js'
import { messageOf, putFile, temporaryFolder } from '../../../support/candle-files.js'

const EUR = { instrument: 'EUR_USD', lenient: false, trust: true }
const HEADER = 'time,open,high,low,close,Volume'
const file = (text: string) => putFile(temporaryFolder(), 'a.csv', text)
const labels = (tMs: Float64Array) => [...tMs].map((ms) => new Date(ms).toISOString().slice(0, 16))

test.each([
  ['seconds', HEADER, '1709553600,1.1,1.2,1,1.1,7', '1709553660,1.1,1.2,1,1.1,8', [7, 8]],
  ['ISO with offset', HEADER, '2024-03-04T07:00:00-05:00,1.1,1.2,1,1.1,7', '2024-03-04T12:01:00Z,1,1,1,1,8', [7, 8]],
  ['no volume', 'time,open,high,low,close', '1709553600,1.1,1.2,1,1.1', '1709553660,1,1,1,1', [0, 0]],
  ['blank volumes', HEADER, '1709553600,1.1,1.2,1,1.1,', '1709553660,1,1,1,1,NaN', [0, 0]],
  ['indicators', `${HEADER},RSI`, '1709553600,1.1,1.2,1,1.1,7,NaN', '1709553660,1,1,1,1,8,55.5', [7, 8]],
] as const)('%s', async (_, header, first, second, volumes) => {
  const path = file(`${header}\n${first}\n${second}\n`)
  for (const format of ['tradingview', 'csv'] as const) {
    const { series } = await importers[format].read([path], EUR)
    expect(labels(series.tMs)).toEqual(['2024-03-04T12:00', '2024-03-04T12:01'])
    expect([[...series.v], series.basis]).toEqual([volumes, 'bid'])
  }
})

test('a zone is needed for times without an offset, and refused for the others', async () => {
  const bare = file(`${HEADER}\n2024-03-04 07:00,1,1,1,1,1\n`)
  const read = (path: string, tz?: string) =>
    importers.tradingview.read([path], { ...EUR, ...(tz === undefined ? {} : { tz }) })
  expect(await messageOf(read(bare))).toBe(`tradingview: --tz is needed, times have no offset, see ${bare}:2`)
  expect(labels((await read(bare, 'America/New_York')).series.tMs)).toEqual(['2024-03-04T12:00'])
  const seconds = file(`${HEADER}\n1709553600,1,1,1,1,1\n`)
  expect(await messageOf(read(seconds, 'UTC'))).toBe(
    `--tz UTC: the times are instants already, see ${seconds}:2; leave --tz out`,
  )
})

test('bad files', async () => {
  const said = (text: string) => messageOf(importers.tradingview.read([file(text)], EUR))
  expect(await said('date,open,high,low,close\n')).toContain('a.csv:1: unknown format: "date,open,high,low,close"')
  expect(await said(`${HEADER}\n1709553600,1,1,1,1\n`)).toContain('a.csv:2: 5 columns, not 6')
  expect(await said(`${HEADER}\n1709553600000,1,1,1,1,1\n`)).toContain('a.csv:2: time "1709553600000" cannot be read')
  expect(await said(`${HEADER}\n1709553600,1,1,1,1,x\n`)).toContain('a.csv:2: v "x" is not a number')
  expect(await said(`${HEADER}\n`)).toContain('a.csv: no candles')
})
