/** Codecs, decimals and times of day: what hyparquet alone gets wrong or leaves out. */
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { CompressionCodec, SchemaElement } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { importers } from '../../../../sources/files/formats/importers.js'
import { messageOf, putFile, START, temporaryFolder } from '../../../support/candle-files.js'

const EUR = { instrument: 'EUR_USD', lenient: false, trust: true }
type Data = Parameters<typeof parquetWriteBuffer>[0]
type Column = Data['columnData'][number]

const put = (columnData: Column[], more: Partial<Data> = {}): string =>
  putFile(temporaryFolder(), 'a.parquet', new Uint8Array(parquetWriteBuffer({ columnData, ...more })))
const read = async (path: string) => (await importers.parquet.read([path], EUR)).series
const labels = async (path: string) => [...(await read(path)).tMs].map((ms) => new Date(ms).toISOString().slice(0, 16))

const doubles = (name: string, ...data: number[]): Column => ({ name, data, type: 'DOUBLE' })
const texts = (name: string, ...data: string[]): Column => ({ name, data, type: 'STRING' })
const longs = (name: string, ...data: bigint[]): Column => ({ name, data, type: 'INT64' })
const PRICES = ['o', 'h', 'l', 'c'] as const
const two = PRICES.map((name) => doubles(name, 1.1, 1.2))
const minutes = longs('t', BigInt(START), BigInt(START + 60_000))

/** An LZ4 block that is one run of literals. */
const lz4 = (input: Uint8Array): Uint8Array => {
  const more = input.length - 15
  const length = more < 0 ? [] : [...Array<number>(Math.floor(more / 255)).fill(255), more % 255]
  return Uint8Array.from([Math.min(input.length, 15) << 4, ...length, ...input])
}

test.each<[CompressionCodec, (input: Uint8Array) => Uint8Array]>([
  ['UNCOMPRESSED', (input) => input],
  ['SNAPPY', (input) => input],
  ['GZIP', (input) => gzipSync(input)],
  ['BROTLI', (input) => brotliCompressSync(input)],
  ['LZ4_RAW', lz4],
])('codec %s', async (codec, compress) => {
  const own = codec === 'SNAPPY' || codec === 'UNCOMPRESSED' ? {} : { compressors: { [codec]: compress } }
  const series = await read(put([minutes, ...two], { codec, ...own }))
  expect([...series.c]).toEqual([1.1, 1.2])
})

describe('decimals are the doubles nearest to them', () => {
  const decimals = (type: SchemaElement['type'], scale: number, size?: number): SchemaElement[] => [
    { name: 'schema', num_children: 5 },
    { name: 't', type: 'INT64', repetition_type: 'REQUIRED' },
    ...PRICES.map((name) => ({
      name,
      type: type!,
      repetition_type: 'REQUIRED' as const,
      converted_type: 'DECIMAL' as const,
      scale,
      precision: 18,
      ...(size === undefined ? {} : { type_length: size }),
    })),
  ]
  /** Prices that a product with 10^-5 misses by one place of the double. */
  const wanted = [1.08188, 1.10714, 0.64999, 150.123]
  const rows = wanted.map((_, n) => BigInt(START + n * 60_000))

  test.each([
    ['INT32', 5, undefined],
    ['INT64', 9, undefined],
    ['FIXED_LEN_BYTE_ARRAY', 5, 9],
    ['FIXED_LEN_BYTE_ARRAY', 18, 16],
    ['BYTE_ARRAY', 5, undefined],
  ] as const)('%s with %s places', async (type, scale, size) => {
    const data = wanted.map((price) => BigInt(Math.round(price * 1e5)) * 10n ** BigInt(scale - 5))
    const columnData = [{ name: 't', data: rows }, ...PRICES.map((name) => ({ name, data }) as Column)]
    const schema = decimals(type, scale, size)
    const series = await read(put(columnData, { schema, statistics: false }))
    expect([...series.c]).toEqual(wanted)
  })

  test('a negative one stays negative, and is refused', async () => {
    const data = [-108_188n, -108_188n]
    const columnData = [{ name: 't', data: rows.slice(0, 2) }, ...PRICES.map((name) => ({ name, data }) as Column)]
    const path = put(columnData, { schema: decimals('FIXED_LEN_BYTE_ARRAY', 5, 9), statistics: false })
    expect(await messageOf(read(path))).toBe(`${path}:row 1: o -1.08188 is not above 0`)
  })
})

describe('times', () => {
  const t = (text: string) => BigInt(Date.parse(`${text}Z`))
  const day = new Date('2024-03-04T00:00:00Z')
  const both = ['2024-03-04T00:00', '2024-03-04T00:01']

  test.each<[string, Column[]]>([
    ['text without a zone is UTC', [texts('time', '2024-03-04 00:00:00', '2024-03-04 00:01:00')]],
    ['text with an offset', [texts('time', '2024-03-03 19:00:00-0500', '2024-03-04T05:31:00+05:30')]],
    ['date and time as text', [texts('date', '2024.03.04', '2024.03.04'), texts('time', '00:00', '00:01')]],
    ['compact date', [texts('Date', '20240304', '20240304'), texts('Timestamp', '00:00:00', '00:01:00')]],
    ['date as a number', [longs('date', 20240304n, 20240304n), texts('time', '00:00:00', '00:01:00')]],
    [
      'date as midnight',
      [{ name: 'date', data: [day, day], type: 'TIMESTAMP' }, texts('time', '00:00:00', '00:01:00')],
    ],
    [
      'instants and their date',
      [texts('date', '2024-03-04', '2024-03-04'), longs('time', t(`${both[0]}`), t(`${both[1]}`))],
    ],
  ])('%s', async (_, times) => expect(await labels(put([...times, ...two]))).toEqual(both))

  test.each<[string, Column[], string]>([
    ['time of day alone', [texts('time', '00:00', '00:01')], 'column time holds only times of day'],
    ['date alone', [texts('date', '2024-03-04', '2024-03-05')], 'column date holds only dates'],
    [
      'no such day',
      [texts('time', '2024-03-04 00:00', '2024-02-30 00:01')],
      'row 2: time "2024-02-30 00:01" cannot be read',
    ],
    [
      'no such date',
      [texts('date', '20240304', '20241304'), texts('time', '00:00', '00:01')],
      'row 2: time "20241304 00:01"',
    ],
    [
      'no such minute',
      [texts('date', '20240304', '20240304'), texts('time', '00:00', '00:60')],
      'row 2: time "20240304 00:60"',
    ],
    ['another unit', [longs('t', BigInt(START), BigInt(START / 1000 + 60))], 'row 2: time "1709510460" cannot be read'],
    [
      'a nanosecond too much',
      [longs('t', BigInt(START) * 1_000_000n, BigInt(START + 60_000) * 1_000_000n + 1n)],
      'not a whole minute',
    ],
    ['columns twice', [minutes, longs('T', 0n, 0n)], 'two columns t'],
    ['control characters', [texts('time', '2024-03-04 00:00', '\u001b[2J')], 'row 2: time "\\u001b[2J" cannot be read'],
  ])('refused: %s', async (_, times, reason) => {
    expect(await messageOf(read(put([...times, ...two])))).toContain(reason)
  })
})

test('prices as text; columns that are not needed are not read', async () => {
  const prices = PRICES.map((name) => texts(name, '1.1', '1.2'))
  const series = await read(put([minutes, ...prices, texts('note', '{', '}')]))
  expect([...series.c]).toEqual([1.1, 1.2])
})
