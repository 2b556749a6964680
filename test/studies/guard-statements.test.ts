import { describe, expect, test } from 'vitest'
import { guardStatements } from '../../studies/report/guard-statements.js'

const counts = (warm: number, passed: { readonly [guard: string]: number }) => ({ warm, passed })

describe('statements on guards', () => {
  test.each([
    // minutes, passed, statement
    [1000, 4, 'less than 0.5 %'],
    [1000, 5, null],
    [1000, 500, null],
    [1000, 995, null],
    [1000, 996, 'more than 99.5 %'],
    [199, 0, null],
    [200, 0, 'less than 0.5 %'],
    [0, 0, null],
  ])('%i minutes, %i passed: %s', (warm, passed, expected) => {
    const statements = guardStatements({ EUR_USD: counts(warm, { entropy: passed }) }, [])
    expect(statements).toHaveLength(expected === null ? 0 : 1)
    if (expected !== null)
      expect(statements[0]).toMatch(new RegExp(`^Guard entropy passed ${expected} .*EUR_USD .*calibrate`))
  })

  test('one sentence per guard and direction names every pair with its share; a guard that is off is left out', () => {
    const hint = '`sep calibrate` shows the quantiles and suggests bounds.'
    const passed = { coherence: 500, spread: 1000, repetition: 1000 }
    expect(
      guardStatements(
        {
          EUR_USD: counts(1000, passed),
          NZD_USD: counts(1000, { ...passed, spread: 1 }),
          USD_JPY: counts(1000, { ...passed, spread: 998 }),
        },
        ['repetition'],
      ),
    ).toEqual([
      `Guard spread passed less than 0.5 % of minutes for NZD_USD (0.10 %): it blocks nearly every entry. ${hint}`,
      `Guard spread passed more than 99.5 % of minutes for EUR_USD (100.00 %), USD_JPY (99.80 %): it filters almost nothing. ${hint}`,
    ])
  })
})
