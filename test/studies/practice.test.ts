import { expect, test } from 'vitest'
import { type PracticeResult, practiceStatements } from '../../studies/report/practice.js'
import { resultRows } from '../../studies/report/result-rows.js'
import type { RunResult } from '../../studies/report/run-result.js'

const COSTS = { spread: 0, slippage: 0, depth: 0, commission: 0, conversion: 0, financing: 0 }
const result = (trades: number, net: number, more: Partial<RunResult> = {}): RunResult => ({
  ...{ trades, openTrades: 0, gross: net, costs: COSTS, net, nav: 100_000 + net, drawdownPct: 0, ...more },
})
const practice = (trades: number, net: number, more: Partial<PracticeResult> = {}): PracticeResult => ({
  ...result(trades, net),
  ...{ fillTrades: false, drawdownAction: 'kill', earned: true, stoppedMs: null, ...more },
})
const STOP = Date.UTC(2017, 0, 20, 8, 31)

test.each<[string, RunResult, PracticeResult, readonly string[]]>([
  [
    'no place earned',
    result(6776, -79_907),
    practice(0, 0, { earned: false }),
    ['0 of 6,776 trades would have been made in practice: no instrument earned a place.'],
  ],
  [
    'a place earned too late',
    result(11, 5, { openTrades: 1 }),
    practice(0, 0),
    ['0 of 12 trades would have been made in practice: no earned place led to an order.'],
  ],
  ['nothing to compare', result(0, 0), practice(0, 0, { earned: false }), []],
  ['the same', result(12, 30), practice(12, 30), []],
  [
    'fewer',
    result(1200, 30),
    practice(90, -4),
    ['In practice 90 trades would have been made, not 1,200: filled places do not trade there.'],
  ],
  [
    'stopped',
    result(1200, 30),
    practice(90, -4, { fillTrades: true, stoppedMs: STOP }),
    [
      'In practice 90 trades would have been made, not 1,200: the drawdown limit of 10 % stops all increases from 2017-01-20 08:31 UTC.',
    ],
  ],
  [
    'both',
    result(1200, 30),
    practice(90, -4, { stoppedMs: STOP }),
    [
      'In practice 90 trades would have been made, not 1,200: filled places do not trade there, and ' +
        'the drawdown limit of 10 % stops all increases from 2017-01-20 08:31 UTC.',
    ],
  ],
])('first sentence: %s', (_, own, twin, expected) => expect(practiceStatements(own, twin, 10)).toEqual(expected))

const TERMS = { commission: 'none', depth: 'ladder' }
const COSTLY = result(2, -30, { gross: 12, costs: { ...COSTS, spread: 40, slippage: 3, financing: -1 } })

test('both results stand side by side, before and after costs, each cause with its sign', () => {
  const rules = { fillTrades: true, drawdownAction: 'report' } as const
  const { columns, rows } = resultRows({ ...COSTLY, rules, practice: practice(0, 0), terms: TERMS }, 'USD')
  expect(columns).toEqual(['this run', 'in practice'])
  expect(Object.fromEntries(rows.map(([name, ...cells]) => [name!.trim(), cells]))).toMatchObject({
    'filled places': ['trade', 'do not trade'],
    'the drawdown limit': ['is reported', 'stops increases'],
    trades: ['2', '0'],
    'before costs, USD': ['12.00', '0.00'],
    spread: ['-40.00', '0.00'],
    'depth (ladder)': ['0.00', '0.00'],
    'commission (none)': ['0.00', '0.00'],
    conversion: ['0.00', '0.00'],
    financing: ['1.00', '0.00'],
    'after costs, USD': ['-30.00', '0.00'],
    'NAV, USD': ['99,970.00', '100,000.00'],
  })
})

test('a graph without risk guards has one column', () => {
  const { columns, rows } = resultRows({ ...COSTLY, rules: null, practice: null, terms: TERMS }, 'USD')
  expect(columns).toEqual(['this run'])
  expect(rows.every((row) => row.length === 2)).toBe(true)
  expect(rows[0]).toEqual(['trades', '2'])
})
