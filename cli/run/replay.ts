/** `sep replay`: runs what a live process recorded through the same graph; compares every output byte, or explains one slice. */
import { type Command } from 'commander'
import pc from 'picocolors'
import type { HistoryComparison } from '../../app/replay/compare-history.js'
import { environment } from '../../app/config/environment.js'
import { type JournalReplay, replayJournal } from '../../streams/journal/replay.js'
import { storeOf } from '../../app/connect/store-of.js'
import { explainedSlice } from '../../app/replay/explained-slice.js'
import { recordedGraph } from '../../app/replay/recorded-graph.js'
import { replayedDay } from '../../app/replay/replayed-day.js'
import { type VsHistory, vsHistory } from '../../app/replay/vs-history.js'
import { SepError } from '../../model/error-codes.js'
import { accountOf, type StoreOptions, storeTargetOf, withStore } from '../shared/broker-options.js'
import { printExplanation } from '../shared/print-explanation.js'
import { printReplayedDay } from './print-replayed-day.js'
import { abortOnInterrupt, EXIT } from '../shared/run-command.js'
import { isoTime } from '../../lib/iso-time.js'
import { timeFlag } from '../shared/flags.js'
import { printJson } from '../shared/output.js'
import { printableLine } from '../../lib/terminal/printable.js'
import { print } from '../../lib/terminal/stdout.js'

interface ReplayOptions extends StoreOptions {
  readonly journal?: string
  readonly explain?: string
  readonly day?: string
  readonly graph: string
  readonly vsHistory: boolean
  readonly data?: readonly string[]
  readonly lenient: boolean
  readonly trust: boolean
}

export const addReplay = (program: Command): void => {
  withStore(
    program
      .command('replay')
      .description(
        'runs a recorded journal through the same graph and compares every output byte; exit code 1 if they differ',
      ),
  )
    .option('--journal <from..to>', 'slices to compare (UTC); either end may be omitted: 2026-11-24T08:00..')
    .option(
      '--explain <time,instrument>',
      'explain why the slice of this time (UTC) ordered or not: 2026-11-24T08:00,EUR_USD',
    )
    .option(
      '--day <date>',
      'one New York day, which ends at 17:00: what was done, what the graph does now, and the shadow',
    )
    .option('--graph <file>', 'the module (.mjs or .js) that a live process ran with --graph', 'sep')
    .option('--vs-history', 'also compare the recorded candles with downloaded ones (--data)', false)
    .option('--data <dir...>', 'folders with downloaded candles')
    .option('--lenient', 'skip bad rows of --data', false)
    .option('--trust', 'take prices of --data that cannot be meant', false)
    .action(runReplay)
}

const runReplay = async (options: ReplayOptions): Promise<void> => {
  const question = options.explain === undefined ? null : questionOf(options.explain)
  const [fromMs, toMs] = stretchOf(options.journal ?? (question || options.day ? '..' : missing()))
  if (question && options.vsHistory)
    throw new SepError('bad-argument', '--explain: cannot be combined with --vs-history')
  if (question && !(question.tsMs >= fromMs && question.tsMs <= toMs))
    throw new SepError('bad-argument', `--explain ${options.explain}: outside --journal ${options.journal}`)
  if (options.vsHistory && !options.data) {
    throw new SepError('bad-argument', '--vs-history: needs the folders of downloaded candles, --data')
  }
  if (options.day !== undefined) checkDay(options, options.day)
  const env = environment()
  const account = accountOf(options, env)
  const graphOf = await recordedGraph(account, options.graph)
  const history = options.vsHistory ? vsHistory(options.data ?? [], graphOf, options) : null
  const { store } = await storeOf(storeTargetOf(options, env))
  const interrupt = abortOnInterrupt()
  const { signal } = interrupt
  try {
    if (options.day !== undefined) {
      printReplayedDay(
        await replayedDay({ store, account, graphOf }, options.day, signal),
        options.json,
        signal.aborted,
      )
      return
    }
    if (question) {
      const of = { store, account, graphOf, signal, ...question }
      printExplanation(await explainedSlice(of), options.json)
      return
    }
    const result = await replayJournal({
      store,
      account,
      fromMs,
      toMs,
      graphOf,
      signal,
      ...(history ? { onSlice: (record, start) => history.look(record, start) } : {}),
    })
    printResult(result, history, options.json, signal.aborted)
  } finally {
    interrupt.release()
    await store.close()
  }
}

