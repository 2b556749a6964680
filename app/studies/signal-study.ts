/** `sep studies signal`: runs candles through the market part of a graph and studies what follows its metrics. */
import { ancestors } from '../../graph/engine/define/ancestors.js'
import { subgraph } from '../../graph/engine/define/subgraph.js'
import { SepError } from '../../model/error-codes.js'
import { KERNEL_VERSION } from '../../native-rs/index.js'
import { collectSignals } from '../../sinks/signal-columns.js'
import { signalSentence } from '../../studies/signal/signal-sentence.js'
import { type SignalStudy, studySignal } from '../../studies/signal/study-signal.js'
import { loadRunMarket } from '../backtest/load-run-market.js'
import { replay } from '../backtest/replay.js'
import { lacksSepNodes } from '../config/graph-parts.js'
import type { GraphProgram } from '../config/graph-program.js'

export interface SignalStudyInputs {
  readonly data: readonly string[]
  readonly program: GraphProgram
  readonly lenient: boolean
  readonly trust: boolean
  /** Folder of the columnar cache; null = none. */
  readonly cache: string | null
  readonly signal?: AbortSignal
}

export interface SignalReport extends SignalStudy {
  readonly sentence: string
  readonly dataHash: string
  readonly from: string
  readonly to: string
}

const NEEDED = ['candle', 'quote', 'qfh', 'direction', 'guards'] as const

export const signalReport = async ({ program, signal, ...inputs }: SignalStudyInputs): Promise<SignalReport> => {
  const { graph, settings } = program
  const lacking = lacksSepNodes(graph, NEEDED)
  if (lacking.length > 0)
    throw new SepError('bad-argument', `signal needs SEP's nodes; graph ${graph.name} lacks ${lacking.join(', ')}`)
  const market = await loadRunMarket(settings, { ...inputs, home: 'USD' })
  const collector = collectSignals(market.world)
  const sources = new Set(graph.nodes.filter(({ role }) => role === 'source').map(({ id }) => id))
  // The guards bring in the quotes, whose spread is the cost.
  const wanted = [...ancestors(graph, ['guards', 'direction'])].filter((id) => !sources.has(id))
  await replay({
    market,
    graph: subgraph(graph, wanted),
    bindings: [],
    kernelVersion: KERNEL_VERSION,
    sinks: () => [collector],
    ...(signal ? { signal } : {}),
  })
  const traded = market.world.instruments.flatMap(({ name }, k) => {
    const rows = collector.rows(k)
    return market.world.traded[k] === 1 && rows.tsMs.length > 0 ? [{ name, rows }] : []
  })
  if (traded.length === 0 && !signal?.aborted)
    throw new SepError('missing-data', `${inputs.data.join(', ')}: no instrument has the 129 candles of a first window`)
  const study = studySignal(traded)
  return {
    sentence: signalSentence(study),
    dataHash: market.dataHash,
    from: new Date(market.firstMs).toISOString(),
    to: new Date(market.lastMs).toISOString(),
    ...study,
  }
}
