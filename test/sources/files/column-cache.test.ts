import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PREFIX_BYTES } from '../../../sources/files/column-file/layout.js'
import { readDataFolder } from '../../../sources/files/folder.js'
import { csvOf, HEADER, messageOf, putFile, START, temporaryFolder } from '../../support/candle-files.js'

const STRICT = { lenient: false, trust: true }
const EUR = csvOf(['0 1.1 1.2 1.0 1.1 5', '1 1.1 1.2 1.0 1.1 6'])
const JPY = csvOf(['0 150.1 150.2 150 150.1 5'])

describe('columnar cache', () => {
  const load = (at: string, cache: string, lenient = false) => readDataFolder([at], { ...STRICT, lenient, cache })

  test('a hit equals the parse, byte for byte, and does not parse', async () => {
    const folder = temporaryFolder()
    const cache = join(temporaryFolder(), 'made', 'when needed')
    putFile(folder, 'EUR_USD_M1.csv', `${HEADER}\n${START},1,1,1,1,1,1,1,1,1,,,,\n`)
    putFile(folder, 'USD_JPY_M1.csv.gz', JPY)
    const fresh = await readDataFolder([folder], STRICT)
    expect(await load(folder, cache)).toEqual(fresh)
    expect(readdirSync(cache)).toHaveLength(2)
    expect(await load(folder, cache)).toEqual(fresh)
  })

  test('keyed by content: another place hits, other content, leniency or instrument does not', async () => {
    const [a, b, cache] = [temporaryFolder(), temporaryFolder(), temporaryFolder()]
    const entries = () => readdirSync(cache).length
    putFile(a, 'EUR_USD_M1.csv', EUR)
    putFile(b, 'EUR_USD_M1.csv', EUR)
    await load(a, cache)
    await load(b, cache)
    expect(entries()).toBe(1)
    await load(a, cache, true)
    expect(entries()).toBe(2)
    putFile(b, 'EUR_USD_M1.csv', EUR.replace('1.2', '1.3'))
    expect((await load(b, cache)).series[0]!.h[0]).toBe(1.3)
    expect(entries()).toBe(3)
    putFile(a, 'GBP_USD_M1.csv', EUR)
    await load(a, cache)
    expect(entries()).toBe(4)
  })

  test('without sides a hit leaves out bid and ask and nothing else, and still checks them', async () => {
    const [folder, cache] = [temporaryFolder(), temporaryFolder()]
    putFile(folder, 'EUR_USD_M1.csv', `${HEADER}\n${START},1,1,1,1,7,1,1,1,1,,,,\n`)
    const { series, dataHash } = await load(folder, cache)
    const priceOnly = () => readDataFolder([folder], { ...STRICT, cache, sides: false })
    const unknown = Float64Array.of(Number.NaN)
    const without = { bo: unknown, bh: unknown, bl: unknown, bc: unknown }
    expect(await priceOnly()).toMatchObject({ series: [{ ...series[0], ...without }], dataHash })
    const path = join(cache, readdirSync(cache)[0]!)
    const bytes = readFileSync(path)
    bytes[bytes.length - 1]! ^= 1
    writeFileSync(path, bytes)
    expect((await priceOnly()).series[0]!.bc[0]).toBe(1)
  })

  test('skipped rows are remembered, under the name of the file at hand', async () => {
    const [a, b, cache] = [temporaryFolder(), temporaryFolder(), temporaryFolder()]
    for (const folder of [a, b]) putFile(folder, 'EUR_USD_M1.csv', `${EUR}hello\n`)
    await load(a, cache, true)
    const { skipped, reasons } = await load(b, cache, true)
    expect(skipped).toBe(1)
    expect(reasons).toEqual([`${b}/EUR_USD_M1.csv:4: t "hello" is not a number`])
    expect(await messageOf(load(a, cache))).toContain('is not a number')
  })

  test('whatever happens to a cache file, the candles are right and the file is rebuilt', async () => {
    const folder = temporaryFolder()
    const cache = temporaryFolder()
    putFile(folder, 'EUR_USD_M1.csv', EUR)
    const fresh = await load(folder, cache)
    const path = join(cache, readdirSync(cache)[0]!)
    const whole = readFileSync(path)
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (at, flip, cut) => {
          const broken = Buffer.from(cut ? whole.subarray(0, at) : whole)
          if (!cut) broken[at]! ^= flip
          writeFileSync(path, broken)
          expect(await load(folder, cache)).toEqual(fresh)
          expect(readFileSync(path).equals(whole)).toBe(true)
        },
      ),
      { numRuns: 100 },
    )
  })

  test('no bit of the prefix can be wrong unseen, and no number in it is trusted', async () => {
    const [folder, cache] = [temporaryFolder(), temporaryFolder()]
    putFile(folder, 'EUR_USD_M1.csv', EUR)
    const fresh = await load(folder, cache)
    const path = join(cache, readdirSync(cache)[0]!)
    const whole = readFileSync(path)
    const check = async (broken: Buffer) => {
      writeFileSync(path, broken)
      expect(await load(folder, cache)).toEqual(fresh)
      expect(readFileSync(path).equals(whole)).toBe(true)
    }
    for (let bit = 0; bit < PREFIX_BYTES * 8; bit++) {
      const broken = Buffer.from(whole)
      broken[bit >> 3]! ^= 1 << (bit & 7)
      await check(broken)
    }
    const size = whole.length
    const numbers: [offset: number, bytes: number][] = [
      [whole.readDoubleLE(16) + 2 ** -45, size - whole.readDoubleLE(16)],
      [0.5, size - 0.5],
      [-1, size + 1],
      [-1e15, size + 1e15],
      [size, 0],
      [Number.NaN, Number.NaN],
      [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    ]
    for (const [offset, bytes] of numbers) {
      const broken = Buffer.from(whole)
      broken.writeDoubleLE(offset, 16)
      broken.writeDoubleLE(bytes, 24)
      await check(broken)
    }
  })

  test('an entry under the name of another one is not taken for it', async () => {
    const [folder, cache] = [temporaryFolder(), temporaryFolder()]
    putFile(folder, 'EUR_USD_M1.csv', EUR)
    await load(folder, cache)
    const [eur] = readdirSync(cache)
    const bytes = readFileSync(join(cache, eur!))
    putFile(folder, 'EUR_USD_M1.csv', EUR.replace('1.2', '1.3'))
    await load(folder, cache)
    for (const name of readdirSync(cache)) writeFileSync(join(cache, name), bytes)
    expect((await load(folder, cache)).series[0]!.h[0]).toBe(1.3)
  })

  test('a folder that cannot be written is no error', async () => {
    const folder = temporaryFolder()
    putFile(folder, 'EUR_USD_M1.csv', EUR)
    const file = putFile(folder, 'a file', 'in the way')
    expect((await load(folder, file)).series).toHaveLength(1)
  })

  test('columns are views on one block, eight bytes aligned', async () => {
    const [folder, cache] = [temporaryFolder(), temporaryFolder()]
    putFile(folder, 'EUR_USD_M1.csv', EUR)
    await load(folder, cache)
    const [series] = (await load(folder, cache)).series
    expect(series!.tMs.buffer).toBe(series!.c.buffer)
    expect(series!.bo).toBe(series!.ac)
  })
})
