import { zipSync } from 'fflate'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { fillPrices } from '../../../sources/files/fill-prices.js'
import { importers } from '../../../sources/files/importers.js'
import { columnsOf, csvOf, messageOf, putFile, temporaryFolder } from '../../support/candle-files.js'

const EUR = { instrument: 'EUR_USD', lenient: false }
const utc = (text: string) => Date.parse(`${text}:00Z`)
const labels = (tMs: Float64Array) => [...tMs].map((ms) => new Date(ms).toISOString().slice(0, 16))

describe('OANDA candles', () => {
  const bar = (o: string, h: string, l: string, c: string) => ({ o, h, l, c })
  const page = (candles: readonly object[], more: object = {}) =>
    JSON.stringify({ instrument: 'EUR_USD', granularity: 'M1', candles, ...more })
  const candle = (time: string | number, more: object) => ({ complete: true, volume: 12, time, ...more })
  const bid = bar('1.09999', '1.10010', '1.09990', '1.10000')
  const ask = bar('1.10012', '1.10024', '1.10003', '1.10013')

  test('bid and ask: o..c are their middle; a running candle is left out; times as RFC 3339 and as seconds', async () => {
    const folder = temporaryFolder()
    const second = putFile(
      folder,
      'b.json.gz',
      page([
        candle('1709553720.000000000', { bid, ask, mid: bar('1.1', '1.2', '1.0', '1.15') }),
        { ...candle('1709553780.000000000', { bid, ask }), complete: false },
      ]),
    )
    const first = putFile(folder, 'a.json', page([candle('2024-03-04T12:01:00.000000000Z', { bid, ask })]))
    const { series, skipped } = await importers.oanda.read([second, first], EUR)
    expect(labels(series.tMs)).toEqual(['2024-03-04T12:01', '2024-03-04T12:02'])
    expect(columnsOf(series)).toMatchObject({
      o: [1.100055, 1.1],
      h: [1.10017, 1.2],
      l: [1.099965, 1],
      c: [1.100065, 1.15],
      v: [12, 12],
      bc: [1.1, 1.1],
      ac: [1.10013, 1.10013],
    })
    expect([series.basis, skipped]).toEqual(['mid', 0])
  })

  test('mid alone, bid alone', async () => {
    const folder = temporaryFolder()
    const mid = putFile(folder, 'mid.json', page([candle('2024-03-04T12:01:00Z', { mid: bid })]))
    expect((await importers.oanda.read([mid], EUR)).series).toMatchObject({ basis: 'mid', c: Float64Array.of(1.1) })
    const only = putFile(folder, 'bid.json', page([candle('2024-03-04T12:01:00Z', { bid })]))
    expect((await importers.oanda.read([only], EUR)).series).toMatchObject({ basis: 'bid', c: Float64Array.of(1.1) })
  })

  const good = candle('2024-03-04T12:01:00Z', { mid: bid })
  test.each([
    ['another instrument', page([], { instrument: 'USD_JPY' }), ': candles of USD_JPY, not of EUR_USD'],
    ['another granularity', page([], { granularity: 'H1' }), ': granularity H1; M1 is needed'],
    ['truncated', page([good]).slice(0, -9), ': not JSON, or truncated'],
    ['another document', '{"errorMessage":"no"}', ': instrument: Invalid input'],
    ['ask alone', page([good, candle('2024-03-04T12:02:00Z', { ask })]), ':candles[1]: neither mid nor bid'],
    ['no time', page([candle('soon', { mid: bid })]), ':candles[0]: time "soon" cannot be read'],
    ['no price', page([candle('2024-03-04T12:01:00Z', { mid: { ...bid, h: 'x' } })]), ':candles[0]: h is missing'],
    [
      'a price that is no text',
      page([candle('2024-03-04T12:01:00Z', { mid: { ...bid, h: 1.2 } })]),
      ':candles[0]: mid.h: ',
    ],
    [
      'high too low',
      page([candle('2024-03-04T12:01:00Z', { mid: { ...bid, h: '1' } })]),
      ':candles[0]: h 1 is below c 1.1',
    ],
    ['twice', page([good, good]), ':candles[1]: t 1709553660000 appears twice'],
    ['none', page([]), ': no candles'],
  ])('a bad page: %s', async (_, text, reason) => {
    const path = putFile(temporaryFolder(), 'page.json', text)
    expect(await messageOf(importers.oanda.read([path], EUR))).toContain(`${path}${reason}`)
  })
})

test('the middle of two prices is a decimal, without the noise of binary sums', () => {
  const row = new Float64Array(14)
  for (let n = 110_000; n < 111_000; n++) {
    const [bid, ask] = [n / 1e5, (n + 7) / 1e5] as const
    fillPrices(row, null, [bid, bid, bid, bid], [ask, ask, ask, ask])
    expect(String(row[1]).length).toBeLessThanOrEqual('1.100035'.length)
  }
})

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
    ['no such day', `${winter}20170230 020000;1;1;1;1;0\n`, '3: time "20170230 020000;1" cannot be read'],
    ['no such hour', `${winter}20170203 250000;1;1;1;1;0\n`, '3: time "20170203 250000;1" cannot be read'],
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
    expect(await messageOf(importers.mt5.read([bad], ny))).toBe(`${bad}:3: time "2024.01.10\tnoon" cannot be read`)
    const other = putFile(temporaryFolder(), 'a.csv', 'Date;Time\n')
    expect(await messageOf(importers.mt5.read([other], ny))).toBe(`${other}:1: unknown format: "Date;Time"`)
  })
})

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
})

