import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { importers } from '../../../../sources/files/formats/importers.js'
import { columnsOf, messageOf, putFile, temporaryFolder } from '../../../support/candle-files.js'

const EUR = { instrument: 'EUR_USD', lenient: false, trust: true }
const utc = (text: string) => Date.parse(`${text}:00Z`)
const labels = (tMs: Float64Array) => [...tMs].map((ms) => new Date(ms).toISOString().slice(0, 16))

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
