import { expect, test } from 'vitest'
import { importers } from '../../../../sources/files/formats/importers.js'
import { messageOf, putFile, temporaryFolder } from '../../../support/candle-files.js'

const EUR = { instrument: 'EUR_USD', lenient: false }
const ROW = '2024.01.15,00:00,1.09501,1.09510,1.09499,1.09505,43\r\n'
const file = (text: string) => putFile(temporaryFolder(), 'a.csv', text)

test.each([
  ['ny-close', '2024-01-14T22:00'],
  ['Europe/Helsinki', '2024-01-14T22:00'],
  ['UTC', '2024-01-15T00:00'],
])('midnight of the server on %s is %s', async (tz, label) => {
  const { series } = await importers.mt4.read([file(ROW)], { ...EUR, tz })
  expect(new Date(series.tMs[0]!).toISOString().slice(0, 16)).toBe(label)
  expect([series.basis, series.v[0], series.bc[0], series.ac[0]]).toEqual(['bid', 43, 1.09505, Number.NaN])
})

test('there is no default zone, in either format; a history without volume may be HistData', async () => {
  expect(await messageOf(importers.mt4.read([file(ROW)], EUR))).toContain("mt4: --tz is needed, times are the server's")
  for (const lenient of [false, true])
    expect(await messageOf(importers.histdata.read([file(ROW)], { ...EUR, lenient }))).toContain(
      "a.csv:1: volume 43: HistData has none, this is a history of MetaTrader 4 on its server's clock; take --format mt4",
    )
  const late = file(`${ROW.replace(',43', ',0')}${ROW.replace('00:00', '00:01')}`)
  expect(await messageOf(importers.histdata.read([late], EUR))).toContain('a.csv:2: volume 43')
  const ascii = file('20240115 000000;1.1;1.1;1.1;1.1;7\n')
  expect(await messageOf(importers.histdata.read([ascii], EUR))).toContain('a.csv:1: volume 7')
  expect((await importers.histdata.read([file(ROW)], { ...EUR, tz: 'UTC-5' })).series.v[0]).toBe(43)
})

test.each([
  ['2024.02.30,00:00,1,1,1,1,1\n', ':1: time "2024.02.30 00:00" cannot be read'],
  ['2024.13.01,00:00,1,1,1,1,1\n', ':1: time "2024.13.01 00:00" cannot be read'],
  ['2024.01.15,24:00,1,1,1,1,1\n', ':1: time "2024.01.15 24:00" cannot be read'],
  ['2024.01.15,00:00,1,1,1,1\n', ':1: 6 columns, not 7'],
  ['2024-01-15,00:00,1,1,1,1,1\n', ':1: unknown format: "2024-01-15,00:00,1,1,1,1,1"'],
])('a bad file: %s', async (text, reason) => {
  expect(await messageOf(importers.mt4.read([file(text)], { ...EUR, tz: 'UTC' }))).toContain(reason)
})
