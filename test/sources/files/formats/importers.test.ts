import { expect, test } from 'vitest'
import { fillPrices } from '../../../../sources/files/fill-prices.js'
import { importers } from '../../../../sources/files/formats/importers.js'
import { csvOf, messageOf, putFile, temporaryFolder } from '../../../support/candle-files.js'

const EUR = { instrument: 'EUR_USD', lenient: false }

test('the middle of two prices is a decimal, without the noise of binary sums', () => {
  const row = new Float64Array(14)
  for (let n = 110_000; n < 111_000; n++) {
    const [bid, ask] = [n / 1e5, (n + 7) / 1e5] as const
    fillPrices(row, null, [bid, bid, bid, bid], [ask, ask, ask, ask])
    expect(String(row[1]).length).toBeLessThanOrEqual('1.100035'.length)
  }
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
