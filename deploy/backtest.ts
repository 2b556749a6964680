/** Composition root of `sep backtest`: data folders in, a graph with the exchange engine in its slot, the run folder out. */
import { checkSpan, spanProgress } from '../app/backtest/span.js'
import { openRunMarket } from '../app/backtest/load-run-market.js'
import { paperBindings } from '../app/backtest/paper-bindings.js'
import { replay } from '../app/backtest/replay.js'
import { recordRun, type RunRecord, type RunSummary } from '../app/backtest/run-recorder.js'
import { cacheFolder } from '../app/config/cache-folder.js'
import type { GraphProgram } from '../app/config/graph-program.js'
import { versions } from '../app/config/versions.js'
import { countBacktest } from '../app/trials/ledger/count-backtest.js'
import { systemClock } from '../lib/clock.js'
import type { DataFolder } from '../sources/files/folder.js'
import { KERNEL_VERSION } from '../native-rs/index.js'
import { writeFolder } from '../sinks/run/folder.js'

export interface BacktestInputs {
  readonly program: GraphProgram
  readonly data: readonly string[]
  /** Candles of a store, in place of `data`. */
  readonly stored?: DataFolder | undefined
  readonly home: string
  /** [fromMs, toMs) of candle opens; earlier candles only warm up. */
  readonly fromMs?: number | undefined
  readonly toMs?: number | undefined
  readonly lenient: boolean
  readonly trust?: boolean
  readonly verify: boolean
  readonly out?: string | undefined
  /** The command line that repeats the run. */
  readonly command?: string
  /** Where every configuration that was ever tried is counted; null: nowhere. */
  readonly ledger: string | null
  readonly signal: AbortSignal
  /** Called with the share of the span that is done, 0..1. */
  readonly onProgress: (share: number) => void
}

/** Runs to the end of the data; writes the run folder if `out` names one and the run was not aborted. */
export const backtest = async (inputs: BacktestInputs): Promise<RunSummary> => {
  const { program, home, lenient, trust = false, verify, fromMs, toMs, signal } = inputs
  const { graph, settings } = program
  const market = await openRunMarket(settings, {
    data: inputs.data,
    stored: inputs.stored,
    home,
    lenient,
    trust,
    cache: cacheFolder(),
  })
  checkSpan(market, { fromMs, toMs })
  let record: RunRecord | undefined
  const count = countBacktest(inputs.ledger, program, fromMs, systemClock)
  await replay({
    market,
    graph,
    bindings: paperBindings(graph, settings),
    kernelVersion: KERNEL_VERSION,
    fillTrades: settings.run.fillTrades ?? true,
    tradeFromMs: fromMs,
    toMs,
    signal,
    onFrame: spanProgress(market, inputs.onProgress),
    sinks: (compiled) => {
      record = recordRun({
        compiled,
        market,
        home,
        program,
        withFiles: inputs.out !== undefined,
        ...{ versions: versions(), verify, tradeFromMs: fromMs, command: inputs.command, scratch: cacheFolder() },
      })
      return [...record.sinks, ...count.sinks]
    },
  })
  const { summary, files } = (record as RunRecord).finish()
  if (signal.aborted) return summary
  const tried = count.enter(market.world, summary)
  if (inputs.out !== undefined) writeFolder(inputs.out, files(tried))
  return summary
}
