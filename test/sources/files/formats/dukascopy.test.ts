import { describe, expect, test } from 'vitest'
import { importers } from '../../../../sources/files/formats/importers.js'
import { columnsOf, messageOf, putFile, temporaryFolder } from '../../../support/candle-files.js'

const EUR = { instrument: 'EUR_USD', lenient: false, trust: true }
const utc = (text: string) => Date.parse(`${text}:00Z`)
const labels = (tMs: Float64Array) => [...tMs].map((ms) => new Date(ms).toISOString().slice(0, 16))

describe('Dukascopy', () => {
  const site = (...rows: readonly string[]) => `Gmt time,Open,High,Low,Close,Volume\n${rows.join('\n')}\n`
  const bid = site(
    '04.03.2024 12:00:00.000,1.1,1.2,1.0,1.15,10.5',
    '04.03.2024 12:01:00.000,1.15,1.15,1.15,1.15,0',
    '04.03.2024 12:02:00.000,1.1,1.1,1.1,1.1,3',
  )
  const ask = site(
    '04.03.2024 12:00:00.000,1.1002,1.2002,1.0002,1.1502,9',
    '04.03.2024 12:02:00.000,1.1002,1.1002,1.1002,1.1002,3',
  )

  test('bid and ask are paired; flat minutes without volume are gaps', async () => {
    const folder = temporaryFolder()
    const paths = [putFile(folder, 'bid.csv', bid), putFile(folder, 'ask.csv', ask)] as const
    const { series } = await importers.dukascopy.read([paths[0]], { ...EUR, ask: [paths[1]] })
    expect(labels(series.tMs)).toEqual(['2024-03-04T12:00', '2024-03-04T12:02'])
    expect(columnsOf(series)).toMatchObject({
      c: [1.1501, 1.1001],
      bc: [1.15, 1.1],
      ac: [1.1502, 1.1002],
      v: [10.5, 3],
    })
    expect(series.basis).toBe('mid')
  })

  test('bid alone; the files of dukascopy-node, with and without volume', async () => {
    const folder = temporaryFolder()
    const t = utc('2024-03-04T12:00')
    const one = putFile(folder, 'a.csv', `timestamp,open,high,low,close,volume\n${t},1.1,1.2,1,1.1,7.25\n`)
    const two = putFile(folder, 'b.csv', `timestamp,open,high,low,close\n${t},1.1,1.2,1,1.1\n`)
    expect((await importers.dukascopy.read([one], EUR)).series).toMatchObject({
      basis: 'bid',
      v: Float64Array.of(7.25),
    })
    expect((await importers.dukascopy.read([two], EUR)).series).toMatchObject({
      noVolume: true,
      tMs: Float64Array.of(t),
    })
  })

  test('a minute that one side lacks is a bad row', async () => {
    const folder = temporaryFolder()
    const files = [
      putFile(folder, 'bid.csv', bid),
      putFile(folder, 'ask.csv', site('04.03.2024 12:02:00.000,1.1,1.1,1.1,1.1,3')),
    ] as const
    const strict = importers.dukascopy.read([files[0]], { ...EUR, ask: [files[1]] })
    expect(await messageOf(strict)).toBe(
      `${files[0]} + ${files[1]}:2024-03-04T12:00:00.000Z: there is a candle of the bid but none of the ask`,
    )
    const { series, skipped, reasons } = await importers.dukascopy.read([files[0]], {
      ...EUR,
      lenient: true,
      ask: [files[1]],
    })
    expect([series.tMs.length, skipped, reasons.length]).toEqual([1, 1, 1])
  })

  test.each([
    ['Gmt time', '04.03.2024 12:00:00.000', undefined, '2024-03-04T12:00'],
    ['Utc time', '04.03.2024 12:00:00', undefined, '2024-03-04T12:00'],
    ['Local time', '04.03.2024 12:00:00.000 GMT+0200', undefined, '2024-03-04T10:00'],
    ['Local time', '04.03.2024 12:00:00.000 GMT-0530', undefined, '2024-03-04T17:30'],
    ['Local time', '04.03.2024 12:00:00.000', undefined, 'dukascopy: --tz is needed'],
    ['Local time', '04.03.2024 12:00:00.000', 'Europe/Kyiv', '2024-03-04T10:00'],
    ['Time (UTC)', '2024.03.04 12:00:00', undefined, '2024-03-04T12:00'],
    ['Time (EET)', '2024.03.04 12:00:00', undefined, 'dukascopy: --tz is needed'],
    ['Time (EET)', '2024.03.04 12:00:00', 'Europe/Helsinki', '2024-03-04T10:00'],
    ['Time (UTC)', '2024.03.04 12:00:00', 'Europe/Helsinki', '--tz Europe/Helsinki: the times are instants already'],
    ['Gmt time', '04.03.2024 12:00:00.000', 'UTC', '--tz UTC: the times are instants already'],
    ['Gmt time', '04.13.2024 12:00:00.000', undefined, ':2: time "04.13.2024 12:00:00.000" cannot be read'],
    ['Gmt time', '2024.03.04 12:00:00', undefined, ':2: time "2024.03.04 12:00:00" cannot be read'],
  ])('%s: %s, --tz %s', async (header, time, tz, expected) => {
    const text = `${header},Open,High,Low,Close,Volume\n${time},1.1,1.2,1,1.1,7\n`
    const path = putFile(temporaryFolder(), 'a.csv', text)
    const read = importers.dukascopy.read([path], { ...EUR, ...(tz === undefined ? {} : { tz }) })
    expect(
      await read.then(
        ({ series }) => labels(series.tMs)[0],
        (error: unknown) => (error as Error).message,
      ),
    ).toContain(expected)
  })

  test('files of a weekend hold only filler: they are left out, and alone they hold no candles', async () => {
    const folder = temporaryFolder()
    const saturday = putFile(folder, 'b.csv', site('09.03.2024 12:00:00.000,1.1,1.1,1.1,1.1,0'))
    const headerOnly = putFile(folder, 'c.csv', site())
    const { series } = await importers.dukascopy.read([headerOnly, putFile(folder, 'a.csv', bid), saturday], EUR)
    expect(series.tMs).toHaveLength(2)
    expect(await messageOf(importers.dukascopy.read([saturday, headerOnly], EUR))).toBe(
      `${saturday} ${headerOnly}: no candles`,
    )
  })
})
