/** What the demo's page shows: sinks that collect it, and the ports that serve it. */
import { type DemoPorts, pageFolder } from '../../api/demo-app.js'
import { columnsOf } from '../../graph/engine/run/columns-of.js'
import type { Compiled } from '../../graph/engine/run/compile.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import { recordSlices } from '../../graph/engine/run/record-slices.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import type { Graph } from '../../graph/engine/define/define.js'
import { topology } from '../../graph/engine/define/topology.js'
import { explain } from '../../graph/explain/explain.js'
import { packageRoot } from '../../lib/package-root.js'
import { HOUR_MS } from '../../lib/time-units.js'
import { schemas } from '../../model/columns.js'
import type { World } from '../../model/world.js'
import { KERNEL_VERSION } from '../../native-rs/index.js'
import { collectLive } from '../../sinks/page-view/page-view.js'
import { orderNodeOf } from '../config/graph-parts.js'
import type { DemoControl } from './control.js'
import { TRADING_FROM_MS } from './market.js'
import { sinkOfPage } from './page-frame.js'

export interface DemoPage {
  readonly ports: DemoPorts
  readonly sinks: readonly FrameSink[]
  /** Call after each day of history. */
  onDay(daysDone: number): void
  /** Call when trading starts. */
  onTrading(): void
}

/** This much of the history is shown too, so that the charts start full. */
const SHOWN_HISTORY_MS = 4 * HOUR_MS

export const demoPage = (
  graph: Graph<World>,
  compiled: Compiled<World>,
  control: DemoControl,
  about: DemoPorts['about'],
): DemoPage => {
  const { world } = compiled
  const live = collectLive(world, TRADING_FROM_MS)
  const orders = orderNodeOf(graph)
  const recorder = recordSlices(graph, orders === null ? {} : { pin: hasOrder(orders) })
  const lastNode = graph.nodes.at(-1)?.id as string
  const progress = { daysDone: 0, trading: false }
  const ports: DemoPorts = {
    about,
    topology: topology(graph, world, KERNEL_VERSION),
    stats: () => compiled.stats(),
    daysDone: () => progress.daysDone,
    view: () => (progress.trading ? live.view() : null),
    candles: live.candles,
    explain: (instrument, tsMs) => {
      const slice = tsMs === undefined ? recorder.last() : recorder.at(tsMs)
      return slice && explain(graph, world, slice, instrument, orders ?? lastNode)
    },
    killSwitch: control.killSwitch,
    setKillSwitch: control.setKillSwitch,
    page: pageFolder(packageRoot()),
  }
  return {
    ports,
    sinks: [sinkOfPage(graph, live), recorder].map(shown),
    onDay: (done) => {
      progress.daysDone = done
    },
    onTrading: () => {
      progress.trading = true
      control.startTrading()
      compiled.resetStats()
    },
  }
}

/** Passes on the slices that trade and the last hours before them. */
const shown = (sink: FrameSink): FrameSink => ({
  write: (frame) => {
    if ((frame.time.tsMs[frame.slices - 1] as number) > TRADING_FROM_MS - SHOWN_HISTORY_MS) return sink.write(frame)
  },
})

/** True if the slice sends an order: it stays explainable while the page lists the order. */
const hasOrder =
  (node: string) =>
  (frame: Frame, s: number): boolean => {
    const { approvedUnits, closeUnits, closeAll } = columnsOf(frame, { node, schema: schemas.order })
    return [approvedUnits, closeUnits, closeAll].some((column) =>
      column.subarray(s * frame.count, (s + 1) * frame.count).some((value) => value !== 0),
    )
  }
