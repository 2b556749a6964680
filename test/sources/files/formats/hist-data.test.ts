import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { importers } from '../../../../sources/files/formats/importers.js'
import { messageOf, putFile, temporaryFolder } from '../../../support/candle-files.js'

const EUR = { instrument: 'EUR_USD', lenient: false }
const labels = (tMs: Float64Array) => [...tMs].map((ms) => new Date(ms).toISOString().slice(0, 16))

describe('HistData', () => {
  const winter = '20170102 020000;1.05155;1.05197;1.05155;1.0519;0\n20170102 020100;1.05209;1.05209;1.05177;1.05179;0\n'
  const summer = '20170703 020000;1.14;1.14;1.14;1.14;0\n'

  test('ASCII in a zip: bid only, no volume, UTC-5 in winter and in summer', async () => {
    const folder = temporaryFolder()
    const zip = zipSync({ 'DAT_ASCII_EURUSD_M1_201701.csv': Buffer.from(winter), 'readme.txt': Buffer.from('hello') })
    const paths = [putFile(folder, 'b.csv', summer), putFile(folder, 'a.zip', zip)]
    const { series } = await importers.histdata.read(paths, EUR)
    expect(labels(series.tMs)).toEqual(['2017-01-02T07:00', '2017-01-02T07:01', '2017-07-03T07:00'])
    expect([series.basis, series.noVolume, series.bc[0], series.c[0], series.ac[0]]).toEqual([
      'bid',
      true,
      1.0519,
      1.0519,
      Number.NaN,
    ])
  })

  test('files that run on the clock of New York, as some do', async () => {
    const path = putFile(temporaryFolder(), 'a.csv', winter + summer)
    const { series } = await importers.histdata.read([path], { ...EUR, tz: 'America/New_York' })
    expect(labels(series.tMs)).toEqual(['2017-01-02T07:00', '2017-01-02T07:01', '2017-07-03T06:00'])
  })

  test('MetaTrader layout', async () => {
    const path = putFile(temporaryFolder(), 'a.csv', '2017.01.02,02:00,1.05155,1.05197,1.05155,1.0519,0\r\n')
    const { series } = await importers.histdata.read([path], EUR)
    expect(labels(series.tMs)).toEqual(['2017-01-02T07:00'])
  })

  test.each([
    ['ticks', '20170102 020000123,1.05155,1.05165,0\n', '1: a file of ticks; one-minute bars are needed'],
    ['unknown', 'hello\n', '1: unknown format: "hello"'],
    ['no such day', `${winter}20170230 020000;1;1;1;1;0\n`, '3: time "20170230 020000" cannot be read'],
    ['no such hour', `${winter}20170203 250000;1;1;1;1;0\n`, '3: time "20170203 250000" cannot be read'],
    ['not a whole minute', `${winter}20170203 010030;1;1;1;1;0\n`, '3: t 1486101630000 is not a whole minute'],
    ['no number', `${winter}20170203 010000;1;x;1;1;0\n`, '3: h "x" is not a number'],
    ['columns', `${winter}20170203 010000;1;1;1;1\n`, '3: 5 columns, not 6'],
    ['low too high', `${winter}20170203 010000;1;1;2;1;0\n`, '3: l 2 is above c 1'],
    ['going back', winter + winter, '3: t 1483340400000 is not later than the row before, 1483340460000'],
  ])('a bad file: %s', async (_, text, reason) => {
    const path = putFile(temporaryFolder(), 'a.csv', text)
    expect(await messageOf(importers.histdata.read([path], EUR))).toContain(`${path}:${reason}`)
  })

  test('a zip that holds no csv, or is truncated; a zone that is none', async () => {
    const folder = temporaryFolder()
    const empty = putFile(folder, 'a.zip', zipSync({ 'readme.txt': Buffer.from('hello') }))
    expect(await messageOf(importers.histdata.read([empty], EUR))).toBe(
      `${empty}: the zip must hold one .csv; it has none`,
    )
    const cut = putFile(folder, 'b.zip', zipSync({ 'a.csv': Buffer.from(winter) }).subarray(0, 60))
    expect(await messageOf(importers.histdata.read([cut], EUR))).toContain(`${cut}: zip is damaged or truncated`)
    expect(await messageOf(importers.histdata.read([`${folder}/no.zip`], EUR))).toContain('no.zip: ENOENT')
    expect(await messageOf(importers.histdata.read([empty], { ...EUR, tz: 'Mars' }))).toContain('--tz Mars: not a zone')
  })
})
