import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judge } from '../../../studies/verdict/judge.js'
import { neededTrades } from '../../../studies/verdict/needed-trades.js'
import { searchPValue } from '../../../studies/verdict/search-p-value.js'
import { verdictOf } from '../../../studies/verdict/verdict.js'
import { madeConfiguration, verdictInput } from './configurations.js'

describe('needed trades', () => {
  test.each([
    [1, 6, 1, 309],
    [64, 6, 1, 709],
    [64, 6, 0.4, 709],
    [64, 6, 2, 1418],
    [1, 12, 1, 1234],
  ])('%s configurations, sd %s bps, days %s times as variable as their trades: %s', (n, sd, clustering, needed) =>
    expect(neededTrades(n, sd, clustering)).toBe(needed),
  )
})

test('p after a search', () => {
  expect(searchPValue(0.05, 1)).toBeCloseTo(0.05, 15)
  expect(searchPValue(0.01, 64)).toBeCloseTo(1 - 0.99 ** 64, 14)
  expect(searchPValue(1e-12, 64)).toBeCloseTo(64e-12, 22)
  expect(searchPValue(1, 5)).toBe(1)
  expect(searchPValue(Number.NaN, 5)).toBeNaN()
})

describe('the three verdicts', () => {
  // Trades, days, mean and sd per trade in bps, configurations in the ledger.
  test.each([
    ['a strong edge', 2000, 60, 1, 6, 64, 'edge', /^Edge: the best of 64 configurations made \+1\.00 bps/],
    ['the same without a search', 500, 60, 1, 6, 1, 'edge', /^Edge: the one configuration tried/],
    [
      'too few trades for so wide a search',
      200,
      60,
      1,
      6,
      64,
      'undecided',
      /^Undecided: 200 trades, at least \d+ needed/,
    ],
    ['enough trades and nothing found', 3000, 60, 0.05, 6, 64, 'no-edge', /enough to have shown an edge of 1 bp/],
    ['clearly losing', 300, 60, -2, 6, 64, 'no-edge', /more than -\d\.\d\d bps is not to be expected; do not trade/],
    ['a strong edge on too few days', 2000, 19, 1, 6, 64, 'undecided', /^Undecided: 19 trading days, at least 20/],
    ['too few trades for a candidate', 29, 60, 5, 6, 64, 'undecided', /^Undecided: 29 trades, at least \d+ needed/],
    ['no trade at all', 0, 60, 0, 6, 64, 'undecided', /^Undecided: 0 trades, at least 30 needed/],
  ])('%s', (_name, trades, days, mean, sd, n, verdict, sentence) => {
    const found = verdictOf(verdictInput([madeConfiguration({ trades, days, mean, sd, seed: 3 })], n))
    expect(found.sentence).toMatch(sentence)
    expect(found.verdict).toBe(verdict)
    expect(found.trades).toBe(trades)
    expect(found.n).toBe(n)
  })

  test('the search turns an edge into nothing', () => {
    const best = madeConfiguration({ trades: 700, days: 60, mean: 0.5, sd: 6, seed: 3 })
    expect(verdictOf(verdictInput([best], 1)).verdict).toBe('edge')
    expect(verdictOf(verdictInput([best], 1000)).verdict).not.toBe('edge')
  })

  test('a hold-out that lost takes the edge away, and the sentence gives its number', () => {
    const input = verdictInput([madeConfiguration({ trades: 2000, days: 60, mean: 1, sd: 6, seed: 3 })], 64)
    expect(verdictOf({ ...input, holdOutMean: 0.2 }).verdict).toBe('edge')
    const lost = verdictOf({ ...input, holdOutMean: -0.3 })
    expect(lost.verdict).toBe('no-edge')
    expect(lost.sentence).toContain('-0.30 bps on the hold-out')
    const few = verdictInput([madeConfiguration({ trades: 300, days: 60, mean: 3, sd: 6, seed: 3 })], 64)
    expect(verdictOf({ ...few, holdOutMean: -0.3 }).verdict).toBe('undecided')
  })

  test('the candidate is the best objective among those with enough trades', () => {
    const few = madeConfiguration({ trades: 29, days: 60, mean: 50, sd: 6, seed: 1 })
    const good = madeConfiguration({ trades: 400, days: 60, mean: 0.3, sd: 6, seed: 2 })
    const poor = madeConfiguration({ trades: 400, days: 60, mean: -0.3, sd: 6, seed: 4 })
    const found = verdictOf(verdictInput([few, poor, good]))
    expect(found.candidate?.configHash).toBe(good.configHash)
    expect(found.candidate).not.toHaveProperty('daily')
  })

  test('days that move together need more trades', () => {
    const own = madeConfiguration({ trades: 600, days: 60, mean: 0.2, sd: 6, seed: 3 })
    const together = { ...own, daily: own.daily.map((value, i) => value + (i % 2 === 0 ? 80 : -80)) }
    const needed = (one: typeof own): number => verdictOf(verdictInput([one], 64)).neededTrades!
    expect(needed(together)).toBeGreaterThan(5 * needed(own))
  })

  test('the ledger knows more configurations than the sweep, never fewer', () => {
    const sweep = [1, 2, 3].map((seed) => madeConfiguration({ trades: 50, days: 30, mean: 0, sd: 6, seed }))
    expect(verdictOf(verdictInput(sweep, 1)).n).toBe(3)
    expect(verdictOf(verdictInput([...sweep, ...sweep], 1)).n).toBe(3)
    expect(verdictOf(verdictInput(sweep, 90)).n).toBe(90)
  })
})

