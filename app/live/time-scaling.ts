/** For a broker whose time runs faster than the machine's: what the machine needs for its work must not look like an outage. */
import type { Store } from '../../store/store.js'
import { DEFAULT_LIMITS, type Limits } from '../../sinks/execution/protocol-types.js'
import type { RunSettings } from '../config/graph-program.js'
import type { Settings } from '../config/settings.js'

/** From this speed on, a healthy machine's pauses are longer than the broker's limits. */
const CALM = 20

export interface Pace {
  readonly limits: Limits
  /** All in the broker's milliseconds. */
  readonly graceMs: number
  readonly pollMs: number
  readonly lastPollMs: number
  readonly silenceMs: number
  readonly settings: Settings
}

/** Speed 1 changes nothing. */
export const paceOf = (settings: Settings, speed: number, graceMs: number): Pace => {
  const slack = Math.max(1, speed / CALM)
  const { entryMaxAgeMs, ...waits } = DEFAULT_LIMITS
  const scaled = Object.fromEntries(Object.entries(waits).map(([name, ms]) => [name, ms * slack])) as typeof waits
  const { risk } = settings
  return {
    limits: { ...scaled, entryMaxAgeMs: Math.min(entryMaxAgeMs * slack, risk.freshMaxSignalAgeSec * 1000) },
    graceMs: Math.min(graceMs * slack, 45_000),
    pollMs: 250 * slack,
    lastPollMs: 2_000 * slack,
    silenceMs: 10_000 * slack,
    settings:
      slack === 1
        ? settings
        : {
            ...settings,
            risk: {
              ...risk,
              maxHeartbeatAgeSec: risk.maxHeartbeatAgeSec * slack,
              freshMaxPriceAgeSec: risk.freshMaxPriceAgeSec * slack,
            },
          },
  }
}

const WIDENED = ['maxHeartbeatAgeSec', 'freshMaxPriceAgeSec'] as const

/**
 * The limits of the pace in the settings of a user's file, if its section `risk` has them as SEP's does; a file that sets them otherwise
 * keeps its own, and refuses entries where a machine is too slow for the speed.
 */
export const widenedIn = <S extends RunSettings>(own: S, { risk }: Settings): S => {
  const section = (own as { readonly risk?: Readonly<Record<string, unknown>> }).risk
  if (!section || WIDENED.some((name) => typeof section[name] !== 'number')) return own
  return { ...own, risk: { ...section, ...Object.fromEntries(WIDENED.map((name) => [name, risk[name]])) } }
}

/** The order protocol's lease times are the broker's; the store's are the machine's. */
export const inMachineTime = (store: Store, speed: number): Store =>
  speed === 1
    ? store
    : {
        ...store,
        acquireLease: (key, owner, ttlMs) => store.acquireLease(key, owner, Math.ceil(ttlMs / speed)),
        renewLease: (lease, ttlMs) => store.renewLease(lease, Math.ceil(ttlMs / speed)),
      }
