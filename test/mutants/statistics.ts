/** Bugs of the statistics; the first four were seen in published programs. */
import { mutantsOf } from './mutant.js'

const VECTORS = ['test/studies/statistics']

export const STATISTICS_MUTANTS = [
  ...mutantsOf('studies/statistics/search/resampled-maxima.ts', VECTORS, {
    'the reality check is centred on each draw': [
      '(means[k]! - centre[k]!) * scale[k]!',
      '(means[k]! - means[k]!) * scale[k]!',
    ],
  }),
  ...mutantsOf('studies/statistics/return-statistics.ts', VECTORS, {
    'an annualised Sharpe ratio meets the number of days': [
      'const ratio = sharpe(sample)',
      'const ratio = sharpe(sample) * Math.sqrt(252)',
    ],
  }),
  ...mutantsOf('studies/statistics/sharpe/expected-max.ts', VECTORS, {
    'the expected maximum is mean + sigma': ['trials >= 2\n    ? -', 'trials >= 2\n    ? Math.sqrt(variance) + 0 *'],
  }),
  ...mutantsOf('studies/statistics/sample/moments.ts', VECTORS, {
    'excess kurtosis where Pearson kurtosis belongs': ['fourths / n / (m2 * m2)', 'fourths / n / (m2 * m2) - 3'],
  }),
  ...mutantsOf('studies/statistics/sample/newey-west.ts', VECTORS, {
    'Newey-West without the weights': ['2 * (1 - j / (lags + 1)) *', '2 *'],
  }),
  ...mutantsOf('studies/statistics/sharpe/sharpe-standard-error.ts', VECTORS, {
    'the standard error of a Sharpe ratio with n': ['ratio * ratio) / (n - 1))', 'ratio * ratio) / n)'],
  }),
  ...mutantsOf('studies/statistics/search/hansen-centres.ts', VECTORS, {
    'poor alternatives count fully in the consistent test': ['* reach ? mean : 0', '* reach ? mean : mean'],
  }),
  ...mutantsOf('studies/statistics/search/step-m.ts', VECTORS, {
    'StepM stops after its first step': ['if (fresh.length === 0 ||', 'if (fresh.length >= 0 ||'],
  }),
  ...mutantsOf('studies/statistics/search/effective-trials.ts', VECTORS, {
    'trials without variance count as different': ['return sd > 0 ?', 'return sd >= 0 ?'],
  }),
  ...mutantsOf('studies/verdict/judge.ts', ['test/studies/verdict/calibration.test.ts'], {
    'the verdict forgets the search': ['searchPValue(pValue, n)', 'searchPValue(pValue, 1)'],
    'the t of the verdict is twice too large': ['studentTUpperTail(t, days - 1)', 'studentTUpperTail(t * 2, days - 1)'],
  }),
  ...mutantsOf('studies/verdict/judge.ts', ['test/studies/verdict/verdict.test.ts'], {
    'a hold-out that lost changes nothing': [
      'significant && (holdOutMean === undefined || holdOutMean > 0)',
      'significant',
    ],
    'days that move together count as independent': ['neededTrades(n, sd, clustering)', 'neededTrades(n, sd)'],
    'the ledger may count less than the sweep': ['Math.max(input.n, ', 'Math.min(input.n, '],
  }),
]
