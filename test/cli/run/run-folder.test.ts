/** What `sep backtest` shows first, and what it writes where. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { CandleSeries } from '../../../model/candle-series.js'
import { writeSeries } from '../../../sources/files/write-folder.js'
import { MARKET_START_MS, randomMarket } from '../../support/random-market.js'
import { EAGER } from '../../support/sep-run.js'
import { sepProcess } from '../../support/sep-process.js'

const work = mkdtempSync(join(tmpdir(), 'sep-run-folder-'))
const data = join(work, 'data')
const eager = EAGER.flatMap((setting) => ['--set', setting])
const MINUTES = 600
const [eur] = randomMarket({ seed: 3, minutes: MINUTES, names: ['EUR_USD'] }) as [CandleSeries]
beforeAll(() => writeSeries(data, eur))

test('--out never replaces a run without --force, nor any file of such a name', () => {
  const folder = join(work, 'out')
  const run = (...args: readonly string[]) => sepProcess(['backtest', '--data', data, '--out', folder, ...args])
  expect(run().code).toBe(0)
  const before = readFileSync(join(folder, 'run.json'), 'utf8')
  const again = run('--set', 'allocate.topK=1')
  expect([again.code, again.out]).toEqual([2, ''])
  expect(again.err).toMatch(/^sep: --out \S+: holds run\.json, .* of another run; --force replaces it\n$/)
  expect(readFileSync(join(folder, 'run.json'), 'utf8')).toBe(before)
  expect(run('--force', '--set', 'allocate.topK=1').code).toBe(0)
  expect(readFileSync(join(folder, 'run.json'), 'utf8')).not.toBe(before)

  const own = join(work, 'own')
  mkdirSync(own)
  writeFileSync(join(own, 'trades.csv'), 'mine')
  expect(sepProcess(['backtest', '--data', data, '--out', own]).code).toBe(2)
  expect(readFileSync(join(own, 'trades.csv'), 'utf8')).toBe('mine')
})

test('--from is refused where the graph would trade before it, and honoured elsewhere', () => {
  const from = new Date(MARKET_START_MS + 300 * 60_000).toISOString()
  const flip = sepProcess(['backtest', '--data', data, '--graph', 'sma-flip', '--from', from])
  expect([flip.code, flip.out]).toEqual([2, ''])
  expect(flip.err).toMatch(/^sep: --from: graph sma-flip does not read control\.paused and would trade before \S+\n$/)
  const sep = JSON.parse(sepProcess(['backtest', '--data', data, '--from', from, '--json', ...eager]).out) as {
    readonly fromMs: number
    readonly candles: number
  }
  expect([sep.fromMs, sep.candles]).toEqual([MARKET_START_MS + 301 * 60_000, MINUTES - 300])
})

test('the first line is what practice would have made of it, then both results', () => {
  const { out } = sepProcess(['backtest', '--data', data, ...eager], { NO_COLOR: '1' })
  const [first, head, places, limit, trades] = out.split('\n')
  const [, count] = /^0 of ([\d,]+) trades would have been made in practice: no instrument earned a place\.$/.exec(
    first!,
  )!
  expect(head).toMatch(/^ +this run +in practice$/)
  expect(places).toMatch(/^filled places +trade +do not trade$/)
  expect(limit).toMatch(/^the drawdown limit +is reported +stops increases$/)
  expect(trades!.split(/ +/)).toEqual(['trades', count, '0'])
  expect(out).toMatch(/^before costs, USD +-?[\d,]+\.\d\d +0\.00$/m)
  expect(out).toMatch(/^after costs, USD +-?[\d,]+\.\d\d +0\.00$/m)
})

/** The week of the market ends on a Friday evening in New York: more days, and Saturday's filler at the last price. */
const scaled = (by: number): CandleSeries => {
  const times = (column: Float64Array) => column.map((value) => value * by)
  const { o, h, l, c, bo, bh, bl, bc, ao, ah, al, ac } = eur
  const sides = { bo, bh, bl, bc, ao, ah, al, ac }
  const priced = Object.fromEntries(
    Object.entries({ o, h, l, c, ...sides }).map(([name, column]) => [name, times(column)]),
  )
  return { ...eur, ...priced }
}
/** Every third row with its sides exchanged. */
const partlyCrossed = (): CandleSeries => {
  const take = (own: Float64Array, other: Float64Array) => own.map((value, i) => (i % 3 === 0 ? other[i]! : value))
  const { bo, bh, bl, bc, ao, ah, al, ac } = eur
  return {
    ...eur,
    ...{ bo: take(bo, ao), bh: take(bh, ah), bl: take(bl, al), bc: take(bc, ac) },
    ...{ ao: take(ao, bo), ah: take(ah, bh), al: take(al, bl), ac: take(ac, bc) },
  }
}
const SATURDAY_MS = Date.UTC(2024, 2, 9, 12)
const onSaturday = (): CandleSeries => ({ ...eur, tMs: eur.tMs.map((_, i) => SATURDAY_MS + i * 60_000) })

describe('data that is probably wrong is named among the first lines and in the report', () => {
  test.each<[string, CandleSeries, RegExp]>([
    ['prices in points', scaled(100_000), /^Data of EUR_USD: prices around .* in points or in another unit\.$/],
    ['rows crossed', partlyCrossed(), /^Data of EUR_USD: bid above ask in 200 of 600 rows \(33\.3 %\): /],
    ['a wrong clock', onSaturday(), /^Data of EUR_USD: \d+ candles in closed hours .*: a wrong time zone, or /],
    ['a pair that no list holds', { ...eur, instrument: 'USD_MXN' }, /^Assumed specification of USD_MXN: pip, sizes /],
  ])('%s', (name, series, expected) => {
    const folder = join(work, name)
    writeSeries(folder, series)
    const home = series.instrument === 'EUR_USD' ? 'USD' : 'MXN'
    const out = join(work, `${name} out`)
    const { code, out: text } = sepProcess(['backtest', '--data', folder, '--home', home, '--out', out], {
      NO_COLOR: '1',
    })
    expect(code).toBe(0)
    // The first statement, the result, and then this one.
    const lines = text.split('\n')
    const next = lines.slice(1 + lines.findIndex((line) => line.startsWith('deepest drawdown')))
    expect([...lines.slice(0, 1), ...next.slice(0, 2)].filter((line) => expected.test(line))).toHaveLength(1)
    const paragraphs = readFileSync(join(out, 'report.html'), 'utf8').matchAll(
      /<(?:p class="verdict open"|li)>([^<]*)</g,
    )
    expect([...paragraphs].filter(([, statement]) => expected.test(statement!))).toHaveLength(1)
  })
})
