/** The options of a run, and the facts known at its end. */
import type { CrashLabel } from '../../lib/crash-points.js'
import type { ProtocolSettings } from '../../sinks/execution/protocol-types.js'
import type { BrokerLedger } from './broker-ledger.js'
import type { BrokerNetwork } from './broker-network.js'
import type { FaultRates } from './fault-rates.js'
import type { LiveRoot } from './root/live-root.js'
import type { Bends } from './root/root-world.js'
import type { Random } from './random.js'
import type { StoreServer } from './store-server.js'
import type { Timeline } from './timeline.js'

export interface CrashAt {
  readonly label: CrashLabel
  readonly n: number
}
/** A process paused at a label, which then continues where it was. */
export interface StopAt extends CrashAt {
  readonly ms: number
}
export interface RunOptions {
  readonly seed: number
  /** In sequence: each is armed once the previous one has happened. */
  readonly crashes?: readonly CrashAt[]
  readonly stops?: readonly StopAt[]
  readonly rates?: (random: Random) => FaultRates
  readonly bends?: Bends
  /** Runs a second process as a standby. */
  readonly twoInstances?: boolean
  /** Number of SEP's trades that predate the store. */
  readonly seededTrades?: number
  /** Throws a kill switch regardless of the rates. */
  readonly killScene?: boolean
  readonly traced?: boolean
  /** A planted bug: the store does not fence. */
  readonly ignoresEpoch?: boolean
}
export interface RunFacts {
  readonly options: RunOptions
  readonly timeline: Timeline
  readonly store: StoreServer
  readonly ledger: BrokerLedger
  readonly network: BrokerNetwork
  readonly settings: ProtocolSettings
  readonly roots: readonly LiveRoot[]
  /** Virtual ms: when each kill switch was acknowledged, and when its release began (Infinity = never). */
  readonly kills: readonly { readonly ackMs: number; readonly untilMs: number }[]
  readonly alarms: readonly string[]
  /** True time at which the slice of `tsMs` was in the journal, virtual ms since the start. */
  readonly slicesMs: ReadonlyMap<number, number>
}
