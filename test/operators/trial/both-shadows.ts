/** The shadow of the graph and that of a sweep, over the same candles. */
import { paperBindings } from '../../../app/backtest/paper-bindings.js'
import type { Settings } from '../../../app/config/settings.js'
import { tradesOnly } from '../../../app/trials/trades/trades-only.js'
import type { Graph } from '../../../graph/engine/define/define.js'
import { nodeHash } from '../../../graph/engine/hash/node-hash.js'
import { compile } from '../../../graph/engine/run/compile.js'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import { sep } from '../../../graph/sep.js'
import type { CandleSeries } from '../../../model/candle-series.js'
import { schemas } from '../../../model/columns.js'
import { createWorld, type World } from '../../../model/world.js'
import { isFxWeekMinute } from '../../../operators/calendar/new-york.js'
import { shadowTradesSchema } from '../../../operators/trial/shadow-trades.js'
import { collectShadowTrades, type ShadowTrade } from '../../../sinks/run/shadow-trades.js'
import { collectEventTrades } from '../../../sinks/trials/event-trades.js'
import { tradesOf } from '../../../sinks/trials/trade-columns.js'
import { loadInstruments } from '../../../sources/instruments.js'
import { createSlicer, REPLAY_CONTROL, replayFrames } from '../../../sources/slicer.js'

export const names = ['EUR_USD', 'GBP_USD', 'USD_JPY']
export const world = createWorld(loadInstruments(names), 'USD')

/** The graph of a trial, which has the trades alone. */
export const trialGraph = (graph: Graph<World>, settings: Settings): Graph<World> => {
  const bindings = paperBindings(graph, settings)
  const hashes = nodeHash(graph, bindings, 'none')
  const alone = tradesOnly({ graph, bindings, hashes, targets: ['shadow', 'candle', 'quote'] })
  return (alone as NonNullable<typeof alone>).graph as Graph<World>
}

/** Steps the graph in frames of `capacity` slices. */
export const play = (
  graph: Graph<World>,
  settings: Settings,
  series: readonly CandleSeries[],
  capacity: number,
  sink: FrameSink,
) => {
  const bindings = paperBindings(graph, settings)
  const compiled = compile(graph, world, { bindings, capacity })
  const slicer = createSlicer(world, { isWeekMinute: isFxWeekMinute, control: () => REPLAY_CONTROL })
  for (const frame of replayFrames(compiled.frame, slicer, series)) {
    compiled.begin()
    for (const stage of compiled.stages) stage.run(frame)
    void sink.write(frame)
    compiled.end()
  }
}

export const bothTrades = (
  settings: Settings,
  series: readonly CandleSeries[],
  capacity: number,
): readonly (readonly ShadowTrade[])[] => {
  const graph = sep(settings)
  const slow = collectShadowTrades(world, { node: 'shadow', schema: schemas.shadow })
  const quick = collectEventTrades({ node: 'shadow', schema: shadowTradesSchema })
  play(graph, settings, series, 100, slow)
  play(trialGraph(graph, settings), settings, series, capacity, quick)
  return [slow.rows, tradesOf(quick.kept, names)]
}
