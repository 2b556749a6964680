/** The operator's control of a live pipeline, as each slice's row: switches from the store, locks and flattening from the stream. */
import { type ControlRequest, decodeControlRequest } from '../../../streams/control/request.js'
import { readSwitches } from '../../../streams/control/switches.js'
import { followStream } from '../../../streams/follow.js'
import type { FlattenDone } from '../../../streams/execution/record.js'
import type { Resumed } from '../../../streams/journal/resume.js'
import type { Clock } from '../../../lib/clock.js'
import type { CrashPoints } from '../../../lib/crash-points.js'
import { CodedError } from '../../../lib/errors.js'
import type { Logger } from '../../../lib/logger.js'
import type { Store, StreamEntry } from '../../../store/store.js'
import type { World } from '../../../model/world.js'
import type { Switches } from '../../../sinks/execution/protocol-types.js'
import type { ControlRow } from '../../../sources/slicer.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { standingRequests } from './requests.js'

/** Locks that were in force at the journal's end, ms by instrument; null = none is known. */
export const lockedUntil = ({ last, layout }: Resumed): Float64Array | null => {
  const at = layout.columns.findIndex(({ node, column }) => node === 'control' && column === 'lockUntilMs')
  return at < 0 ? null : ((last?.columns.at(at) as Float64Array | undefined) ?? null)
}

export interface LiveControlInputs {
  readonly store: Store
  readonly clock: Clock
  readonly account: string
  readonly world: World
  readonly fillTrades: boolean
  readonly switches: Switches
  /** The row in force when the journal ended: locks live on. */
  readonly lockUntilMs: Float64Array | null
  readonly heartbeatAgeMs: () => number
  readonly connected: () => boolean
  readonly crash: CrashPoints
  readonly onSwitches: (switches: Switches) => Promise<void>
  readonly onReconcile: () => void
  readonly pausedAtFirst: boolean
  readonly log: Logger
}
export interface LiveControl {
  row(): ControlRow
  /** Resolves when a request waits for a slice of its own. */
  requested(signal: AbortSignal): Promise<void>
  /** Follows the control stream, and reads the switches again each second, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
  switches(): Switches
  /** Ends a completed flatten, unless it was requested again since. A kill switch that closes everything stays. */
  flattenDone(done: FlattenDone): void
}

export const liveControl = (inputs: LiveControlInputs): LiveControl => {
  const { store, account, clock, log } = inputs
  const stream = keyName(KEYS.controls, { account })
  const requests = standingRequests(inputs.world, inputs.lockUntilMs)
  const pending = pendingRequest()
  let switches = inputs.switches

  const refresh = async (): Promise<void> => {
    const now = await readSwitches(store, account, inputs.pausedAtFirst).catch(() => ({
      killSwitch: true,
      paused: true,
    }))
    if (now.killSwitch === switches.killSwitch && now.paused === switches.paused) return
    switches = now
    await inputs.onSwitches(now)
  }
  const onEntry = async (entry: StreamEntry): Promise<void> => {
    const request = requestOf(entry, log)
    if (!request) return
    requests.take(request)
    if (request.kind === 'reconcile') inputs.onReconcile()
    if (request.kind === 'kill') await inputs.crash.at('kill.journaled')
    await refresh()
    pending.set()
  }

  return {
    switches: () => switches,
    row: () => ({
      killSwitch: switches.killSwitch ? 1 : 0,
      paused: switches.paused ? 1 : 0,
      fillTrades: inputs.fillTrades ? 1 : 0,
      connected: inputs.connected() ? 1 : 0,
      heartbeatAgeMs: inputs.heartbeatAgeMs(),
      ...requests.row(),
    }),
    requested: pending.wait,
    flattenDone: (done) => {
      if (!switches.killSwitch) requests.flattenDone(done)
    },
    run: (signal) => {
      // Requests from before this start are over; an unreachable store must not bring them back.
      const after = async () => (await store.lastId(stream)) ?? '0'
      return followStream({ store, stream, after, onEntry, onRead: refresh, clock, log }, signal)
    },
  }
}

/** Null = not a request: it is logged and skipped. */
const requestOf = ({ id, fields }: StreamEntry, log: Logger): ControlRequest | null => {
  try {
    return decodeControlRequest(id, fields)
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    log(error.message)
    return null
  }
}

/** One waiter for requests that want a slice of their own. */
const pendingRequest = () => {
  let isPending = false
  let wake: () => void = () => {}
  return {
    set: () => {
      isPending = true
      wake()
    },
    wait: (signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        const end = () => {
          wake = () => {}
          resolve()
        }
        const take = () => {
          isPending = false
          end()
        }
        if (isPending) return take()
        wake = take
        // The waiter was aborted; a request stays pending for the next one.
        signal.addEventListener('abort', end, { once: true })
      }),
  }
}
