/** What the demo keeps of what happened, and the runs and sweeps of its folder. */
import { memoryLedger } from '../../../api/model/ledger/memory-ledger.js'
import type { Model } from '../../../api/model/model.js'
import type { Graph } from '../../../graph/engine/define/define.js'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import type { Clock } from '../../../lib/clock.js'
import type { World } from '../../../model/world.js'
import type { StoreReads } from '../../../store/store.js'
import type { Settings } from '../../config/settings.js'
import { TRADING_FROM_MS } from '../../demo/market.js'
import { sinkOfPage } from '../../demo/page-frame.js'
import { processResearch } from '../research/process-research.js'

export interface DemoRecordsInputs {
  readonly graph: Graph<World>
  readonly world: World
  /** Null for a graph that is not SEP's. */
  readonly settings: Settings | null
  readonly clock: Clock
  readonly store: StoreReads | undefined
  readonly storeUrl: string | undefined
}
export interface DemoRecords {
  readonly reads: Pick<Model, 'ledger' | 'research'>
  /** Takes every frame: what is closed later may have been opened in history. */
  readonly sink: FrameSink
  readonly called: (by: string, kind: string, text: string) => void
}

/** Of another graph, which has no gates. */
const GATE_DAYS = 30

export const demoRecords = ({ graph, world, settings, clock, store, storeUrl }: DemoRecordsInputs): DemoRecords => {
  const ledger = memoryLedger(world, 'risk', (tsMs) => tsMs <= TRADING_FROM_MS)
  const gateDays = settings?.gates.windowDays ?? GATE_DAYS
  const research = processResearch({ store: store ?? null, storeUrl: storeUrl ?? null, gateDays })
  return {
    reads: { ledger: ledger.reads, research },
    sink: sinkOfPage(graph, ledger),
    called: (by, kind, text) => ledger.called({ tsMs: Math.floor(clock.nowMs()), by, kind, text, state: 'done' }),
  }
}
