/** A sink of whole slices, and everything that can be asked of them. */
import type { Graph } from '../../../graph/engine/define/define.js'
import { recordSlices } from '../../../graph/engine/run/record-slices.js'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import type { World } from '../../../model/world.js'
import { ApiError } from '../../routes/api-error.js'
import type { FrameReads } from '../frame-reads.js'
import { accountFigures } from './account-figures.js'
import { hasOrder } from './has-order.js'
import { explained } from './explained.js'
import { type FrameContext, frameContext } from './frame-context.js'
import { keptSlices } from './kept/kept-slices.js'
import { addAccount, addGates, addSlices } from './rows/frame-samples.js'
import { graphReads } from './graph-reads.js'
import { guardRows } from './rows/guard-rows.js'
import { sessionHours } from './rows/session-rows.js'
import { newestReads } from './newest-reads.js'
import { nodeRows } from './rows/node-rows.js'
import { sliceLook } from './slice-look.js'
import { tapRows } from './rows/tap-rows.js'

export interface FrameReadsInputs {
  readonly graph: Graph<World>
  readonly world: World
  /** Slices up to here are history: their orders, trades and NAV do not count. */
  readonly fromMs?: number
  /** NAV at the start of the trading day in which the frames begin, where it is known. */
  readonly dayBase?: number
}

/** The graph may lack nodes of SEP: what follows from them is null or empty. */
export const frameReads = (inputs: FrameReadsInputs): FrameReads & FrameSink => {
  const { graph, world, fromMs = Number.NEGATIVE_INFINITY, dayBase } = inputs
  const context = frameContext(graph, world)
  const recorder = recordSlices(graph, context.orders === null ? {} : { pin: hasOrder(context.orders) })
  const kept = keptSlices(context, fromMs, dayBase)
  const { rings, track, book, gateHistory } = kept
  const newest = () => sliceLook(recorder.last())
  const rowOf = (instrument: string) => {
    const found = context.traded.find(({ name }) => name === instrument)
    if (!found) throw unknown(context, instrument)
    return found.k
  }
  const account = () => accountFigures(context, newest(), track, book)
  const ofNewest = newestReads(context, newest, track)
  return {
    write: (frame) => {
      void recorder.write(frame)
      void kept.write(frame)
    },
    tsMs: () => recorder.last()?.tsMs ?? null,
    ...graphReads(graph, world),
    ...ofNewest,
    account,
    gateHistory: (instrument) => ({ instrument, points: [...gateHistory.points(rowOf(instrument))] }),
    funnel: () => ({ days: [...gateHistory.days()] }),
    guards: (instrument) => guardRows(context, newest(), rowOf(instrument)),
    session: (instrument) => sessionHours(context, newest(), rowOf(instrument)),
    candles: (instrument, most) => rings.candles(instrument, most) ?? fail(unknown(context, instrument)),
    orders: book.orders,
    trades: book.trades,
    fills: book.fills,
    equity: track.points,
    nodeRows: nodeRows(context, recorder),
    tap: (node, limit, instrument) => {
      if (instrument !== undefined) rowOf(instrument)
      return tapRows(context, recorder.newest(), node, limit, instrument)
    },
    explain: (instrument, tsMs) => {
      rowOf(instrument)
      return explained(context, recorder, instrument, tsMs)
    },
    addSamples: (add) => {
      addAccount(add, account(), ofNewest.latches())
      addSlices(add, context, newest(), kept)
      addGates(add, context, newest())
    },
  }
}

const unknown = ({ traded }: FrameContext, instrument: string): ApiError =>
  new ApiError('unknown-instrument', `${instrument} is not traded here: ${traded.map(({ name }) => name).join(', ')}`)

const fail = (error: Error): never => {
  throw error
}
