/** `sep backtest`: runs the graph over history and writes a run folder that explains it. */
import type { Command } from 'commander'
import { backtest } from '../../deploy/backtest.js'
import { backtestText } from './backtest-text.js'
import { formatSummary } from '../../app/backtest/format-summary.js'
import { obeysPause } from '../../app/config/obeys-pause.js'
import { lacksSepNodes } from '../../app/config/graph-parts.js'
import type { Graph } from '../../graph/engine/define/define.js'
import type { World } from '../../model/world.js'
import { SepError } from '../../model/error-codes.js'
import { abortOnInterrupt, EXIT } from '../shared/run-command.js'
import { type GraphOptions, graphProgramOf, withGraph } from '../shared/graph-options.js'
import { checkRunFolder } from '../shared/check-run-folder.js'
import { printJson } from '../shared/output.js'
import { progressBar } from '../shared/progress-bar.js'
import { repeatCommand } from '../shared/repeat-command.js'
import { logToStderr } from '../../lib/stderr.js'
import { type DataOptions, storedDataOf, withData } from '../shared/stored-data-of.js'
import { currencyOption, timeFlag } from '../shared/flags.js'
import { LEDGER_ABOUT, ledgerIfAny } from '../shared/ledger-file.js'
import { print } from '../../lib/terminal/stdout.js'

/** Nodes of SEP that the text and the report read. */
const REPORTED = [
  ...(['qfh', 'guards', 'direction', 'gates', 'allocate', 'shadow', 'strategy', 'risk', 'broker'] as const),
  'performance' as const,
]

interface BacktestOptions extends GraphOptions, DataOptions {
  readonly from?: string
  readonly to?: string
  readonly pairs?: string
  readonly capital?: string
  readonly home: string
  readonly out?: string
  readonly ledger?: string
  readonly force: boolean
  readonly lenient: boolean
  readonly trust: boolean
  readonly verify: boolean
  readonly json: boolean
}

export const addBacktest = (program: Command): void => {
  withData(
    withGraph(
      program
        .command('backtest')
        .description(
          'runs a graph over historical candles with the simulated broker; the same input gives the same outputHash',
        )
        .option('--from <time>', 'first candle that may trade (UTC); earlier ones warm up')
        .option('--to <time>', 'end, exclusive (UTC)')
        .option('--pairs <list>', 'instruments to trade, comma separated; default: all of the data')
        .option('--capital <amount>', 'deposit in home currency (100000)')
        .addOption(currencyOption('--home', 'home currency of the account', 'USD'))
        .option(
          '--out <dir>',
          'folder for run.json, trades.csv, shadow.csv, equity.csv, orders.ndjson, guards.json, report.html',
        )
        .option('--ledger <file>', LEDGER_ABOUT)
        .option('--force', 'replace the run that --out holds', false)
        .option('--lenient', 'skip and count bad rows', false)
        .option('--trust', 'take prices that cannot be meant; without it the first one is an error', false)
        .option('--verify', 'hash every column of every node as well', false),
    ),
  ).action(async (options: BacktestOptions, command: Command) => {
    const program = await graphProgramOf(options, { 'run.pairs': options.pairs, 'broker.capital': options.capital })
    const fromMs = options.from === undefined ? undefined : timeFlag('--from', options.from)
    const toMs = options.to === undefined ? undefined : timeFlag('--to', options.to)
    if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs)
      throw new SepError('bad-argument', `--from ${options.from} is not before --to ${options.to}`)
    if (fromMs !== undefined && !obeysPause(program.graph))
      throw new SepError(
        'bad-argument',
        `--from: graph ${program.graph.name} does not read control.paused and would trade before ${options.from}`,
      )
    if (options.out !== undefined) checkRunFolder(options.out, options.force)
    logAbsences(program.graph)
    const bar = progressBar(options.json)
    const interrupt = abortOnInterrupt()
    try {
      const summary = await backtest({
        program,
        data: options.data,
        stored: await storedDataOf(options),
        home: options.home,
        fromMs,
        toMs,
        out: options.out,
        ledger: ledgerIfAny(options.ledger),
        lenient: options.lenient,
        trust: options.trust,
        verify: options.verify,
        command: repeatCommand(command),
        signal: interrupt.signal,
        onProgress: bar.update,
      })
      bar.stop()
      if (interrupt.signal.aborted) {
        logToStderr('stopped; no run folder was written')
        process.exitCode = EXIT.failed
      } else if (options.json) printJson({ ...formatSummary(summary), ...(options.out ? { out: options.out } : {}) })
      else print(backtestText(summary, program.graph, options.home, options.out))
    } finally {
      bar.stop()
      interrupt.release()
    }
  })
}

/** One line on stderr, as live and the demo have. */
const logAbsences = (graph: Graph<World>): void => {
  const lacking = lacksSepNodes(graph, REPORTED)
  if (lacking.length > 0)
    logToStderr(`graph ${graph.name} lacks ${lacking.join(', ')}: left out of the text and the report`)
}
