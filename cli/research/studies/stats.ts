/** `sep studies stats`: all statistics of one series of returns. */
import type { Command } from 'commander'
import { SepError } from '../../../model/error-codes.js'
import { badData } from '../../../sources/files/bad-data.js'
import { readNumberTable } from '../../../sources/files/number-table.js'
import { type ReturnStatistics, returnStatistics } from '../../../studies/statistics/return-statistics.js'
import { roundTo } from '../../../lib/round.js'
import { print } from '../../../lib/terminal/stdout.js'
import { integerOption, numberOption } from '../../shared/flags.js'
import { printJson } from '../../shared/output.js'
import { type BootstrapOptions, withBootstrap } from './bootstrap-options.js'

interface StatsOptions extends BootstrapOptions {
  readonly returns: string
  readonly trials?: number
  readonly trialVariance?: number
  readonly json: boolean
}

const ROWS_MIN = 2

export const addStats = (studies: Command): void => {
  withBootstrap(
    studies
      .command('stats')
      .description('prints the statistics of a series of returns: per period, not annualised')
      .requiredOption('--returns <file>', 'CSV with a column "return", also .gz; one row a trade or a day')
      .addOption(
        integerOption('--trials', 'configurations tried until this one was chosen; for the deflated Sharpe ratio', {
          least: 1,
          most: 1_000_000_000,
        }),
      )
      .addOption(
        numberOption('--trial-variance', 'variance of the Sharpe ratios per period of these configurations', {
          least: 0,
          most: 1e6,
        }),
      ),
  )
    .option('--json', 'print one JSON object; null where a number is undefined', false)
    .action(async (options: StatsOptions) => {
      const { returns: file, trials = 1, trialVariance = Number.NaN, block, resamples, seed } = options
      if (options.trialVariance !== undefined && options.trials === undefined)
        throw new SepError('bad-argument', '--trial-variance has no effect without --trials')
      const { columns } = await readNumberTable(file, (names) => [columnOf(file, names)])
      const returns = columns[0]!
      if (returns.length < ROWS_MIN)
        throw badData(`${file}: ${returns.length} rows of returns; at least ${ROWS_MIN} are needed`)
      const found = returnStatistics(returns, { trials, trialVariance, block, resamples, seed })
      if (options.json) printJson(found)
      else print(statsText(found, trials))
    })
}

const columnOf = (file: string, names: readonly string[]): number => {
  const column = names.indexOf('return')
  if (column < 0) throw badData(`${file}: no column "return" in the first line; it has ${names.join(', ')}`)
  return column
}

const statsText = (found: ReturnStatistics, trials: number): string => {
  const number = (value: number): string => (Number.isFinite(value) ? String(roundTo(value, decimalsOf(value))) : '-')
  const [low, high] = found.meanInterval95
  const rows: readonly (readonly [string, string, string])[] = [
    ['n', number(found.n), 'returns'],
    ['mean', number(found.mean), `95 % bootstrap interval ${number(low)} to ${number(high)}`],
    ['sd', number(found.sd), `skewness ${number(found.skewness)}, kurtosis ${number(found.kurtosis)} (normal: 3)`],
    ['Sharpe', number(found.sharpe), `+- ${number(found.sharpeStandardError)} per period`],
    ['PSR', number(found.psr), 'probability that the true Sharpe ratio is above 0, before any search'],
    [
      'PSR 2026',
      number(found.psrAutocorrelated),
      `the same with autocorrelation ${number(found.autocorrelation1)} at lag 1`,
    ],
    ['DSR', number(found.dsr), trials > 1 ? `after ${trials} trials` : 'needs --trials and --trial-variance'],
    ['expected max', number(found.expectedMaxSharpe), 'Sharpe ratio of the best of so many worthless trials'],
    ...(trials > 1 && trials < 10
      ? ([
          [
            'exact max',
            number(found.expectedMaxSharpeExact),
            'the same by quadrature: the formula is off for few trials',
          ],
        ] as const)
      : []),
    ['track record', number(found.minTrackRecordLength), 'returns needed for PSR 95 %'],
    [
      't',
      number(found.tStatistic),
      `Newey-West ${number(found.hacTStatistic)} with ${found.hacLags} lags, one-sided p ${number(found.hacPValueOneSided)}`,
    ],
    ['Ljung-Box', number(found.ljungBoxPValue10), 'p of no autocorrelation up to lag 10'],
    ['block length', number(found.optimalBlockLength), 'of the stationary bootstrap'],
    ['Sortino', number(found.sortino), 'mean / downside deviation per period'],
    ['win rate', number(found.winRate), `profit factor ${number(found.profitFactor)}`],
    ['drawdown', number(found.maxDrawdown), 'largest fall of the running sum'],
    ['VaR 95 %', number(found.var95), `expected shortfall ${number(found.expectedShortfall95)}`],
  ]
  return `${rows.map(([name, value, note]) => `${name.padEnd(13)}${value.padStart(12)}  ${note}`).join('\n')}\n`
}

/** Six digits from the first one that is not 0. */
const decimalsOf = (value: number): number => {
  let decimals = 5
  for (let size = Math.abs(value); size >= 10 && decimals > 0; size /= 10) decimals--
  for (let size = Math.abs(value); size > 0 && size < 1 && decimals < 20; size *= 10) decimals++
  return decimals
}
