import { describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../../lib/time-units.js'
import type { RowOptions } from '../../../sources/files/candle-rows.js'
import { readCsv } from '../../../sources/files/csv.js'
import { readNdjson } from '../../../sources/files/ndjson.js'
import { messageOf } from '../../support/candle-files.js'

const START = Date.UTC(2024, 2, 5, 12)
type Row = readonly [o: number, h: number, l: number, c: number]
/** 80 quiet minutes, with some of them replaced. */
const rows = (wild: { readonly [minute: number]: Row }): (readonly [t: number, ...Row])[] =>
  Array.from({ length: 80 }, (_, i) => [START + i * MINUTE_MS, ...(wild[i] ?? ([1.1, 1.1001, 1.0999, 1.1] as const))])
const csv = (wild: { readonly [minute: number]: Row }) => [
  Buffer.from(['t,o,h,l,c', ...rows(wild).map((row) => row.join(','))].join('\n')),
]
const ndjson = (wild: { readonly [minute: number]: Row }) => [
  Buffer.from(
    rows(wild)
      .map(([t, o, h, l, c]) => JSON.stringify({ t, o, h, l, c }))
      .join('\n'),
  ),
]
const OPTIONS: RowOptions = { instrument: 'EUR_USD', file: 'EUR_USD_M1.csv', lenient: false }
const HIGH: Row = [1.1, 11.001, 1.0999, 1.1]

describe('a price that cannot be meant', () => {
  const why = 'EUR_USD at 2024-03-05T13:10:00.000Z: price 11.001 is 900.1 % from the level of the candles before, 1.1'
  const advice = '--lenient leaves the row out, --trust takes it'

  test('is an error with pair and line: the header is line 1', async () => {
    expect(await messageOf(readCsv(csv({ 70: HIGH }), OPTIONS))).toBe(`EUR_USD_M1.csv:72: ${why}; ${advice}`)
    expect(await messageOf(readNdjson(ndjson({ 70: HIGH }), OPTIONS))).toBe(`EUR_USD_M1.csv:71: ${why}; ${advice}`)
  })

  test('lenient: the row is left out and counted', async () => {
    const { series, skipped, reasons } = await readCsv(csv({ 70: HIGH }), { ...OPTIONS, lenient: true })
    expect([series.tMs.length, skipped, reasons]).toEqual([79, 1, [`72: ${why}; ${advice}`]])
    expect(Math.max(...series.h)).toBe(1.1001)
    expect([...series.tMs]).not.toContain(START + 70 * MINUTE_MS)
  })

  test('trusted: it is taken', async () => {
    for (const lenient of [false, true]) {
      const { series, skipped } = await readCsv(csv({ 70: HIGH }), { ...OPTIONS, lenient, trust: true })
      expect([series.tMs.length, skipped, series.h[70]]).toEqual([80, 0, 11.001])
    }
  })

  test('the hash of the candles is that of the rows that stay', async () => {
    const dropped = await readCsv(csv({ 79: HIGH }), { ...OPTIONS, lenient: true })
    const short = await readCsv([Buffer.from(csv({})[0]!.toString().split('\n').slice(0, 80).join('\n'))], OPTIONS)
    expect(dropped.contentHash).toBe(short.contentHash)
  })
})

test('a whole file in points is a warning, not a bad row', async () => {
  const points = Object.fromEntries(rows({}).map((_, i) => [i, [110_000, 110_010, 109_990, 110_000] as const]))
  expect((await readCsv(csv(points), OPTIONS)).series.tMs.length).toBe(80)
})

test.each([
  ['the first row alone', 0, 2],
  ['the last', 79, 81],
])('%s', async (_, minute, line) =>
  expect(await messageOf(readCsv(csv({ [minute]: [11, 11, 11, 11] }), OPTIONS))).toContain(`:${line}: `),
)
