/** The parts of a sweep's report: pooling, ranking, heat maps, walk-forward. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { configurationOf, countedDays, ranked } from '../../../studies/report/sweep/configuration.js'
import { heatMap } from '../../../studies/report/sweep/heat-map.js'
import { tallySweep } from '../../../studies/report/sweep/tally-sweep.js'
import { walkForward } from '../../../studies/report/sweep/walk-forward.js'
import { madeFacts, madeLines, type MadeSweep } from '../../support/sweep/made-sweep.js'

const tallied = (sweep: MadeSweep) => {
  const tally = tallySweep(madeFacts(sweep).days)
  for (const line of madeLines(sweep)) tally.take(line)
  return tally
}
const configurationsOf = (sweep: MadeSweep) => {
  const tally = tallied(sweep)
  const pooled = [...tally.configurations.values()]
  const counted = countedDays(pooled, tally.days.length)
  return pooled.map((own) => configurationOf(own, tally.days.length, counted, 'pnl'))
}

describe('pooling over instruments', () => {
  test('counts, means, deviations, costs and days are those of all trades together, whatever the order of the lines', () => {
    const bps = fc.integer({ min: -50, max: 50 })
    const market = fc.array(fc.array(fc.array(bps, { maxLength: 3 }), { minLength: 5, maxLength: 5 }), {
      minLength: 1,
      maxLength: 3,
    })
    fc.assert(
      fc.property(market, fc.boolean(), (pairs, backwards) => {
        const instruments = pairs.map((_, n) => `I${n}`)
        const tradesOf: MadeSweep['tradesOf'] = (_, name, day) => pairs[Number(name.slice(1))]![day % 5]!
        const sweep = { grid: { look: [1] }, instruments, tradesOf, days: 14 }
        const lines = madeLines(sweep)
        const { days } = madeFacts(sweep)
        const tally = tallySweep(days)
        for (const line of backwards ? lines.reverse() : lines) tally.take(line)
        const own = configurationOf([...tally.configurations.values()][0]!, days.length, [...days.keys()], 'pnl')
        // The slow way: every trade in one list.
        const byDay = days.map((date) => {
          const day = Date.parse(date) / 86_400_000
          return instruments.flatMap((name) => tradesOf({}, name, day))
        })
        const all = byDay.flat()
        const mean = all.reduce((a, b) => a + b, 0) / all.length
        expect(own.trades).toBe(all.length)
        expect([...own.pool.daily]).toEqual(byDay.map((trades) => trades.reduce((a, b) => a + b, 0)))
        expect(own.pool.grossBps - own.pnlBps).toBeCloseTo(2 * all.length, 9)
        expect(own.meanBps).toEqual(all.length === 0 ? null : expect.closeTo(mean, 9))
        if (all.length < 2) return
        const variance = all.reduce((a, b) => a + (b - mean) ** 2, 0) / (all.length - 1)
        expect(own.sdBps).toBeCloseTo(Math.sqrt(variance), 6)
      }),
    )
  })

  test('those with too few trades rank behind all others, equal ones by hash', () => {
    const sweep: MadeSweep = {
      grid: { look: [1, 2, 3, 4] },
      instruments: ['EUR_USD'],
      // 1: a few excellent trades; 2: many fair ones; 3 and 4: the same.
      tradesOf: ({ look }, _, day) => (look === 1 ? (day % 10 === 0 ? [100] : []) : look === 2 ? [2] : [1]),
    }
    const order = ranked(configurationsOf(sweep), 30)
    expect(order.map(({ params }) => params['look'])).toEqual([
      2,
      ...order.slice(1, 3).map((own) => own.params['look']),
      1,
    ])
    expect(order[1]!.configHash < order[2]!.configHash).toBe(true)
  })
})

describe('heat map: a plateau, or a lone peak', () => {
  /** Net bps a trade by [entry][look]; one trade a day. */
  const mapOf = (values: readonly (readonly number[])[]) =>
    heatMap(
      configurationsOf({
        grid: { look: values[0]!.map((_, x) => 10 * (x + 1)), entry: values.map((_, y) => y + 1) },
        instruments: ['EUR_USD'],
        tradesOf: ({ look, entry }) => [values[entry! - 1]![look! / 10 - 1]!],
      }),
      'look',
      'entry',
      30,
    )

  test.each<[string, number[][], (readonly [number, number])[], RegExp]>([
    [
      'nothing earns',
      [
        [-1, -2],
        [0, -1],
      ],
      [],
      /^No cell of entry x look earns/,
    ],
    [
      'one cell earns',
      [
        [-1, -1, -1],
        [-1, 4, -1],
        [-1, -1, -1],
      ],
      [[1, 1]],
      /^A lone peak at entry 2, look 20: .* chance/,
    ],
    [
      'its neighbours are less than half as good',
      [
        [1, 1, 1],
        [1, 4, 1],
        [1, 1, 1],
      ],
      [[1, 1]],
      /^A lone peak/,
    ],
    [
      'a region is good',
      [
        [0, 3, 2],
        [0, 4, 3],
        [0, 0, 0],
      ],
      [
        [0, 1],
        [0, 2],
        [1, 1],
        [1, 2],
      ],
      /^A plateau of 4 of 9 cells/,
    ],
    [
      'a good cell apart from it',
      [
        [4, 0, 4],
        [3, 0, 0],
        [0, 0, 0],
      ],
      [
        [0, 0],
        [1, 0],
      ],
      /at the edge of the grid/,
    ],
    [
      'joined by a corner',
      [
        [4, 0],
        [0, 3],
      ],
      [
        [0, 0],
        [1, 1],
      ],
      /^A plateau of 2/,
    ],
  ])('%s', (_, values, plateau, sentence) => {
    const map = mapOf(values)
    expect([map.plateau, map.lone]).toEqual([plateau, plateau.length === 1])
    expect(map.sentence).toMatch(sentence)
    expect(map.cells.map((row) => row.map(({ value }) => value))).toEqual(values)
  })

  test('many values of a sample become twelve groups, and no configuration is lost', () => {
    const configurations = configurationsOf({
      grid: { look: Array.from({ length: 50 }, (_, n) => n + 1), entry: [1, 2] },
      instruments: ['EUR_USD'],
      tradesOf: () => [1],
    })
    const { x, cells } = heatMap(configurations, 'look', 'entry', 1)
    expect([x.labels.length, x.labels[0]]).toEqual([10, '1 to 5'])
    expect(cells.flat().reduce((sum, cell) => sum + cell.configurations, 0)).toBe(100)
  })
})

