/** What observes a running live pipeline: explanations of its newest slices, counts of its guards, alarms, mirrors. */
import type { Topology } from '../../../graph/engine/define/topology.js'
import { topologyOf } from './topology-of.js'
import type { Clock } from '../../../lib/clock.js'
import type { Logger } from '../../../lib/logger.js'
import type { Compiled } from '../../../graph/engine/run/compile.js'
import type { Store } from '../../../store/store.js'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import { rejectsOf } from '../../../operators/risk/rejects-of.js'
import type { AlarmLog } from '../../../sinks/alarms/alarm-log.js'
import type { GuardDays } from '../../../sinks/alarms/guard-days.js'
import { liveAlarms } from './alarms.js'
import { type LiveExplanations, liveExplanations } from './explanations.js'
import { guardCountsSink, restoreGuardCounts } from './guard-counts.js'
import { liveMirrors } from './mirrors.js'
import { placesMonitor, type PlacesStatus } from './places-status.js'
import { isWatched, type WatchedNode } from './absences.js'
import type { Settings } from '../../config/settings.js'
import type { World } from '../../../model/world.js'

export interface MonitorInputs {
  readonly store: Store
  readonly account: string
  /** Its state is that at the end of the journal. */
  readonly compiled: Compiled<World>
  readonly settings: Settings
  /** Those that the mirrors show. */
  readonly givenSettings: Settings
  readonly alarms: AlarmLog
  /** What a warm-up has counted; else it is restored from the store. */
  readonly guards: GuardDays
  readonly machineClock: Clock
  readonly log: Logger
  readonly observers?: ((compiled: Compiled<World>) => readonly FrameSink[]) | undefined
}
export interface Monitors extends Pick<LiveExplanations, 'explain'> {
  /** See each frame after its orders are out. */
  readonly sinks: readonly FrameSink[]
  /** For `/status`; null in a part that does not step them. */
  readonly places: () => PlacesStatus | null
  /** Of the nodes that this process steps. */
  topology(): Topology
}

export const openMonitors = async (inputs: MonitorInputs): Promise<Monitors> => {
  const { store, account, compiled, settings, alarms, guards, log } = inputs
  const { graph, world } = compiled
  const steps = (node: WatchedNode) => isWatched(graph, node)
  if (steps('guards')) await restoreGuardCounts(store, account, settings, guards, log)
  const explanations = liveExplanations(graph, world, account)
  const rejects = rejectsOf(compiled.snapshot())
  const watched = liveAlarms({ world, settings, log: alarms, rejects, guards: guards.totals, steps })
  const counts = steps('guards') ? [guardCountsSink(store, account, settings, guards)] : []
  const mirrors = liveMirrors({ store, settings: inputs.givenSettings, compiled, log, clock: inputs.machineClock })
  const places = steps('allocate') ? placesMonitor() : null
  return {
    sinks: [
      explanations,
      ...counts,
      ...(places ? [places] : []),
      watched,
      mirrors,
      ...(inputs.observers?.(compiled) ?? []),
    ],
    explain: explanations.explain,
    places: () => places?.status() ?? null,
    topology: () => topologyOf(compiled),
  }
}
