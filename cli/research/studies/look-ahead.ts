/** `sep studies look-ahead`: does any node of a graph see candles that come later? */
import type { Command } from 'commander'
import { loadRunMarket } from '../../../app/backtest/load-run-market.js'
import { paperBindings } from '../../../app/backtest/paper-bindings.js'
import { cacheFolder } from '../../../app/config/cache-folder.js'
import { type Leak, lookAhead } from '../../../app/studies/look-ahead.js'
import { isoMinute, isoTime } from '../../../lib/iso-time.js'
import { logToStderr } from '../../../lib/stderr.js'
import { print } from '../../../lib/terminal/stdout.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import { KERNEL_VERSION } from '../../../native-rs/index.js'
import { integerOption } from '../../shared/flags.js'
import { type GraphOptions, graphProgramOf, withGraph } from '../../shared/graph-options.js'
import { printJson } from '../../shared/output.js'
import { abortOnInterrupt, EXIT } from '../../shared/run-command.js'

interface LookAheadOptions extends GraphOptions {
  readonly data: readonly string[]
  readonly pairs?: string
  readonly cuts: number
  readonly json: boolean
}

export const addLookAhead = (studies: Command): void => {
  withGraph(
    studies
      .command('look-ahead')
      .description(
        'changes the candles after a minute and compares everything up to it; exit code 1 if a node saw them',
      )
      .requiredOption('--data <dir...>', 'folders with {INSTRUMENT}_M1.csv[.gz] or .ndjson[.gz]')
      .option('--pairs <list>', 'instruments, comma separated; default: all of the data')
      .addOption(
        integerOption('--cuts', 'minutes after which the future changes, a run each', {
          least: 1,
          most: 20,
          fallback: 3,
        }),
      )
      .option('--json', 'print one JSON object', false),
  ).action(async (options: LookAheadOptions) => {
    const { graph, settings } = await graphProgramOf(options, { 'run.pairs': options.pairs })
    const market = await loadRunMarket(settings, {
      data: options.data,
      home: 'USD',
      lenient: false,
      trust: false,
      cache: cacheFolder(),
    })
    const interrupt = abortOnInterrupt()
    try {
      const cutsMs = cutsOf(market, options.cuts)
      const bindings = paperBindings(graph, settings)
      const leaks = await lookAhead({
        graph,
        bindings,
        market,
        kernelVersion: KERNEL_VERSION,
        cutsMs,
        signal: interrupt.signal,
      })
      if (interrupt.signal.aborted) logToStderr('stopped: no result from partial data')
      else if (options.json)
        printJson({
          cuts: cutsMs.map(isoTime),
          leaks: leaks.map(({ tsMs, cutMs, ...leak }) => ({ ...leak, slice: isoTime(tsMs), cut: isoTime(cutMs) })),
        })
      else print(lookAheadText(leaks, cutsMs, graph.nodes.length))
      if (interrupt.signal.aborted || leaks.length > 0) process.exitCode = EXIT.failed
    } finally {
      interrupt.release()
    }
  })
}

/** Whole minutes spread over the data, at odd places: the edge of a frame would hide a leak. */
const cutsOf = (
  { firstMs, lastMs }: { readonly firstMs: number; readonly lastMs: number },
  count: number,
): readonly number[] =>
  Array.from({ length: count }, (_, i) => {
    const share = (i + 1) / (count + 1)
    return firstMs + Math.round((share * (lastMs - firstMs)) / MINUTE_MS) * MINUTE_MS + i * MINUTE_MS
  })

const lookAheadText = (leaks: readonly Leak[], cutsMs: readonly number[], nodes: number): string => {
  const cuts = cutsMs.map(isoMinute).join(', ')
  const [first] = leaks
  if (!first) return `No look-ahead: other candles after ${cuts} UTC changed nothing before, in ${nodes} nodes.\n`
  return [
    `Look-ahead: node ${first.node}, column ${first.column} differs from the slice ${isoMinute(first.tsMs)} UTC on, ` +
      `although only candles after ${isoMinute(first.cutMs)} UTC changed.`,
    ...leaks.slice(1).map(({ node, column, tsMs }) => `  then ${node}.${column}, from ${isoMinute(tsMs)}`),
    '',
  ].join('\n')
}
