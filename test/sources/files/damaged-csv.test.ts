import { expect, test } from 'vitest'
import { readCsv } from '../../../sources/files/csv.js'
import { readNdjson } from '../../../sources/files/ndjson.js'
import { csvOf, messageOf, START } from '../../support/candle-files.js'

const OPTIONS = { instrument: 'EUR_USD', file: 'EUR_USD_M1.csv', lenient: false, trust: true }
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const read = (text: string, options = OPTIONS) => readCsv([bytes(text)], options)

test('a line without an end is refused before it is in memory', async () => {
  const endless = function* () {
    yield bytes('t,o,h,l,c\n')
    for (let n = 0; n < 1e6; n++) yield bytes('1'.repeat(1000))
  }
  expect(await messageOf(readCsv(endless(), { ...OPTIONS, lenient: true }))).toBe(
    'EUR_USD_M1.csv:2: a line of more than 65536 bytes',
  )
})

test.each([
  // Minutes as they stand in the file; 2096 is 37 million minutes away.
  ['one label in the year 2096', [0, 1, 37e6, 2, 3, 4], [0, 1, 2, 3, 4]],
  ['three of them', [0, 37e6, 37e6 + 1, 37e6 + 2, 1, 2, 3, 4], [0, 1, 2, 3, 4]],
  ['the first row', [37e6, 0, 1, 2], [0, 1, 2]],
  ['one label in 1990', [0, 1, -17e6, 2, 3], [0, 1, 2, 3]],
  ['the whole file twice', [0, 1, 2, 0, 1, 2], [0, 1, 2]],
  ['a minute twice', [0, 1, 1, 2], [0, 1, 2]],
  ['one step back', [0, 2, 1, 3], [0, 2, 3]],
])('lenient: out of order, as few rows as possible are lost: %s', async (_, minutes, kept) => {
  const text = csvOf(minutes.map((minute) => `${minute} 1 1 1 1 5`))
  const { series, skipped, reasons } = await read(text, { ...OPTIONS, lenient: true })
  expect([...series.tMs].map((t) => (t - START) / 60_000)).toEqual(kept)
  expect([skipped, reasons.length]).toEqual([minutes.length - kept.length, minutes.length - kept.length])
})

test('lenient: seconds keep no row in 1970', async () => {
  const text = `t,o,h,l,c\n${[0, 60_000, 120_000].map((s) => `${1_398_900_000 + s},1,1,1,1\n`).join('')}`
  expect(await messageOf(read(text, { ...OPTIONS, lenient: true }))).toContain('no candles but 3 bad rows')
})

test('a file of blank lines is empty', async () => {
  expect(await messageOf(read('\n \r\n'))).toBe('EUR_USD_M1.csv:1: empty file, no header')
  expect(await messageOf(readNdjson([bytes('\n \r\n')], OPTIONS))).toBe('EUR_USD_M1.csv:1: empty file')
})

test('lenient: a file with more bad rows than good ones is given up, a few thousand are not', async () => {
  const rows = (good: number, bad: number) =>
    bytes(csvOf(Array.from({ length: good + bad }, (_, n) => `${n} 1 1 1 1 ${n < good ? 5 : 'x'}`)))
  const lenient = { ...OPTIONS, lenient: true }
  expect(await messageOf(readCsv([rows(100, 20_000)], lenient))).toBe(
    'EUR_USD_M1.csv:10102: v "x" is not a number; 10001 rows are bad and only 100 good',
  )
  expect((await readCsv([rows(100, 9000)], lenient)).skipped).toBe(9000)
  expect((await readCsv([rows(20_000, 15_000)], lenient)).skipped).toBe(15_000)
})
