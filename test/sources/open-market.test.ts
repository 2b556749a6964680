/** A market that is read week by week is the market that is held in memory: candles, facts, hash, slices and errors. */
import { createHash, type Hash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalBytes } from '../../lib/codec.js'
import { DAY_MS } from '../../lib/time-units.js'
import { type CandleSeries, SERIES_COLUMNS } from '../../model/candle-series.js'
import { writeSeries } from '../../sources/files/write-folder.js'
import { loadMarket, type MarketInputs, type ReplayMarket } from '../../sources/market.js'
import { openMarket } from '../../sources/open-market.js'
import { syntheticMarket } from '../../sources/synthetic/market.js'
import { messageOf, putFile, temporaryFolder } from '../support/candle-files.js'

const START_MS = Date.UTC(2024, 2, 13, 18)
const DAYS = 17
const PAIRS = ['EUR_JPY', 'EUR_USD', 'USD_JPY']

const rowsOf = (series: CandleSeries, holds: (tMs: number, i: number) => boolean): CandleSeries => {
  const kept = Array.from(series.tMs.keys()).filter((i) => holds(series.tMs[i]!, i))
  return {
    ...series,
    ...Object.fromEntries(SERIES_COLUMNS.map((name) => [name, Float64Array.from(kept, (i) => series[name][i]!)])),
  }
}
/** Thinned: every third candle. */
const made = syntheticMarket({ seed: 4, startMs: START_MS, pairs: PAIRS })
  .next(DAYS * 1440)
  .map((series) => rowsOf(series, (_, i) => i % 3 === 0))
const without = (series: CandleSeries, ...names: readonly (typeof SERIES_COLUMNS)[number][]): CandleSeries => ({
  ...series,
  ...Object.fromEntries(names.map((name) => [name, series[name].map(() => (name === 'v' ? 0 : Number.NaN))])),
})
const ASKS = ['ao', 'ah', 'al', 'ac'] as const
const BIDS = ['bo', 'bh', 'bl', 'bc'] as const

const folderOf = (series: readonly CandleSeries[]): string => {
  const folder = temporaryFolder()
  for (const one of series) writeSeries(folder, one)
  return folder
}
/** Breaks some lines of a written file, header and first lines left alone. */
const withBadLines = (folder: string, name: string): string => {
  const text = readFileSync(join(folder, `${name}_M1.csv`), 'utf8').split('\n')
  text[500] = 'hello'
  text[700] = text[600]!
  writeFileSync(join(folder, `${name}_M1.csv`), text.join('\n'))
  return folder
}
const MIDS = ['o', 'h', 'l', 'c', 'v'] as const
const plainFolder = (series: readonly CandleSeries[]): string => {
  const folder = temporaryFolder()
  for (const { instrument, ...columns } of series)
    putFile(
      folder,
      `${instrument}_M1.csv`,
      [
        't,o,h,l,c,v',
        ...Array.from(columns.tMs, (t, i) => `${t},${MIDS.map((name) => columns[name][i]).join()}`),
        '',
      ].join('\n'),
    )
  return folder
}

const inputsOf = (data: readonly string[], more: Partial<MarketInputs> = {}): MarketInputs => ({
  ...{ data, home: 'USD', cache: temporaryFolder() },
  ...more,
})
/** A hash of all its candles, by instrument. */
const candlesOf = (market: ReplayMarket): { [instrument: string]: string } => {
  const hashes = new Map<string, Hash[]>()
  for (const { series } of market.batches())
    for (const one of series) {
      const own = hashes.get(one.instrument) ?? SERIES_COLUMNS.map(() => createHash('sha256'))
      hashes.set(one.instrument, own)
      for (const [n, name] of SERIES_COLUMNS.entries()) own[n]!.update(canonicalBytes(one[name]))
    }
  return Object.fromEntries([...hashes].map(([name, own]) => [name, own.map((hash) => hash.digest('hex')).join()]))
}
const factsOf = ({ batches: _b, ...facts }: ReplayMarket) => ({ ...facts, series: null })

