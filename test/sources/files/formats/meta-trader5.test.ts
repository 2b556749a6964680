import { describe, expect, test } from 'vitest'
import { importers } from '../../../../sources/files/formats/importers.js'
import { messageOf, putFile, temporaryFolder } from '../../../support/candle-files.js'

const EUR = { instrument: 'EUR_USD', lenient: false }
const labels = (tMs: Float64Array) => [...tMs].map((ms) => new Date(ms).toISOString().slice(0, 16))

describe('MetaTrader 5', () => {
  const header = '<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>'
  const row = (date: string, time: string) => `${date}\t${time}\t1.1\t1.2\t1.0\t1.15\t42\t0\t9`
  const file = (...rows: readonly string[]) =>
    putFile(temporaryFolder(), 'a.csv', `${[header, ...rows].join('\r\n')}\r\n`)

  test.each([
    // In the second half of March New York is in summer time and Helsinki is not.
    ['ny-close', '2024.01.10', '2024-01-09T22:00'],
    ['ny-close', '2024.03.20', '2024-03-19T21:00'],
    ['Europe/Helsinki', '2024.03.20', '2024-03-19T22:00'],
    ['ny-close', '2024.07.10', '2024-07-09T21:00'],
    ['UTC+2', '2024.07.10', '2024-07-09T22:00'],
    ['UTC+05:30', '2024.07.10', '2024-07-09T18:30'],
    ['UTC', '2024.07.10', '2024-07-10T00:00'],
  ])('midnight by the clock %s on %s is %s', async (tz, date, label) => {
    const { series } = await importers.mt5.read([file(row(date, '00:00:00'))], { ...EUR, tz })
    expect(labels(series.tMs)).toEqual([label])
    expect([series.basis, series.v[0], series.bh[0], series.ah[0]]).toEqual(['bid', 42, 1.2, Number.NaN])
  })

  test('bad files', async () => {
    const ny = { ...EUR, tz: 'ny-close' }
    const good = file(row('2024.01.10', '00:00'))
    expect(await messageOf(importers.mt5.read([good], EUR))).toContain("--tz is needed, times are the server's")
    const bad = file(row('2024.01.10', '00:00:00'), row('2024.01.10', 'noon'))
    expect(await messageOf(importers.mt5.read([bad], ny))).toBe(`${bad}:3: time "2024.01.10 noon" cannot be read`)
    const other = putFile(temporaryFolder(), 'a.csv', 'Date;Time\n')
    expect(await messageOf(importers.mt5.read([other], ny))).toBe(`${other}:1: unknown format: "Date;Time"`)
  })

  test('commas instead of tabs, and UTF-16; the spread column is named where it is lost', async () => {
    const text = `${[header, row('2024.01.10', '00:00:00')].join('\r\n').replaceAll('\t', ',')}\r\n`
    const path = putFile(temporaryFolder(), 'a.csv', Buffer.from(`\ufeff${text}`, 'utf16le'))
    const { series, notes } = await importers.mt5.read([path], { ...EUR, tz: 'UTC' })
    expect(labels(series.tMs)).toEqual(['2024-01-10T00:00'])
    expect(notes).toEqual([
      `${path}: the SPREAD column is not kept: it has no time within the bar; spreads come from the spread model`,
    ])
    const without = putFile(
      temporaryFolder(),
      'a.csv',
      `${header.slice(0, -9)}\n${row('2024.01.10', '00:00').slice(0, -2)}\n`,
    )
    expect((await importers.mt5.read([without], { ...EUR, tz: 'UTC' })).notes).toEqual([])
  })

  test.each(['2024.02.30', '2024.13.01', '2024.00.10', '2023.02.29'])('%s does not exist', async (date) => {
    const path = file(row(date, '00:00:00'))
    expect(await messageOf(importers.mt5.read([path], { ...EUR, tz: 'UTC' }))).toBe(
      `${path}:2: time "${date} 00:00:00" cannot be read`,
    )
  })
})
