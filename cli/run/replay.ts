/** `sep replay`: what a live process recorded, through the same graph again: every output byte is compared, or one slice explained. */
import { type Command } from 'commander'
import pc from 'picocolors'
import { type GraphName, graphOf, GRAPHS } from '../../deploy/backtest.js'
import type { HistoryComparison } from '../../app/replay/compare-history.js'
import { environment } from '../../app/config/environment.js'
import { explainJournal } from '../../streams/journal/explain.js'
import { type JournalReplay, replayJournal } from '../../streams/journal/replay.js'
import type { Settings } from '../../app/config/settings.js'
import { storeOf } from '../../app/connect/store-of.js'
import { type VsHistory, vsHistory } from '../../app/replay/vs-history.js'
import { SepError } from '../../model/error-codes.js'
import { printExplanation } from '../shared/print-explanation.js'
import { abortOnInterrupt, EXIT, parseTime, printJson } from '../shared/run-command.js'
import { isoTime } from '../../lib/iso-time.js'

interface ReplayOptions {
  readonly journal?: string
  readonly explain?: string
  readonly store?: string
  readonly account?: string
  readonly vsHistory: boolean
  readonly data?: readonly string[]
  readonly lenient: boolean
  readonly json: boolean
}

export const addReplay = (program: Command): void => {
  program
    .command('replay')
    .description('runs a recorded journal through the same graph and compares every output byte; 1 = they differ')
    .option('--journal <from..to>', 'slices to compare (UTC); either end may be left out: 2026-11-24T08:00..')
    .option(
      '--explain <time,instrument>',
      'say why the slice of this time (UTC) ordered, or did not: 2026-11-24T08:00,EUR_USD',
    )
    .option(
      '--store <url>',
      'store that holds the journal; default: the one that `sep live` starts here (SEP_STORE_URL)',
    )
    .option('--account <id>', 'account whose journal it is (OANDA_ACCOUNT_ID)')
    .option('--vs-history', 'also compare its candles with downloaded ones (--data)', false)
    .option('--data <dir...>', 'folders with downloaded candles')
    .option('--lenient', 'leave bad rows of --data out', false)
    .option('--json', 'print one JSON object', false)
    .action(async (options: ReplayOptions) => {
      const asked = options.explain === undefined ? null : askedOf(options.explain)
      const [fromMs, toMs] = stretchOf(options.journal ?? (asked ? '..' : missing()))
      if (asked && options.vsHistory) throw new SepError('bad-argument', '--explain: not together with --vs-history')
      if (asked && !(asked.tsMs >= fromMs && asked.tsMs <= toMs))
        throw new SepError('bad-argument', `--explain ${options.explain}: outside of --journal ${options.journal}`)
      if (options.vsHistory && !options.data) {
        throw new SepError('bad-argument', '--vs-history: name the folders of downloaded candles with --data')
      }
      const env = environment()
      const account = given('--account', options.account, 'OANDA_ACCOUNT_ID')
      const history = options.vsHistory ? vsHistory(options.data ?? [], recordedGraph, options.lenient) : null
      const { store } = await storeOf({
        storeUrl: options.store ?? (env['SEP_STORE_URL'] || undefined),
        storeBinary: env['SEP_STORE_BIN'] || undefined,
      })
      const interrupt = abortOnInterrupt()
      const { signal } = interrupt
      try {
        if (asked) {
          const of = { store, account, graphOf: recordedGraph, signal, ...asked }
          printExplanation(await explainJournal(of), options.json)
          return
        }
        const result = await replayJournal({
          store,
          account,
          fromMs,
          toMs,
          graphOf: recordedGraph,
          signal,
          ...(history ? { onSlice: (record, start) => history.look(record, start) } : {}),
        })
        report(result, history, options.json, signal.aborted)
      } finally {
        interrupt.release()
        await store.close()
      }
    })
}

const recordedGraph = (name: string, config: unknown) => {
  if (!GRAPHS.includes(name as GraphName)) {
    throw new SepError('bad-journal', `the journal is of graph ${name}; there are ${GRAPHS.join(', ')}`)
  }
  return graphOf(name as GraphName, config as Settings)
}

const stretchOf = (text: string): readonly [fromMs: number, toMs: number] => {
  const match = /^(.*?)\.\.(.*)$/.exec(text)
  if (!match) throw new SepError('bad-argument', `--journal ${text}: write FROM..TO`)
  const [from, to] = [match[1] ?? '', match[2] ?? '']
  const fromMs = from === '' ? 0 : parseTime('--journal', from)
  const toMs = to === '' ? LAST_MS : parseTime('--journal', to)
  if (fromMs > toMs) throw new SepError('bad-argument', `--journal ${text}: ends before it begins`)
  return [fromMs, toMs]
}

const missing = (): never => {
  throw new SepError('bad-argument', '--journal FROM..TO or --explain TIME,INSTRUMENT is needed')
}

const askedOf = (text: string): { readonly tsMs: number; readonly instrument: string } => {
  const match = /^(.+),([^,]+)$/.exec(text)
  if (!match) throw new SepError('bad-argument', `--explain ${text}: write TIME,INSTRUMENT`)
  return { tsMs: parseTime('--explain', match[1] as string), instrument: match[2] as string }
}

/** Year 9999: no slice is later. */
const LAST_MS = 253_402_300_799_000

const given = (flag: string, value: string | undefined, name: string): string => {
  const found = value ?? environment()[name]
  if (found === undefined || found === '') throw new SepError('bad-argument', `${flag} is needed (or ${name})`)
  return found
}

const report = (result: JournalReplay, history: VsHistory | null, json: boolean, stopped: boolean): void => {
  const comparison = history?.result() ?? null
  const { account, graphHash, notes, ...rest } = result
  const served = { account, graphHash, says: notes, ...rest, stopped }
  if (json) printJson({ ...served, ...(comparison ? { history: comparison } : {}) })
  else process.stdout.write(textOf(result, comparison, stopped))
  if (result.differing > 0 || stopped) process.exitCode = EXIT.failed
}

const textOf = (result: JournalReplay, history: HistoryComparison | null, stopped: boolean): string => {
  const { equal, differing, unrecorded, leadIn, orders, first } = result
  const total = equal + differing + unrecorded
  return [
    ...(stopped ? [pc.yellow('stopped before the end')] : []),
    `journal of ${result.account}, ${iso(result.fromMs)} to ${iso(result.toMs)}, graph ${result.graphHash.slice(0, 12)}`,
    ...result.notes,
    `${total} slices with ${orders} orders compared${leadIn > 0 ? `, after ${leadIn} slices to get the state` : ''}`,
    ...(unrecorded > 0
      ? [pc.yellow(`${unrecorded} slices have no recorded output: the process ended before it wrote it`)]
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
