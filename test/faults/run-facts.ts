/** What a run is asked for, and what is known of it when it has ended. */
import type { CrashLabel } from '../../lib/crash-points.js'
import type { Settings } from '../../sinks/execution/protocol-types.js'
import type { BrokerLedger } from './broker-ledger.js'
import type { BrokerNetwork } from './broker-network.js'
import type { FaultRates } from './fault-rates.js'
import type { Bends, LiveRoot } from './live-root.js'
import type { Random } from './random.js'
import type { StoreServer } from './store-server.js'
import type { Timeline } from './timeline.js'

export interface CrashAt {
  readonly label: CrashLabel
  readonly n: number
}
/** A process that stands still at a label, and goes on where it was. */
export interface StopAt extends CrashAt {
  readonly ms: number
}
export interface RunOptions {
  readonly seed: number
  /** One after the other: the second is armed when the first has happened. */
  readonly crashes?: readonly CrashAt[]
  readonly stops?: readonly StopAt[]
  readonly rates?: (random: Random) => FaultRates
  readonly bends?: Bends
  /** A second process that stands by. */
  readonly twoInstances?: boolean
  /** SEP's trades that were there before the store. */
  readonly seededTrades?: number
  /** A kill switch is thrown whatever the rates say. */
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
  readonly settings: Settings
  readonly roots: readonly LiveRoot[]
  /** Virtual ms: a kill switch was acknowledged, and (Infinity = never) the next release began. */
  readonly kills: readonly { readonly ackMs: number; readonly untilMs: number }[]
  readonly alarms: readonly string[]
}
