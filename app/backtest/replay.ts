/** Runs a graph over loaded candles. */
import { isFxWeekMinute } from '../../operators/calendar/new-york.js'
import { compile, type Compiled } from '../../graph/engine/run/compile.js'
import type { Graph } from '../../graph/engine/define/define.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import type { Binding } from '../../graph/engine/define/operator.js'
import { type FrameSink, run } from '../../graph/engine/run/rx.js'
import { createSlicer, REPLAY_CONTROL, replayBatches } from '../../sources/slicer.js'
import type { ReplayMarket } from '../../sources/market.js'
import type { World } from '../../model/world.js'

export interface ReplayInputs {
  readonly market: Pick<ReplayMarket, 'world' | 'batches'>
  readonly graph: Graph<World>
  readonly bindings: readonly Binding<World>[]
  readonly kernelVersion: string
  /** Slices up to it only warm up, with a paused control row. */
  readonly tradeFromMs?: number | undefined
  /** Whether filled places may increase; default yes. */
  readonly fillTrades?: boolean
  /** The run ends with this slice. */
  readonly toMs?: number | undefined
  /** Slices of a frame; default about 1,024 rows. */
  readonly capacity?: number
  /** Columns that the sinks read; default all. */
  readonly reads?: (node: string, column: string) => boolean
  readonly sinks: (compiled: Compiled<World>) => readonly FrameSink[]
  readonly signal?: AbortSignal
  readonly onFrame?: (frame: Frame) => void
}

/** Runs to the end of the data; returns the compiled graph with its hash, state and statistics. */
export const replay = async (inputs: ReplayInputs): Promise<Compiled> => {
  const compiled = compile(inputs.graph, inputs.market.world, {
    bindings: inputs.bindings,
    kernelVersion: inputs.kernelVersion,
    ...(inputs.reads ? { reads: inputs.reads } : {}),
    ...(inputs.capacity ? { capacity: inputs.capacity } : {}),
  })
  const trading = inputs.fillTrades === false ? { ...REPLAY_CONTROL, fillTrades: 0 } : REPLAY_CONTROL
  const warming = { ...trading, paused: 1 }
  const tradeFromMs = inputs.tradeFromMs ?? Number.NEGATIVE_INFINITY
  const slicer = createSlicer(inputs.market.world, {
    isWeekMinute: isFxWeekMinute,
    control: (tsMs) => (tsMs <= tradeFromMs ? warming : trading),
  })
  const frames = function* () {
    for (const frame of replayBatches(compiled.frame, slicer, inputs.market.batches(), inputs.toMs)) {
      yield frame
      inputs.onFrame?.(frame)
    }
  }
  await run(compiled, frames, inputs.sinks(compiled), inputs.signal ? { signal: inputs.signal } : {})
  return compiled
}
