/** What looks on while a live pipeline runs: explanations of its newest slices, counts of its guards, alarms. */
import type { Compiled } from '../../../graph/engine/run/compile.js'
import type { Store } from '../../../store/store.js'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import { rejectsOf } from '../../../operators/risk/rejects-of.js'
import type { AlarmLog } from '../../../sinks/alarms/alarm-log.js'
import type { GuardDays } from '../../../sinks/alarms/guard-days.js'
import { liveAlarms } from './alarms.js'
import { type LiveExplanations, liveExplanations } from './explanations.js'
import { guardCountsSink, restoreGuardCounts } from './guard-counts.js'
import type { Settings } from '../../config/settings.js'
import type { World } from '../../../model/world.js'

export interface LiveWatchInputs {
  readonly store: Store
  readonly account: string
  /** At the end of its journal. */
  readonly compiled: Compiled<World>
  readonly settings: Settings
  readonly log: AlarmLog
  /** What a warm-up has counted; else it is put back from the store. */
  readonly guards: GuardDays
  readonly say: (text: string) => void
}
export interface LiveWatch extends Pick<LiveExplanations, 'explain'> {
  /** See each frame after its orders are out. */
  readonly sinks: readonly FrameSink[]
}

export const liveWatch = async (inputs: LiveWatchInputs): Promise<LiveWatch> => {
  const { store, account, compiled, settings, log, guards, say } = inputs
  const { graph, world } = compiled
  const steps = (node: string) => graph.nodes.some(({ id, role }) => id === node && role !== 'source')
  if (steps('guards')) await restoreGuardCounts(store, account, settings, guards, say)
  const explanations = liveExplanations(graph, world, account)
  const rejects = rejectsOf(compiled.snapshot())
  const alarms = liveAlarms({ world, settings, log, rejects, guards: guards.totals, steps })
  const counts = steps('guards') ? [guardCountsSink(store, account, settings, guards)] : []
  return { sinks: [explanations, ...counts, alarms], explain: explanations.explain }
}
