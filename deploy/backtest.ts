/** Composition root of `sep backtest`: data folders in, one of the graphs, the exchange engine, the run folder out. */
import { SepError } from '../model/error-codes.js'
import { brokerSlot } from '../model/broker-slot.js'
import type { Frame } from '../graph/engine/run/frame.js'
import { bind } from '../graph/engine/define/operator.js'
import { sep } from '../graph/sep.js'
import { smaFlipGraph } from '../graph/sma-flip.js'
import { KERNEL_VERSION } from '../native-rs/index.js'
import { paperBroker } from '../operators/paper-broker.js'
import { writeFolder } from '../sinks/run/folder.js'
import { loadMarket, type Market } from '../sources/market.js'
import { replay } from '../app/backtest/replay.js'
import { cacheFolder } from '../app/config/cache-folder.js'
import { recordRun, type RunRecord, type RunSummary } from '../app/backtest/run-recorder.js'
import type { Settings } from '../app/config/settings.js'
import { versions } from '../app/config/versions.js'
import { isoTime } from '../lib/iso-time.js'

export const GRAPHS = ['sep', 'sma-flip'] as const
export type GraphName = (typeof GRAPHS)[number]

export interface BacktestInputs {
  readonly data: readonly string[]
  readonly graph: GraphName
  readonly settings: Settings
  readonly home: string
  /** [fromMs, toMs) of candle opens; earlier candles only warm up. */
  readonly fromMs?: number
  readonly toMs?: number
  readonly lenient: boolean
  readonly verify: boolean
  readonly out?: string
  readonly signal?: AbortSignal
  /** Called with the share of the time span that is done, 0..1. */
  readonly onProgress?: (share: number) => void
}

/** Loads, runs, and writes the run folder where one is asked for. */
export const backtest = async (inputs: BacktestInputs): Promise<RunSummary> => {
  const { settings } = inputs
  const market = await loadMarket({
    data: inputs.data,
    home: inputs.home,
    lenient: inputs.lenient,
    cache: cacheFolder(),
    ...(settings.run.pairs ? { pairs: settings.run.pairs } : {}),
    ...(settings.run.instruments ? { instrumentsFile: settings.run.instruments } : {}),
    ...(settings.run.spreadModel ? { spreadModelFile: settings.run.spreadModel } : {}),
  })
  checkSpan(market, inputs)
  let record: RunRecord | undefined
  await replay({
    market,
    graph: graphOf(inputs.graph, settings),
    bindings: [bind(brokerSlot, paperBroker, settings.broker)],
    kernelVersion: KERNEL_VERSION,
    fillTrades: settings.run.fillTrades ?? true,
    ...(inputs.fromMs === undefined ? {} : { tradeFromMs: inputs.fromMs }),
    ...(inputs.toMs === undefined ? {} : { toMs: inputs.toMs }),
    ...(inputs.signal ? { signal: inputs.signal } : {}),
    ...(inputs.onProgress ? { onFrame: progress(market, inputs.onProgress) } : {}),
    sinks: (compiled) => {
      record = recordRun({
        compiled,
        market,
        home: inputs.home,
        capital: settings.broker.capital,
        config: settings,
        versions: versions(),
        verify: inputs.verify,
        drawdownLimitPct: settings.risk.maxDrawdownPct,
      })
      return record.sinks
    },
  })
  const { summary, files } = (record as RunRecord).finish()
  if (inputs.out !== undefined && !inputs.signal?.aborted) writeFolder(inputs.out, files())
  return summary
}

export const graphOf = (name: GraphName, settings: Settings) => (name === 'sep' ? sep(settings) : smaFlipGraph())

/** A span that holds no candle is a slip of the hand: a run of it would say nothing. */
const checkSpan = (market: Market, { fromMs, toMs }: BacktestInputs): void => {
  const [first, last] = spanOf(market)
  if (toMs !== undefined && toMs <= first)
    throw new SepError('missing-data', `--to ${isoTime(toMs)} is not after the first candle, ${isoTime(first)}`)
  if (fromMs !== undefined && fromMs > last)
    throw new SepError('missing-data', `--from ${isoTime(fromMs)} is after the last candle, ${isoTime(last)}`)
}

/** Open labels of the first and the last candle. */
const spanOf = (market: Market): readonly [number, number] => [
  Math.min(...market.series.map((series) => series.tMs[0] ?? Number.POSITIVE_INFINITY)),
  Math.max(...market.series.map((series) => series.tMs.at(-1) ?? Number.NEGATIVE_INFINITY)),
]

const progress = (market: Market, report: (share: number) => void): ((frame: Frame) => void) => {
  const [first, last] = spanOf(market)
  return (frame) => report(((frame.time.tsMs[frame.slices - 1] as number) - first) / (last - first))
}
