/** Inputs of a live process, and what one session of it offers: from its leases to its end. */
import type { StageStats } from '../../graph/engine/run/telemetry.js'
import type { Topology } from '../../graph/engine/define/topology.js'
import type { Clock } from '../../lib/clock.js'
import type { Logger } from '../../lib/logger.js'
import type { CrashPoints } from '../../lib/crash-points.js'
import type { OandaClient } from '../../oanda/client/client.js'
import type { Target } from '../../oanda/client/target.js'
import type { AlarmLog } from '../../sinks/alarms/alarm-log.js'
import type { NotifyChannel } from '../../sinks/notify/channel.js'
import type { PipelineStatus, SessionFacts } from '../../store/pipeline-status.js'
import type { Store } from '../../store/store.js'
import type { GraphProgram } from '../config/graph-program.js'
import type { Settings } from '../config/settings.js'
import type { LiveResearch } from '../surface/research/live-research.js'
import type { Health, StoreHealth } from './monitoring/health.js'
import type { InstrumentState } from './monitoring/instrument-states.js'
import type { AccountPulse } from './events/heartbeat.js'
import type { LiveEvent } from './events/live-events.js'
import type { MonitorInputs, Monitors } from './monitoring/monitors.js'
import type { Readiness } from './monitoring/readiness.js'

export interface LiveInputs {
  /** All of SEP; of a user's graph those that its nodes have, else the defaults. */
  readonly settings: Settings
  /** A user's graph instead of SEP. */
  readonly own?: GraphProgram | undefined
  readonly target: Target
  readonly token: string
  readonly store: Store
  readonly crash: CrashPoints
  /** How many times faster than the machine's a paper broker's time runs. */
  readonly speed: number
  readonly port: number
  readonly host: string
  /** Tokens of the interface: without the file, nothing that changes the state is obeyed over HTTP. */
  readonly apiTokenFile?: string | undefined
  /** Runs, sweeps and days of the journal, for the interface; absent: none are shown. */
  readonly studies?: LiveResearch
  /** Longest wait for a minute's candles, the broker's ms. */
  readonly graceMs: number
  /** Days of history before a first start, and for the nodes that new settings change. */
  readonly warmupDays: number
  readonly leaseTtlMs: number
  readonly resetNodes: readonly string[]
  /** Interval between checkpoint records of the journal; default seven days. */
  readonly checkpointEveryMs?: number
  /** The part of the graph that this process is; default the whole. */
  readonly part?: { readonly nodes: string; readonly role: 'slices' | 'trades' }
  /** Where alarms and events are sent. */
  readonly notify?: readonly NotifyChannel[]
  readonly clock?: Clock
  readonly signal: AbortSignal
  readonly log: Logger
  readonly onListening?: (url: string) => void
  /** Orders, fills, changes of the mode, and each minute how it is. */
  readonly onEvent?: (event: LiveEvent) => void
}
export interface SessionInputs extends LiveInputs {
  readonly client: OandaClient
  /** Name of this process, new at each start. */
  readonly owner: string
  readonly ready: Readiness
  /** The newest control request when the process started; null or absent = not known. */
  readonly requestsSince?: string | null
  readonly alarms: AlarmLog
  /** Of what the process needs before and between sessions, too. */
  readonly health: { readonly broker: Health; readonly store: StoreHealth }
  /** Get each frame after its orders are out, besides those that watch the pipeline. */
  readonly observers?: MonitorInputs['observers']
  /** What the status in the store shows besides phase and reasons. */
  readonly shown?: () => Pick<PipelineStatus, 'instruments' | 'session' | 'process'>
  /** Numbers in [0, 1), for the jitter of waits. */
  readonly random: () => number
}
export interface LiveSession {
  /** `again`: it has to be opened again. */
  run(): Promise<'over' | 'again'>
  /** Brings the reasons of readiness up to date: each second, and before `/ready` answers. */
  look(): void
  /** What blocks each traded instrument, and what is to be known of it. */
  instruments(): Readonly<Record<string, InstrumentState>>
  pulse(): AccountPulse
  status(): Readonly<Record<string, unknown>>
  facts(): SessionFacts
  stats(): readonly StageStats[]
  topology(): Topology
  explain: Monitors['explain']
}
