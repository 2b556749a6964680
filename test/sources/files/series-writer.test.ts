/** Candles written piece by piece give the file of the whole; a file that is not finished is not there. */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CandleSeries, SERIES_COLUMNS } from '../../../model/candle-series.js'
import { seriesWriter } from '../../../sources/files/series-writer.js'
import { writeSeries } from '../../../sources/files/write-folder.js'
import { messageOf, temporaryFolder } from '../../support/candle-files.js'
import { randomMarket } from '../../support/random-market.js'

const [whole] = randomMarket({ seed: 2, minutes: 3000, names: ['EUR_USD'] }) as [CandleSeries]
const piece = (from: number, to: number): CandleSeries => ({
  ...whole,
  ...Object.fromEntries(SERIES_COLUMNS.map((name) => [name, whole[name].subarray(from, to)])),
})

test('any pieces give the same bytes', async () => {
  const expected = readFileSync(writeSeries(temporaryFolder(), whole))
  const folder = temporaryFolder()
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(whole.tMs.length), { maxLength: 6 }), async (cuts) => {
      const edges = [0, ...cuts.toSorted((a, b) => a - b), whole.tMs.length]
      const writer = seriesWriter(folder, 'EUR_USD')
      for (const [n, to] of edges.slice(1).entries()) await writer.write(piece(edges[n]!, to))
      expect(readFileSync(await writer.finish()).equals(expected)).toBe(true)
      expect(readdirSync(folder)).toEqual(['EUR_USD_M1.csv.gz'])
    }),
    { numRuns: 10 },
  )
})

test('what is discarded leaves nothing', async () => {
  const folder = temporaryFolder()
  const writer = seriesWriter(folder, 'EUR_USD')
  await writer.write(whole)
  expect(readdirSync(folder)).not.toContain('EUR_USD_M1.csv.gz')
  writer.discard()
  expect(readdirSync(folder)).toEqual([])
})

test('a folder that cannot be written is one sentence', async () => {
  const failing = async () => seriesWriter('/dev/null/no', 'EUR_USD')
  expect(await messageOf(failing())).toMatch(/^cannot write \/dev\/null\/no\/EUR_USD_M1\.csv\.gz: /)
})
