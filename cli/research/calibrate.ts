/** `sep calibrate`: quantiles of the market metrics, the share that each guard passes, and bounds for a target pass rate. */
import Table from 'cli-table3'
import type { Command } from 'commander'
import pc from 'picocolors'
import { calibrateMarket, type PairCalibration } from '../../app/backtest/calibrate.js'
import { cacheFolder } from '../../app/config/cache-folder.js'
import { printableLine } from '../../lib/terminal/printable.js'
import { roundFields } from '../../lib/round.js'
import { MARKET_COLUMNS } from '../../sinks/market-columns.js'
import { QUANTILES } from '../../studies/calibrate.js'
import { abortOnInterrupt, EXIT } from '../shared/run-command.js'
import { type GraphOptions, graphProgramOf, withGraph } from '../shared/graph-options.js'
import { logToStderr } from '../../lib/stderr.js'
import { shareOption } from '../shared/flags.js'
import { printJson } from '../shared/output.js'
import { print } from '../../lib/terminal/stdout.js'

interface CalibrateOptions extends GraphOptions {
  readonly data: readonly string[]
  readonly passRate: number
  readonly pairs?: string
  readonly lenient: boolean
  readonly trust: boolean
  readonly json: boolean
}

export const addCalibrate = (program: Command): void => {
  withGraph(
    program
      .command('calibrate')
      .description('prints the quantiles of the metrics per pair and suggests bounds for a target pass rate')
      .requiredOption('--data <dir...>', 'folders with {INSTRUMENT}_M1.csv[.gz] or .ndjson[.gz]')
      .addOption(shareOption('--pass-rate', 'share of minutes that each guard alone should pass, between 0 and 1', 0.5))
      .option('--pairs <list>', 'instruments, comma separated; default: all of the data')
      .option('--lenient', 'skip and count bad rows', false)
      .option('--trust', 'take prices that cannot be meant; without it the first one is an error', false)
      .option('--json', 'print one JSON object', false),
  ).action(async (options: CalibrateOptions) => {
    const { passRate } = options
    const program = await graphProgramOf(options, { 'run.pairs': options.pairs })
    const interrupt = abortOnInterrupt()
    try {
      const pairs = await calibrateMarket({
        data: options.data,
        program,
        passRate,
        lenient: options.lenient,
        trust: options.trust,
        cache: cacheFolder(),
        signal: interrupt.signal,
      })
      if (interrupt.signal.aborted) {
        logToStderr('stopped: no result from partial data')
        process.exitCode = EXIT.failed
      } else if (options.json) printJson({ passRate, quantiles: QUANTILES, pairs: pairs.map(shownPair) })
      else print(textOf(pairs, passRate))
    } finally {
      interrupt.release()
    }
  })
}

/** Shares with six decimals. Quantiles and suggested bounds are settings to copy and stay exact. */
const shownPair = (pair: PairCalibration): PairCalibration => ({
  ...roundFields(pair, { admitted: 6, directed: 6 }),
  bounds: pair.bounds.map((bound) => roundFields(bound, { passRate: 6 })),
})

const textOf = (pairs: readonly PairCalibration[], passRate: number): string =>
  [
    ...pairs.flatMap((pair) => [
      `${pc.bold(pair.instrument)}  ${pair.minutes} minutes${pair.noVolume ? ', no volume' : ''}; ` +
        `all guards pass ${percent(pair.admitted)}, a direction has ${percent(pair.directed)}`,
      tableOf(pair, passRate),
      ...pair.warnings.map((text) => pc.yellow(`${pair.instrument}: ${printableLine(text)}`)),
      '',
    ]),
    'Each suggestion is for one guard alone; together they pass less. The slope is not a guard: it decides the direction.',
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
