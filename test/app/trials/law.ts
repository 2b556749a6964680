/** One backtest and one trial with the same settings over the same candles. */
import { runTexts } from '../../support/sep-run.js'
import { paperBindings } from '../../../app/backtest/paper-bindings.js'
import { replay } from '../../../app/backtest/replay.js'
import { recordRun, type RunRecord } from '../../../app/backtest/run-recorder.js'
import { loadGraphProgram } from '../../../app/config/graph-program.js'
import { orderNodeOf } from '../../../app/config/graph-parts.js'
import { obeysPause } from '../../../app/config/obeys-pause.js'
import { versions } from '../../../app/config/versions.js'
import type { SweepTrade } from '../../../app/trials/trades/trial-trades.js'
import { runTrials } from '../../../app/trials/run-trials.js'
import type { SweepMarket } from '../../../app/trials/sweep-market.js'
import type { Trial } from '../../../app/trials/trial.js'
import { openTrialPrograms } from '../../../app/trials/trial-programs.js'
import { schemas } from '../../../model/columns.js'
import type { TrialLine } from '../../../model/trial-line.js'
import { KERNEL_VERSION } from '../../../native-rs/index.js'
import { collectTrades } from '../../../sinks/run/trades.js'
import type { TradeRow } from '../../../sinks/run/trade-row.js'

export interface Results {
  readonly lines: ReadonlyMap<number, readonly TrialLine[]>
  readonly trades: ReadonlyMap<number, readonly SweepTrade[]>
  readonly failed: ReadonlyMap<number, string>
}

export const resultsOf = async (
  graph: string,
  market: SweepMarket,
  trials: readonly Trial[],
  memoryMb = 512,
): Promise<Results> => {
  const lines = new Map<number, readonly TrialLine[]>()
  const trades = new Map<number, readonly SweepTrade[]>()
  const failed = new Map<number, string>()
  await runTrials({
    market,
    trials,
    programOf: await openTrialPrograms(graph),
    memoryMb,
    signal: new AbortController().signal,
    onTrial: (index, own, closed) => {
      lines.set(index, own)
      trades.set(index, closed())
    },
    onFailed: (index, text) => failed.set(index, text),
  })
  return { lines, trades, failed }
}

/** What `sep backtest` makes of the trial's settings and window: the files as text, and the trades before they are rounded. */
export const backtestOf = async (graph: string, { market }: SweepMarket, { settings, window }: Trial) => {
  const set = Object.entries(settings).map(([path, value]) => `${path}=${JSON.stringify(value)}`)
  const program = await loadGraphProgram(graph, { set })
  const tradeFromMs = obeysPause(program.graph) ? window.fromMs : undefined
  let record: RunRecord | undefined
  let closed: readonly TradeRow[] = []
  let open: () => readonly TradeRow[] = () => []
  await replay({
    market,
    graph: program.graph,
    bindings: paperBindings(program.graph, program.settings),
    kernelVersion: KERNEL_VERSION,
    fillTrades: program.settings.run.fillTrades ?? true,
    tradeFromMs,
    toMs: window.toMs,
    sinks: (compiled) => {
      record = recordRun({ compiled, market, home: 'USD', program, versions: versions(), verify: false, tradeFromMs })
      const node = orderNodeOf(program.graph) as string
      const trades = collectTrades(compiled.world, { node, schema: schemas.order })
      closed = trades.rows
      open = trades.open
      return [...record.sinks, trades]
    },
  })
  const files = runTexts((record as RunRecord).finish().files())
  return { shadowCsv: tableOf(files['shadow.csv']), tradesCsv: tableOf(files['trades.csv']), closed, open: open() }
}

/** Rows of a CSV file by column, numbers as numbers. */
const tableOf = (csv: string): readonly { readonly [column: string]: string | number }[] => {
  const [head = '', ...rows] = csv.trim().split('\n')
  const names = head.split(',')
  return rows.map((row) => {
    const cells = row.split(',')
    return Object.fromEntries(names.map((name, i) => [name, numberOr(cells[i] as string)]))
  })
}

const numberOr = (cell: string): string | number => (cell === '' || Number.isNaN(Number(cell)) ? cell : Number(cell))
