/** Files in the form in which traders reported them: what they must become. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { importers } from '../../../../sources/files/formats/importers.js'
import { seriesWarnings } from '../../../../sources/files/warnings/series-warnings.js'
import { ROOT } from '../../../support/paths.js'

const FIXTURES = join(ROOT, 'test/sources/files/fixtures')
const fixture = (name: string): string => join(FIXTURES, name)

/** Labels, or what is wrong; then notes and warnings. */
const outcome = async (format: keyof typeof importers, names: string, tz?: string, ask?: string): Promise<string> => {
  try {
    const { series, notes } = await importers[format].read(names.split(' ').map(fixture), {
      instrument: 'EUR_USD',
      lenient: false,
      ...(tz === undefined ? {} : { tz }),
      ...(ask === undefined ? {} : { ask: [fixture(ask)] }),
    })
    const labels = [...series.tMs].map((ms) => new Date(ms).toISOString().slice(0, 16))
    return [`${labels[0]} .. ${labels.at(-1)}, ${labels.length}`, ...notes, ...seriesWarnings(series)]
      .join('\n')
      .replaceAll(`${FIXTURES}/`, '')
  } catch (error) {
    return (error as Error).message.replaceAll(`${FIXTURES}/`, '')
  }
}

test.each([
  ['month 13', 'histdata', 'D01-histdata-month13.csv', 'D01-histdata-month13.csv:1: time "20241301 000000" cannot'],
  ['month 25', 'dukascopy', 'D01-dukascopy-mdy.csv', 'D01-dukascopy-mdy.csv:2: time "01.25.2024 00:00:00.000" cannot'],
  ['milliseconds are instants', 'dukascopy', 'D02-dukascopy-epoch.csv', '2024-02-26T00:00 .. 2024-02-26T00:01, 2'],
  [
    'New York summer',
    'histdata',
    'D03-histdata-ny-wall-summer.csv',
    'wrong time zone: 1 of 1 weekends are 1 h too late',
  ],
  ['the zone to take', 'histdata', 'D03-histdata-ny-wall-summer.csv', 'import again with --tz America/New_York'],
  ['Saturday filler', 'dukascopy', 'D04-dukascopy-flats-no-volume.csv', '2024-02-23T21:58 .. 2024-02-23T21:58, 1'],
  ['said', 'dukascopy', 'D04-dukascopy-flats-no-volume.csv', '5 flat minutes that only fill gaps were left out'],
  ['an offset in text', 'parquet', 'D05-parquet-text-offset.parquet', '2024-02-26T05:00 .. 2024-02-26T05:02, 3'],
  ['date and time', 'parquet', 'D07-parquet-date-and-time.parquet', '2024-02-26T00:00 .. 2024-02-26T00:02, 3'],
  [
    'prices in points',
    'dukascopy',
    'D11-prices-in-points.csv',
    '108196 are about 100,000 times the usual level of EUR_USD',
  ],
  ['local time', 'dukascopy', 'D12-dukascopy-local-time.csv', '2024-01-31T23:00 .. 2024-01-31T23:01, 2'],
  ['text time', 'dukascopy', 'D14-dukascopy-node-text-time.csv', '2024-02-26T00:00 .. 2024-02-26T00:01, 2'],
  ['zstd', 'parquet', 'D17-parquet-zstd.parquet', '2024-02-26T00:00 .. 2024-02-26T00:02, 3'],
  ['page of a weekend', 'oanda', 'D18-oanda-page-1.json D18-oanda-page-empty.json', 'T15:22 .. 2023-12-29T15:23, 2'],
  ['includeFirst', 'oanda', 'D18-oanda-page-1.json D18-oanda-page-2.json', '2023-12-29T15:22 .. 2023-12-29T15:24, 3'],
  ['MetaTrader 4', 'histdata', 'D19-mt4-history.csv', 'D19-mt4-history.csv:1: volume 43: HistData has none'],
] as const)('%s: %s %s', async (_, format, names, expected) => {
  expect(await outcome(format, names)).toContain(expected)
})

test.each([
  ['mt5', 'D15-mt5-utf16le-bom.csv', 'ny-close', '2024-01-14T22:00 .. 2024-01-14T22:01, 2'],
  ['mt5', 'D15-mt5-utf16le-bom.csv', 'ny-close', 'D15-mt5-utf16le-bom.csv: the SPREAD column is not kept'],
  ['mt4', 'D19-mt4-history.csv', 'ny-close', '2024-01-14T22:00 .. 2024-01-14T22:01, 2'],
  ['mt4', 'D19-mt4-history.csv', undefined, 'mt4: --tz is needed'],
  ['histdata', 'D19-mt4-history.csv', 'Europe/Kyiv', '2024-01-14T22:00 .. 2024-01-14T22:01, 2'],
  ['dukascopy', 'D14-dukascopy-node-text-time.csv', 'Europe/Kyiv', '2024-02-25T22:00 .. 2024-02-25T22:01, 2'],
  ['dukascopy', 'D02-dukascopy-epoch.csv', 'Europe/Kyiv', '--tz Europe/Kyiv: the times are instants already, see'],
  ['dukascopy', 'D12-dukascopy-local-time.csv', 'Europe/Kyiv', 'D12-dukascopy-local-time.csv:2; leave --tz out'],
  ['dukascopy', 'D09-dukascopy-bid.csv', 'Europe/Kyiv', 'D09-dukascopy-bid.csv:2; leave --tz out'],
] as const)('%s %s, --tz %s', async (format, names, tz, expected) => {
  expect(await outcome(format, names, tz)).toContain(expected)
})

test('exchanged sides are refused, the right ones are read without a warning', async () => {
  expect(await outcome('dukascopy', 'D09-dukascopy-ask.csv', undefined, 'D09-dukascopy-bid.csv')).toBe(
    'D09-dukascopy-ask.csv + D09-dukascopy-bid.csv: the bid is above the ask in 3 of 3 rows: bid and ask are exchanged',
  )
  expect(await outcome('dukascopy', 'D09-dukascopy-bid.csv', undefined, 'D09-dukascopy-ask.csv')).toBe(
    '2024-02-01T00:00 .. 2024-02-01T00:02, 3',
  )
})

test('with the right zone the weeks end where they should', async () => {
  expect(await outcome('histdata', 'D03-histdata-ny-wall-summer.csv', 'America/New_York')).toBe(
    '2024-07-05T20:57 .. 2024-07-07T21:05, 5',
  )
})