describe('shown, not deciding', () => {
  const sweep = Array.from({ length: 8 }, (_, seed) =>
    madeConfiguration({ trades: 120, days: 40, mean: seed / 20, sd: 6, seed: seed + 1 }),
  )
  test('all of it is there for an ordinary sweep', () => {
    const found = verdictOf(verdictInput(sweep))
    for (const [key, value] of Object.entries(found)) if (key !== 'holdOutMean') expect(value, key).not.toBeNull()
    expect(found.effectiveN).toBeGreaterThan(5)
    expect(found.effectiveN).toBeLessThanOrEqual(8)
    expect(found.reasons.join(' ')).toContain('N = 8 configurations tried')
    expect(found.resamples).toBe(20_000)
  })

  test('nothing at all: every number that is undefined is null', () => {
    const found = verdictOf({ configurations: [], days: [], n: 0, minTrades: 30 })
    expect(found).toMatchObject({
      verdict: 'undecided',
      trades: 0,
      dsr: null,
      psr: null,
      spaConsistent: null,
      pbo: null,
    })
    expect(JSON.stringify(found)).not.toMatch(/NaN|Infinity/)
  })

  test('a sweep in which everything loses has no p-value that looks like an edge', () => {
    const losing = [1, 2, 3].map((seed) => madeConfiguration({ trades: 300, days: 40, mean: -2, sd: 6, seed }))
    const found = verdictOf(verdictInput(losing))
    expect(found).toMatchObject({ realityCheckPValue: 1, spaLower: 1, spaConsistent: 1, spaUpper: 1 })
  })

  test('one configuration has no deflated Sharpe ratio', () => {
    expect(verdictOf(verdictInput(sweep.slice(0, 1))).dsr).toBeNull()
  })
})

test('more configurations tried never make an edge; the decision does not depend on the order', () => {
  const made = fc.record({
    trades: fc.integer({ min: 0, max: 400 }),
    days: fc.constant(40),
    mean: fc.integer({ min: -20, max: 20 }).map((x) => x / 10),
    sd: fc.constantFrom(2, 6),
    seed: fc.integer({ min: 1, max: 1e6 }),
  })
  fc.assert(
    fc.property(fc.uniqueArray(made, { minLength: 1, maxLength: 5, selector: ({ seed }) => seed }), (list) => {
      const sweep = list.map(madeConfiguration)
      const few = judge(verdictInput(sweep, 1))
      const many = judge(verdictInput(sweep, 500))
      if (few.verdict !== 'edge') expect(many.verdict).not.toBe('edge')
      if (few.verdict === 'undecided') expect(many.verdict).toBe('undecided')
      expect(judge(verdictInput([...sweep].reverse(), 1))).toEqual(few)
    }),
    { numRuns: 60 },
  )
})