const markets: [string, () => MarketInputs][] = [
  ['both sides', () => inputsOf([folderOf(made)])],
  ['no cache', () => inputsOf([folderOf(made)], { cache: null })],
  ['a cache that cannot be written', () => inputsOf([folderOf(made)], { cache: '/dev/null/no' })],
  ['pairs that only convert', () => inputsOf([folderOf(made)], { pairs: ['EUR_JPY'] })],
  ['wider spreads', () => inputsOf([folderOf(made)], { spreadFactor: 1.5 })],
  ['mid prices without volume', () => inputsOf([folderOf(made.map((one) => without(one, 'v', ...BIDS, ...ASKS)))])],
  ['bids only', () => inputsOf([folderOf(made.map((one) => ({ ...without(one, ...ASKS), basis: 'bid' as const })))])],
  ['sides that come and go', () => inputsOf([folderOf([...made.slice(1), sidesLater(made[0]!)])])],
  [
    'files that end in the middle of a week',
    () =>
      inputsOf([
        folderOf(made.map((one) => rowsOf(one, (tMs) => tMs >= START_MS + 8.3 * DAY_MS))),
        folderOf(made.map((one) => rowsOf(one, (tMs) => tMs < START_MS + 8.3 * DAY_MS))),
      ]),
  ],
  [
    'a week that one pair lacks',
    () => inputsOf([folderOf([...made.slice(1), rowsOf(made[0]!, (tMs) => tMs > START_MS + 9 * DAY_MS)])]),
  ],
  ['bad rows left out', () => inputsOf([withBadLines(plainFolder(made), 'EUR_USD')], { lenient: true })],
  ['prices in points', () => inputsOf([plainFolder(made.map((one) => scaled(one, 1e5)))])],
  ['prices that cannot be meant, trusted', () => inputsOf([plainFolder([wild(made[1]!)])], { trust: true })],
]
const sidesLater = (one: CandleSeries): CandleSeries => ({
  ...one,
  ...Object.fromEntries(
    [...BIDS, ...ASKS].map((name) => [name, one[name].map((price, i) => (i < 4000 ? Number.NaN : price))]),
  ),
})
const scaled = (one: CandleSeries, factor: number): CandleSeries => ({
  ...one,
  ...Object.fromEntries(
    (['o', 'h', 'l', 'c'] as const).map((name) => [name, one[name].map((price) => price * factor)]),
  ),
})
const wild = (one: CandleSeries): CandleSeries => ({
  ...one,
  h: one.h.map((price, i) => (i === 3000 ? price * 10 : price)),
})

describe('the open market is the loaded one', () => {
  test.each(markets)('%s', async (_, inputsFor) => {
    const inputs = inputsFor()
    const loaded = await loadMarket({ ...inputs, cache: null })
    for (const time of ['first', 'second']) {
      const open = await openMarket(inputs)
      expect(factsOf(open), time).toEqual(factsOf(loaded))
      expect(candlesOf(open), time).toEqual(candlesOf(loaded))
    }
  })

  test('both ways use one cache', async () => {
    const inputs = inputsOf([folderOf(made)])
    await openMarket(inputs)
    const names = readdirSync(inputs.cache!)
    const first = names.map((name) => readFileSync(join(inputs.cache!, name)))
    const loaded = await loadMarket(inputs)
    expect(readdirSync(inputs.cache!)).toEqual(names)
    const other = { ...inputs, cache: temporaryFolder() }
    expect((await loadMarket(other)).dataHash).toBe(loaded.dataHash)
    expect(names.map((name) => readFileSync(join(other.cache, name)))).toEqual(first)
  })

  test.each<[string, () => MarketInputs]>([
    ['a bad row', () => inputsOf([withBadLines(plainFolder(made), 'EUR_USD')])],
    ['a price that cannot be meant', () => inputsOf([plainFolder([wild(made[1]!)])])],
    ['files that overlap', () => inputsOf([folderOf(made), folderOf(made)])],
    [
      'exchanged sides',
      () => inputsOf([folderOf([{ ...made[1]!, bc: made[1]!.ac, ac: made[1]!.bc, bh: made[1]!.ah, ah: made[1]!.ah }])]),
    ],
    ['no such folder', () => inputsOf(['/no/such/folder'])],
    ['a pair that is not there', () => inputsOf([folderOf(made)], { pairs: ['AUD_USD'] })],
  ])('the same error: %s', async (_, inputsFor) => {
    const inputs = inputsFor()
    const text = await messageOf(loadMarket({ ...inputs, cache: null }))
    expect(text).not.toBe('no error')
    expect(await messageOf(openMarket(inputs))).toBe(text)
    expect(await messageOf(openMarket(inputs))).toBe(text)
  })

  test('whatever happens to a cache file, the candles are right', async () => {
    const inputs = inputsOf([folderOf([rowsOf(made[1]!, (_, i) => i % 20 === 0)])])
    const loaded = candlesOf(await openMarket(inputs))
    const path = join(inputs.cache!, readdirSync(inputs.cache!)[0]!)
    const whole = readFileSync(path)
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.boolean(), async (at, cut) => {
        const broken = Buffer.from(cut ? whole.subarray(0, at) : whole)
        if (!cut) broken[at]! ^= 1
        writeFileSync(path, broken)
        expect(candlesOf(await openMarket(inputs))).toEqual(loaded)
        expect(readFileSync(path).equals(whole)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })
})