const stretchOf = (text: string): readonly [fromMs: number, toMs: number] => {
  const match = /^(.*?)\.\.(.*)$/.exec(text)
  if (!match) throw new SepError('bad-argument', `--journal ${text}: write FROM..TO`)
  const [from, to] = [match[1] ?? '', match[2] ?? '']
  const fromMs = from === '' ? 0 : timeFlag('--journal', from)
  const toMs = to === '' ? LAST_MS : timeFlag('--journal', to)
  if (fromMs > toMs) throw new SepError('bad-argument', `--journal ${text}: ends before it begins`)
  return [fromMs, toMs]
}

const checkDay = ({ journal, explain, vsHistory }: ReplayOptions, day: string): void => {
  if (journal !== undefined || explain !== undefined || vsHistory)
    throw new SepError('bad-argument', '--day: cannot be combined with --journal, --explain or --vs-history')
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new SepError('bad-argument', `--day ${day}: write a day like 2026-11-27`)
  timeFlag('--day', day)
}

const missing = (): never => {
  throw new SepError('bad-argument', '--journal FROM..TO, --day DATE or --explain TIME,INSTRUMENT is needed')
}

const questionOf = (text: string): { readonly tsMs: number; readonly instrument: string } => {
  const match = /^(.+),([^,]+)$/.exec(text)
  if (!match) throw new SepError('bad-argument', `--explain ${text}: write TIME,INSTRUMENT`)
  return { tsMs: timeFlag('--explain', match[1] as string), instrument: match[2] as string }
}

/** Year 9999: no slice is later. */
const LAST_MS = 253_402_300_799_000

const printResult = (result: JournalReplay, history: VsHistory | null, json: boolean, stopped: boolean): void => {
  const comparison = history?.result() ?? null
  const { account, graphHash, notes, ...rest } = result
  const served = { account, graphHash, says: notes, ...rest, stopped }
  if (json) printJson({ ...served, ...(comparison ? { history: comparison } : {}) })
  else print(textOf(result, comparison, stopped))
  if (result.differing > 0 || stopped) process.exitCode = EXIT.failed
}

const textOf = (result: JournalReplay, history: HistoryComparison | null, stopped: boolean): string => {
  const { equal, differing, unrecorded, leadIn, orders, first } = result
  const total = equal + differing + unrecorded
  return [
    ...(stopped ? [pc.yellow('stopped before the end')] : []),
    `journal of ${result.account}, ${iso(result.fromMs)} to ${iso(result.toMs)}, graph ${result.graphHash.slice(0, 12)}`,
    ...result.notes.map(printableLine),
    `${total} slices with ${orders} orders compared${leadIn > 0 ? `, after ${leadIn} slices to restore the state` : ''}`,
    ...(unrecorded > 0
      ? [pc.yellow(`${unrecorded} slices have no recorded output: the process ended before writing it`)]
      : []),
    first
      ? pc.red(
          `${differing} slices differ; the first at ${iso(first.tsMs)}: node ${first.node}, column ${first.column}`,
        )
      : pc.green('every byte of every output column is equal'),
    ...(history ? historyLines(history) : []),
    '',
  ].join('\n')
}

const historyLines = ({ minutes, differing, first }: HistoryComparison): readonly string[] => [
  `downloaded history differs at ${differing} of ${minutes} minutes`,
  ...first.map(
    (one) => `  ${iso(one.tsMs)} ${one.instrument} ${one.column}: journal ${one.journal}, history ${one.history}`,
  ),
]

const iso = (tsMs: number): string => (Number.isFinite(tsMs) ? isoTime(tsMs) : 'never')
