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
})
