import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readDataFolder } from '../../../sources/files/folder.js'
import { writeSeries } from '../../../sources/files/write-folder.js'
import { makeSeries } from '../../support/series.js'
import { columnsOf, csvOf, HEADER, messageOf, putFile, START, temporaryFolder } from '../../support/candle-files.js'

const STRICT = { lenient: false, trust: true }
const EUR = csvOf(['0 1.1 1.2 1.0 1.1 5', '1 1.1 1.2 1.0 1.1 6'])
const JPY = csvOf(['0 150.1 150.2 150 150.1 5'])
const ndjson = `{"t":${START},"o":1.1,"h":1.2,"l":1,"c":1.1,"v":5}\n{"t":${START + 60_000},"o":1.1,"h":1.2,"l":1,"c":1.1,"v":6,"bo":null}\n`

describe('data folder', () => {
  test('all kinds of files, sorted by instrument; other files are left alone', async () => {
    const folder = temporaryFolder()
    putFile(folder, 'USD_JPY_M1.csv.gz', JPY)
    putFile(folder, 'EUR_USD_M1.csv', EUR)
    putFile(folder, 'GBP_USD_M1.ndjson', ndjson)
    putFile(folder, 'AUD_USD_M1.ndjson.gz', ndjson)
    putFile(folder, 'EUR_USD_H1.csv.gz', 'something else')
    putFile(folder, 'README.md', 'something else')
    const { series, skipped } = await readDataFolder([folder], STRICT)
    expect(series.map((one) => one.instrument)).toEqual(['AUD_USD', 'EUR_USD', 'GBP_USD', 'USD_JPY'])
    expect(columnsOf(series[0]!)).toEqual(columnsOf(series[1]!))
    expect(skipped).toBe(0)
  })

  test('the hash is of the candles: not of folder, order of arguments, packing or format', async () => {
    const [a, b, c] = [temporaryFolder(), temporaryFolder(), temporaryFolder()]
    putFile(a, 'EUR_USD_M1.csv', EUR)
    putFile(a, 'USD_JPY_M1.csv', JPY)
    putFile(b, 'EUR_USD_M1.ndjson.gz', ndjson)
    putFile(c, 'USD_JPY_M1.csv.gz', JPY.replaceAll('150.1', '150.10'))
    const { dataHash } = await readDataFolder([a], STRICT)
    expect((await readDataFolder([b, c], STRICT)).dataHash).toBe(dataHash)
    expect((await readDataFolder([c, b], STRICT)).dataHash).toBe(dataHash)
    expect((await readDataFolder([join(a, 'USD_JPY_M1.csv'), b], STRICT)).dataHash).toBe(dataHash)
    putFile(c, 'USD_JPY_M1.csv.gz', JPY.replace('150.2', '150.3'))
    expect((await readDataFolder([b, c], STRICT)).dataHash).not.toBe(dataHash)
  })

  test('the same instrument in two folders: joined when strictly later, in any order of the arguments', async () => {
    const [a, b] = [temporaryFolder(), temporaryFolder()]
    putFile(a, 'EUR_USD_M1.csv', EUR)
    putFile(b, 'EUR_USD_M1.csv', csvOf(['9 1.3 1.3 1.3 1.3 7', '2 1 1 1 1 1'].sort()))
    const joined = await readDataFolder([a, b], STRICT)
    expect([...joined.series[0]!.v]).toEqual([5, 6, 1, 7])
    const turned = await readDataFolder([b, a], STRICT)
    expect(columnsOf(turned.series[0]!)).toEqual(columnsOf(joined.series[0]!))
    expect(turned.dataHash).toBe(joined.dataHash)
  })

  test('overlap, and prices or volumes of different kinds, are errors that name both', async () => {
    const [a, b] = [temporaryFolder(), temporaryFolder()]
    const paths = () => readDataFolder([a, b], STRICT)
    putFile(a, 'EUR_USD_M1.csv', EUR)
    putFile(b, 'EUR_USD_M1.csv', csvOf(['1 1 1 1 1 1']))
    const both = `EUR_USD: ${a}/EUR_USD_M1.csv and ${b}/EUR_USD_M1.csv`
    expect(await messageOf(paths())).toBe(
      `${both} overlap: one ends 2024-03-04T00:01:00.000Z, the other begins 2024-03-04T00:01:00.000Z`,
    )
    putFile(b, 'EUR_USD_M1.csv', csvOf(['9 1 1 1 1 0']))
    expect(await messageOf(paths())).toBe(`${both} cannot be joined: one has volume, the other none`)
    putFile(b, 'EUR_USD_M1.csv', `${HEADER}\n${START + 600_000},1,1,1,1,1,1,1,1,1,,,,\n`)
    expect(await messageOf(paths())).toContain(`${both} cannot be joined: one holds bid prices only`)
    expect(await messageOf(readDataFolder([a, a], STRICT))).toContain('overlap')
  })

  test('what is not there, or not named well', async () => {
    const folder = temporaryFolder()
    expect(await messageOf(readDataFolder([join(folder, 'no')], STRICT))).toBe(`${folder}/no: ENOENT: cannot be read`)
    expect(await messageOf(readDataFolder([folder], STRICT))).toBe(
      `${folder}: no {INSTRUMENT}_M1.csv[.gz] or .ndjson[.gz]; it has no files`,
    )
    symlinkSync('nothing', join(folder, 'EUR_USD_M1.csv'))
    for (const options of [STRICT, { ...STRICT, cache: temporaryFolder() }])
      expect(await messageOf(readDataFolder([folder], options))).toBe(
        `${folder}/EUR_USD_M1.csv: ENOENT: cannot be read`,
      )
    rmSync(join(folder, 'EUR_USD_M1.csv'))
    putFile(folder, 'EUR_USD_M1.csv', EUR)
    putFile(folder, 'EUR_USD_M1.csv.gz', EUR)
    expect(await messageOf(readDataFolder([folder], STRICT))).toBe(
      `EUR_USD appears twice: ${folder}/EUR_USD_M1.csv and ${folder}/EUR_USD_M1.csv.gz`,
    )
    const other = temporaryFolder()
    putFile(other, 'EURUSD_M1.csv', EUR)
    expect(await messageOf(readDataFolder([other], STRICT))).toContain(
      `${other}/EURUSD_M1.csv: "EURUSD" is not an instrument`,
    )
  })

  test('a gzip that is truncated or damaged is an error, lenient or not', async () => {
    const folder = temporaryFolder()
    const packed = gzipSync(csvOf(Array.from({ length: 500 }, (_, i) => `${i} 1 1 1 1 ${i * 7919}`)))
    const path = putFile(folder, 'EUR_USD_M1.csv.gz', packed.subarray(0, packed.length - 100))
    for (const lenient of [false, true]) {
      expect(await messageOf(readDataFolder([folder], { lenient }))).toContain(`${path}: gzip is truncated`)
    }
    const damaged = Uint8Array.from(packed)
    damaged[200]! ^= 255
    putFile(folder, 'EUR_USD_M1.csv.gz', damaged)
    expect(await messageOf(readDataFolder([folder], { lenient: true }))).toContain(`${path}: gzip is damaged`)
  })

  test.each([
    ['not JSON', '{"t":1', '1: not JSON: {"t":1; the file may be truncated'],
    ['text as price', `{"t":${START},"o":"1","h":1,"l":1,"c":1}\n`, '1: o: Invalid input'],
    ['a key that is unknown', `{"t":${START},"o":1,"h":1,"l":1,"c":1,"x":1}\n`, '1: object: Unrecognized key: "x"'],
    ['still running', `{"t":${START},"o":1,"h":1,"l":1,"c":1,"complete":false}\n`, '1: the candle is not complete'],
    ['high too low', `{"t":${START},"o":1,"h":1,"l":1,"c":2}\n`, '1: h 1 is below c 2'],
    ['empty line', `\n{"t":${START},"o":1,"h":1,"l":1,"c":1}\n`, '1: empty line'],
    ['empty file', '', '1: empty file'],
  ])('NDJSON, a bad row: %s', async (_, text, reason) => {
    const folder = temporaryFolder()
    const path = putFile(folder, 'EUR_USD_M1.ndjson', text)
    expect(await messageOf(readDataFolder([folder], STRICT))).toContain(`${path}:${reason}`)
  })
})

