/** `sep studies signal`: does a metric say anything about the return that follows, and is it worth a round trip? */
import Table from 'cli-table3'
import type { Command } from 'commander'
import { cacheFolder } from '../../../app/config/cache-folder.js'
import { type SignalReport, signalReport } from '../../../app/studies/signal-study.js'
import { logToStderr } from '../../../lib/stderr.js'
import { print } from '../../../lib/terminal/stdout.js'
import { rankedFindings } from '../../../studies/signal/signal-sentence.js'
import { signalPage } from '../../../studies/signal/signal-page.js'
import { type GraphOptions, graphProgramOf, withGraph } from '../../shared/graph-options.js'
import { checkOutputFile, printJson, writeOutput } from '../../shared/output.js'
import { abortOnInterrupt, EXIT } from '../../shared/run-command.js'

interface SignalOptions extends GraphOptions {
  readonly data: readonly string[]
  readonly pairs?: string
  readonly out?: string
  readonly lenient: boolean
  readonly trust: boolean
  readonly json: boolean
}

export const addSignal = (studies: Command): void => {
  withGraph(
    studies
      .command('signal')
      .description('returns that follow every metric of qfh and direction x metric, against the cost of a round trip')
      .requiredOption('--data <dir...>', 'folders with {INSTRUMENT}_M1.csv[.gz] or .ndjson[.gz]')
      .option('--pairs <list>', 'instruments, comma separated; default: all of the data')
      .option('--out <file>', 'one offline HTML page with plots, or all numbers where the name ends in .json')
      .option('--lenient', 'skip and count bad rows', false)
      .option('--trust', 'take prices that cannot be meant; without it the first one is an error', false)
      .option('--json', 'print one JSON object', false),
    ['sep'],
  ).action(async (options: SignalOptions) => {
    checkOutputFile(options.out)
    const program = await graphProgramOf(options, { 'run.pairs': options.pairs, 'qfh.extended': 'true' })
    const interrupt = abortOnInterrupt()
    try {
      const { data, lenient, trust } = options
      const report = await signalReport({
        data,
        lenient,
        trust,
        program,
        cache: cacheFolder(),
        signal: interrupt.signal,
      })
      if (interrupt.signal.aborted) {
        logToStderr('stopped: no result from partial data')
        process.exitCode = EXIT.failed
        return
      }
      if (options.out !== undefined)
        await writeOutput(options.out, [
          options.out.endsWith('.json') ? `${JSON.stringify(report)}\n` : signalPage(report),
        ])
      if (options.json) printJson(report)
      else print(signalText(report, options.out))
    } finally {
      interrupt.release()
    }
  })
}

const SHOWN = 12

const signalText = (report: SignalReport, out: string | undefined): string => {
  const { found, list } = rankedFindings(report)
  const table = new Table({
    head: ['signal', 'min', 'n', 'days', 'IC', 't', 'p corrected', 'outer bps'],
    style: { head: [], border: [], compact: true },
  })
  const fixed = (value: number | null, decimals: number): string => (value === null ? '-' : value.toFixed(decimals))
  for (const { signal, horizon } of list.slice(0, SHOWN))
    table.push([
      signal,
      horizon.minutes,
      horizon.n,
      horizon.days,
      fixed(horizon.spearman, 4),
      fixed(horizon.spearmanT, 2),
      fixed(horizon.pHolm, 4),
      fixed(horizon.outerBps, 3),
    ])
  return [
    report.sentence,
    '',
    found
      ? 'Tests that stand after correction (Holm):'
      : 'The strongest tests, none of which stands after correction (Holm):',
    table.toString(),
    `${report.instruments.length} pairs, ${report.from.slice(0, 16)} to ${report.to.slice(0, 16)} UTC. ` +
      'IC: Spearman; t: of its daily sums, the smaller of plain and Newey-West.',
    ...(out === undefined ? [] : [`All numbers: ${out}`]),
    '',
  ].join('\n')
}
