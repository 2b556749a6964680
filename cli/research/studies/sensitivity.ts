/** `sep studies sensitivity`: what is left of a configuration if trading costs more than assumed? */
import type { Command } from 'commander'
import { loadRunMarket } from '../../../app/backtest/load-run-market.js'
import { cacheFolder } from '../../../app/config/cache-folder.js'
import { costSensitivity, type SensitivityRow } from '../../../app/studies/sensitivity.js'
import { openTrialPrograms } from '../../../app/trials/trial-programs.js'
import { logToStderr } from '../../../lib/stderr.js'
import { print } from '../../../lib/terminal/stdout.js'
import { timeFlag } from '../../shared/flags.js'
import { type GraphOptions, withGraph } from '../../shared/graph-options.js'
import { settingInputsOf } from '../../shared/settings-options.js'
import { printJson } from '../../shared/output.js'
import { abortOnInterrupt, EXIT } from '../../shared/run-command.js'

interface SensitivityOptions extends GraphOptions {
  readonly data: readonly string[]
  readonly pairs?: string
  readonly from?: string
  readonly to?: string
  readonly json: boolean
}

export const addSensitivity = (studies: Command): void => {
  withGraph(
    studies
      .command('sensitivity')
      .description('shadow trades with spreads half as wide again, one candle of delay, a third more slippage')
      .requiredOption('--data <dir...>', 'folders with {INSTRUMENT}_M1.csv[.gz] or .ndjson[.gz]')
      .option('--pairs <list>', 'instruments, comma separated; default: all of the data')
      .option('--from <time>', 'trades that close after it count (UTC)')
      .option('--to <time>', 'end (UTC)')
      .option('--json', 'print one JSON object', false),
  ).action(async (options: SensitivityOptions) => {
    const { data } = options
    const fromMs = options.from === undefined ? undefined : timeFlag('--from', options.from)
    const toMs = options.to === undefined ? undefined : timeFlag('--to', options.to)
    const programOf = await openTrialPrograms(options.graph, settingInputsOf(options, { 'run.pairs': options.pairs }))
    const interrupt = abortOnInterrupt()
    try {
      const rows = await costSensitivity({
        programOf,
        marketOf: ({ settings }) =>
          loadRunMarket(settings, { data, home: 'USD', lenient: false, trust: false, cache: cacheFolder() }),
        fromMs,
        toMs,
        signal: interrupt.signal,
      })
      if (interrupt.signal.aborted) {
        logToStderr('stopped: no result from partial data')
        process.exitCode = EXIT.failed
      } else if (options.json) printJson({ cases: rows })
      else print(sensitivityText(rows))
    } finally {
      interrupt.release()
    }
  })
}

const sensitivityText = (rows: readonly SensitivityRow[]): string => {
  const bps = (value: number | null): string => (value === null ? '-' : value.toFixed(2)).padStart(10)
  const gains = rows.filter(({ meanBps }) => (meanBps ?? 0) > 0).map(({ name }) => name)
  const answer =
    gains.length === rows.length
      ? 'It gains under every assumption.'
      : gains.length === 0
        ? 'It gains under none of them.'
        : `It gains only: ${gains.join(', ')}.`
  return [
    answer,
    '',
    `${''.padEnd(18)}  trades  bps each  bps in all    spread  slippage`,
    ...rows.map(
      ({ name, trades, meanBps, pnlBps, costs }) =>
        `${name.padEnd(18)}${String(trades).padStart(8)}${bps(meanBps)}  ${bps(pnlBps)}${bps(costs.spreadBps)}${bps(costs.slippageBps)}`,
    ),
    '',
  ].join('\n')
}