describe('writeSeries', () => {
  const series = makeSeries('EUR_USD', START, [
    { minute: 0, o: 1.1, h: 1.2, c: 1.15 },
    { minute: 7, o: 1.1, c: 1.1, v: 3 },
  ])

  test('what is written is read back the same, in the layout of the folders', async () => {
    const folder = join(temporaryFolder(), 'made')
    const path = writeSeries(folder, {
      ...series,
      ao: series.ao.map(() => Number.NaN),
      ah: series.ah.map(() => Number.NaN),
      al: series.al.map(() => Number.NaN),
      ac: series.ac.map(() => Number.NaN),
    })
    expect(path).toBe(join(folder, 'EUR_USD_M1.csv.gz'))
    expect(readdirSync(folder)).toEqual(['EUR_USD_M1.csv.gz'])
    const [read] = (await readDataFolder([folder], STRICT)).series
    expect(columnsOf(read!)).toEqual({
      ...columnsOf(series),
      ao: [Number.NaN, Number.NaN],
      ah: [Number.NaN, Number.NaN],
      al: [Number.NaN, Number.NaN],
      ac: [Number.NaN, Number.NaN],
    })
    expect(read!.basis).toBe('bid')
  })

  test('the same bytes every time; an old file is replaced', () => {
    const folder = temporaryFolder()
    mkdirSync(folder, { recursive: true })
    const first = readFileSync(writeSeries(folder, series))
    putFile(folder, 'EUR_USD_M1.csv.gz', 'old')
    expect(readFileSync(writeSeries(folder, series)).equals(first)).toBe(true)
    expect([...first.subarray(4, 10)]).toEqual([0, 0, 0, 0, first[8], 255])
  })
})