describe('Parquet', () => {
  const t = utc('2024-03-04T12:00')
  const put = (columnData: Parameters<typeof parquetWriteBuffer>[0]['columnData']) =>
    putFile(temporaryFolder(), 'a.parquet', new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 2 })))
  const double = (name: string, data: (number | null)[]) => ({ name, data, type: 'DOUBLE' as const })
  const time = (name: string, scale: bigint) => ({
    name,
    data: [0n, 1n, 2n].map((i) => ((BigInt(t) + i * 60_000n) * scale) / 1000n),
    type: 'INT64' as const,
  })
  const bars = (prefix: string, prices: number[]) => [
    double(`${prefix}o`, prices),
    double(`${prefix}h`, prices),
    double(`${prefix}l`, prices),
    double(`${prefix}c`, prices),
  ]
  const three = ['2024-03-04T12:00', '2024-03-04T12:01', '2024-03-04T12:02']

  test.each([
    ['milliseconds', time('t', 1000n)],
    ['microseconds', time('timestamp', 1_000_000n)],
    ['nanoseconds', time('Time', 1_000_000_000n)],
    ['seconds', time('ts', 1n)],
    [
      'timestamps',
      { name: 'datetime', data: [0, 1, 2].map((i) => new Date(t + i * 60_000)), type: 'TIMESTAMP' as const },
    ],
    [
      'text',
      {
        name: 'date',
        data: [0, 1, 2].map((i) => new Date(t + i * 60_000).toISOString().slice(0, 19)),
        type: 'STRING' as const,
      },
    ],
  ])('time in %s', async (_, column) => {
    const path = put([
      column,
      ...bars('', [1.1, 1.2, 1.3]),
      { name: 'volume', data: [1n, 2n, 3n], type: 'INT64' },
      double('other', [0, 0, 0]),
    ])
    const { series } = await importers.parquet.read([path], EUR)
    expect(labels(series.tMs)).toEqual(three)
    expect(columnsOf(series)).toMatchObject({ c: [1.1, 1.2, 1.3], v: [1, 2, 3] })
  })

  test('bid and ask under long names: o..c are their middle', async () => {
    const long = (side: string, prices: number[]) =>
      ['open', 'high', 'low', 'close'].map((field) => double(`${side}_${field}`, prices))
    const { series } = await importers.parquet.read(
      [put([time('t', 1000n), ...long('bid', [1.1, 1.2, 1.3]), ...long('ask', [1.2, 1.3, 1.4])])],
      EUR,
    )
    expect(columnsOf(series)).toMatchObject({
      c: [1.15, 1.25, 1.35],
      bo: [1.1, 1.2, 1.3],
      ah: [1.2, 1.3, 1.4],
      v: [0, 0, 0],
    })
    expect(series.noVolume).toBe(true)
  })

  test('bad files', async () => {
    const read = (path: string) => messageOf(importers.parquet.read([path], EUR))
    expect(await read(put([time('t', 1000n)]))).toContain(
      'a.parquet: no open, high, low, close (or bid_open ..); it has t',
    )
    expect(await read(put(bars('', [1, 1, 1])))).toContain('a.parquet: no time column (t, ts, ')
    expect(await read(put([time('t', 1000n), ...bars('', [1, 2, 3]).with(3, double('c', [1, null, 3]))]))).toContain(
      'a.parquet:row 2: c is missing',
    )
    expect(await read(put([time('t', 1000n), ...bars('', [1, 2, 3]).with(1, double('h', [1, 2, 2.5]))]))).toContain(
      'a.parquet:row 3: h 2.5 is below c 3',
    )
    expect(await read(putFile(temporaryFolder(), 'b.parquet', 'hello, this is no parquet'))).toContain(
      'b.parquet: Parquet cannot be read: ',
    )
    expect(await read('/nowhere/c.parquet')).toBe('/nowhere/c.parquet: ENOENT: cannot be read')
  })
})

test('csv: the layout of data folders under any name', async () => {
  const path = putFile(temporaryFolder(), 'mine.txt', csvOf(['0 1 1 1 1 5']))
  expect((await importers.csv.read([path], EUR)).series.instrument).toBe('EUR_USD')
})

test('hourly candles are no minutes', async () => {
  const rows = (step: number) => csvOf(Array.from({ length: 12 }, (_, i) => `${i * step} 1 1 1 1 5`))
  const read = (text: string) => importers.csv.read([putFile(temporaryFolder(), 'a.csv', text)], EUR)
  expect(await messageOf(read(rows(60)))).toContain('a.csv: no two candles are less than 60 minutes apart')
  expect(await messageOf(read(rows(5)))).toContain('less than 5 minutes apart')
  expect((await read(rows(4))).series.tMs).toHaveLength(12)
})
