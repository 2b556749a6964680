import { expect, test } from 'vitest'
import { sharpeText, type SharpeAnswer } from '../../../ui/pages/studies/sharpe-text.js'

const answer = (more: Partial<NonNullable<SharpeAnswer>>): SharpeAnswer => ({
  ...{ days: 60, difference: 0.1234, pValue: 0.012, verdict: 'better', ...more },
})

test.each<[string, SharpeAnswer, string | null]>([
  ['the first, or another basis', null, null],
  ['better', answer({}), 'Is B better than A? Yes: Sharpe ratio +0.1234 a day, p 0.012, 60 days.'],
  [
    'worse',
    answer({ difference: -0.2, verdict: 'worse' }),
    'Is B better than A? No, worse: Sharpe ratio −0.2000 a day, p 0.012, 60 days.',
  ],
  [
    'undecided',
    answer({ pValue: 0.4, verdict: 'undecided' }),
    'Is B better than A? Undecided: Sharpe ratio +0.1234 a day, p 0.400, 60 days.',
  ],
  [
    'too few days',
    answer({ days: 5, difference: null, pValue: null, verdict: 'undecided' }),
    'Is B better than A? Undecided: too few days (5), or a result that never changes.',
  ],
  [
    'no difference on any day',
    answer({ difference: 0, pValue: null, verdict: 'undecided' }),
    'Is B better than A? Their results are the same on all 60 days.',
  ],
])('%s', (_, given, text) => expect(sharpeText(given, 'B')).toBe(text))
