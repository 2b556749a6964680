/** `sep calibrate`: the metrics of a market, the guards' bounds in them, and bounds for a wanted pass rate. */
import { join } from 'node:path'
import Table from 'cli-table3'
import type { Command } from 'commander'
import pc from 'picocolors'
import { calibrateMarket, type PairCalibration } from '../../app/backtest/calibrate.js'
import { cacheFolder } from '../../app/config/cache-folder.js'
import { SepError } from '../../model/error-codes.js'
import { roundFields } from '../../lib/round.js'
import { MARKET_COLUMNS } from '../../sinks/market-columns.js'
import { QUANTILES } from '../../studies/calibrate.js'
import { abortOnInterrupt, EXIT, printJson } from '../shared/run-command.js'
import { type SettingsOptions, settingsOf, withSettings } from '../shared/settings-options.js'

interface CalibrateOptions extends SettingsOptions {
  readonly data: readonly string[]
  readonly passRate: string
  readonly pairs?: string
  readonly lenient: boolean
  readonly json: boolean
}

export const addCalibrate = (program: Command): void => {
  withSettings(
    program
      .command('calibrate')
      .description('prints the quantiles of the metrics per pair and suggests bounds for a wanted pass rate')
      .requiredOption('--data <dir...>', 'folders with {INSTRUMENT}_M1.csv[.gz] or .ndjson[.gz]')
      .option('--pass-rate <share>', 'share of minutes each guard by itself should pass, between 0 and 1', '0.5')
      .option('--pairs <list>', 'instruments, comma separated; default: what the data holds')
      .option('--lenient', 'leave bad rows out and count them', false)
      .option('--json', 'print one JSON object', false),
  ).action(async (options: CalibrateOptions) => {
    const passRate = Number(options.passRate)
    if (!(passRate > 0 && passRate < 1))
      throw new SepError('bad-argument', `--pass-rate ${options.passRate}: a number between 0 and 1 is needed`)
    const settings = settingsOf(options, { 'run.pairs': options.pairs })
    const interrupt = abortOnInterrupt()
    try {
      const pairs = await calibrateMarket({
        data: options.data,
        settings,
        passRate,
        lenient: options.lenient,
        cache: cacheFolder(),
        signal: interrupt.signal,
      })
      if (interrupt.signal.aborted) {
        process.stderr.write('sep: stopped; nothing is said of half the data\n')
        process.exitCode = EXIT.failed
      } else if (options.json) printJson({ passRate, quantiles: QUANTILES, pairs: pairs.map(shownPair) })
      else process.stdout.write(textOf(pairs, passRate))
    } finally {
      interrupt.release()
    }
  })
}

/** Shares with six decimals; quantiles and suggested bounds are settings to copy, and stay exact. */
const shownPair = (pair: PairCalibration): PairCalibration => ({
  ...roundFields(pair, { admitted: 6, directed: 6 }),
  bounds: pair.bounds.map((bound) => roundFields(bound, { passRate: 6 })),
})

const textOf = (pairs: readonly PairCalibration[], passRate: number): string =>
  [
    ...pairs.flatMap((pair) => [
      `${pc.bold(pair.instrument)}  ${pair.minutes} minutes${pair.noVolume ? ', no volume' : ''}; all guards pass ${percent(pair.admitted)}, a direction has ${percent(pair.directed)}`,
      tableOf(pair, passRate),
      ...pair.warnings.map((text) => pc.yellow(`${pair.instrument}: ${text}`)),
      '',
    ]),
    'Suggestions hold for each guard by itself; together they pass less. The slope is no guard: it decides the direction.',
    '',
  ].join('\n')

const tableOf = (pair: PairCalibration, passRate: number): string => {
  const table = new Table({
    head: ['', ...QUANTILES.map((q) => `${q * 100} %`), 'bound', 'passes', `for ${percent(passRate)}`, 'setting'],
    style: { head: [], border: [], compact: true },
  })
  for (const metric of MARKET_COLUMNS) {
    const found = pair.bounds.find((bound) => bound.metric === metric)
    const sign = found?.side === 'min' ? '>=' : '<='
    table.push([
      metric,
      ...pair.quantiles[metric].map(plain),
      ...(found
        ? [`${sign} ${found.bound}`, percent(found.passRate), `${sign} ${plain(found.suggested)}`, found.setting]
        : ['', '', '', '']),
    ])
  }
  return table.toString()
}

const plain = (value: number): string => (Number.isNaN(value) ? '-' : value.toFixed(3))
const percent = (share: number): string => (Number.isNaN(share) ? '-' : `${(share * 100).toFixed(1)} %`)
