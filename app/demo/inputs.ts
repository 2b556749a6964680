/** What a run of the demo is started with. */
import type { Clock } from '../../lib/clock.js'
import type { Logger } from '../../lib/logger.js'
import type { NotifyChannel } from '../../sinks/notify/channel.js'
import type { Store } from '../../store/store.js'
import type { GraphProgram } from '../config/graph-program.js'

export interface DemoInputs {
  readonly program: GraphProgram
  readonly seed: number
  /** Market minutes per minute of the clock. */
  readonly speed: number
  readonly port: number
  readonly host: string
  /** How the user chooses another port, for the error where it is in use. */
  readonly portHint?: string
  /** Tokens for programs; the page of this machine needs none. */
  readonly tokenFile?: string
  /** Days of history before trading starts. */
  readonly days: number
  readonly signal: AbortSignal
  readonly clock?: Clock
  /** Where other programs find candles, signals, gates and weights; without a store nothing is mirrored. */
  readonly store?: Store
  /** Its address where workers can reach it, so that runs can be started. */
  readonly storeUrl?: string
  /** Reports when the store goes away and comes back, and each call that changes the state. */
  readonly log?: Logger
  /** Where alarms and events are sent. */
  readonly notify?: readonly NotifyChannel[]
  /** Called when the page can be opened. */
  readonly onListening?: (url: string) => void
  /** Called after each day of history. */
  readonly onWarmup?: (daysDone: number) => void
  /** Called when trading starts. */
  readonly onTrading?: () => void
}