describe('walk-forward', () => {
  const folds = { train: 28, test: 14 }
  test('the best of each training window, and what it made of the test after it', () => {
    // Parameter 1 earns in the first half of the days, parameter 2 in the second.
    const half = Date.UTC(2024, 1, 1) / 86_400_000
    const sweep: MadeSweep = {
      grid: { look: [1, 2] },
      instruments: ['EUR_USD', 'USD_JPY'],
      tradesOf: ({ look }, _, day) => [(look === 1) === day < half ? 3 : -2],
      folds,
      days: 70,
    }
    const { folds: results, outOfSampleBps } = walkForward([...tallied(sweep).configurations.values()], 'pnl', 10)!
    expect(results.map(({ chosen }) => chosen!.params['look'])).toEqual([1, 1, 2])
    // Trained to January 30th and February 13th on mostly good days, tested after the turn.
    expect(results.map(({ chosen }) => [chosen!.inSample.meanBps! > 0, chosen!.outOfSample.meanBps! > 0])).toEqual([
      [true, false],
      [true, false],
      [true, true],
    ])
    expect(results.map(({ chosen }) => chosen!.testRank)).toEqual([2, 2, 1])
    expect(outOfSampleBps).toBeLessThan(0)
  })

  test('the days of the whole are those of the test windows alone', () => {
    const sweep: MadeSweep = { grid: { look: [1] }, instruments: ['EUR_USD'], tradesOf: () => [1], folds, days: 70 }
    const [own] = configurationsOf(sweep)
    // Three windows of 14 days after the first 28, at midnight UTC: each begins within a trading day that the one before it began.
    const first = madeFacts(sweep).days.findIndex((day) => day >= '2024-01-30')
    expect(own!.pool.daily.length).toBe(madeFacts(sweep).days.length - first)
    expect(own!.pool.daily.every((bps) => bps > 0)).toBe(true)
  })

  test('nothing is chosen where none has enough trades; a sweep without folds has none', () => {
    const sweep: MadeSweep = { grid: { look: [1] }, instruments: ['EUR_USD'], tradesOf: () => [1] }
    expect(walkForward([...tallied(sweep).configurations.values()], 'pnl', 1)).toBeNull()
    const result = walkForward([...tallied({ ...sweep, folds }).configurations.values()], 'pnl', 1000)!
    expect(result.folds.every(({ chosen }) => chosen === null)).toBe(true)
    expect(result.sentence).toMatch(/^In none of 2 folds/)
  })
})
