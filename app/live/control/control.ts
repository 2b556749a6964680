/** The operator's wishes of a live pipeline: switches from the store, locks and flattening from the control stream, as the row of each slice. */
import { type ControlRequest, decodeControlRequest } from '../../../streams/control/request.js'
import type { Clock } from '../../../lib/clock.js'
import { CodedError } from '../../../lib/errors.js'
import { followStream } from '../../../streams/follow.js'
import type { Store } from '../../../store/store.js'
import type { FlattenDone } from '../../../streams/execution/record.js'
import type { World } from '../../../model/world.js'
import type { CrashPoints } from '../../../lib/crash-points.js'
import type { Switches } from '../../../sinks/execution/protocol-types.js'
import type { ControlRow } from '../../../sources/slicer.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'

const utf8 = new TextDecoder()

/** ON unless the store says exactly `off`; paused unless it says exactly `trading`, or nothing where `pausedAtFirst` is false. */
export const readSwitches = async (store: Store, pausedAtFirst: boolean): Promise<Switches> => {
  const [kill, mode] = await Promise.all([
    store.get(keyName(KEYS.killSwitch, {})),
    store.get(keyName(KEYS.tradingMode, {})),
  ])
  return {
    killSwitch: kill === null || utf8.decode(kill) !== 'off',
    paused: mode === null ? pausedAtFirst : utf8.decode(mode) !== 'trading',
  }
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
  readonly report: (text: string) => void
}
export interface LiveControl {
  row(): ControlRow
  /** Resolves when a request waits for a slice of its own. */
  requested(signal: AbortSignal): Promise<void>
  /** Follows the control stream, and asks the switches again each second, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
  switches(): Switches
  /** Ends the wish to be flat of pairs that are, unless it was asked for again since. A kill switch that closes everything stays. */
  flat(news: FlattenDone): void
}

export const liveControl = (inputs: LiveControlInputs): LiveControl => {
  const { store, account, world } = inputs
  const key = keyName(KEYS.controls, { account })
  const count = world.instruments.length
  const lockUntilMs = inputs.lockUntilMs?.slice() ?? new Float64Array(count)
  const flatten = new Uint8Array(count)
  /** Request that asked last for each pair. */
  const askedBy = new Float64Array(count)
  let switches = inputs.switches
  let requestId = 0
  let asked = false
  let wake: () => void = () => {}

  const take = async (request: ControlRequest): Promise<void> => {
    requestId++
    if (request.kind === 'kill' && request.on && request.flatten) {
      flatten.fill(1)
      askedBy.fill(requestId)
    }
    if (request.kind === 'kill' && !request.on) flatten.fill(0)
    if (request.kind === 'flatten') {
      world.instruments.forEach(({ name }, k) => {
        if (request.pair !== null && request.pair !== name) return
        flatten[k] = 1
        askedBy[k] = requestId
      })
    }
    if (request.kind === 'lock') {
      const k = world.instruments.findIndex(({ name }) => name === request.pair)
      if (k >= 0) lockUntilMs[k] = request.untilMs
    }
    if (request.kind === 'reconcile') inputs.onReconcile()
    if (request.kind === 'kill') await inputs.crash.at('kill.journaled')
    await refresh()
    asked = true
    wake()
  }
  const refresh = async (): Promise<void> => {
    const now = await readSwitches(store, inputs.pausedAtFirst).catch(() => ({ killSwitch: true, paused: true }))
    if (now.killSwitch === switches.killSwitch && now.paused === switches.paused) return
    switches = now
    await inputs.onSwitches(now)
  }

  return {
    switches: () => switches,
    row: () => ({
      killSwitch: switches.killSwitch ? 1 : 0,
      paused: switches.paused ? 1 : 0,
      fillTrades: inputs.fillTrades ? 1 : 0,
      connected: inputs.connected() ? 1 : 0,
      heartbeatAgeMs: inputs.heartbeatAgeMs(),
      requestId,
      lockUntilMs,
      flatten: flatten.includes(1) ? flatten : null,
    }),
    requested: (signal) =>
      new Promise((resolve) => {
        const end = () => {
          wake = () => {}
          resolve()
        }
        const done = () => {
          asked = false
          end()
        }
        if (asked) return done()
        wake = done
        // Nobody waits any more: a request from now on is for the next who does.
        signal.addEventListener('abort', end, { once: true })
      }),
    flat: (news) => {
      if (switches.killSwitch) return
      for (const k of news.instruments) if ((askedBy[k] as number) <= news.requestId) flatten[k] = 0
    },
    run: (signal) =>
      followStream(
        {
          store,
          stream: key,
          // Requests from before this start are over; a store that is away must not bring them back.
          after: async () => (await store.lastId(key)) ?? '0',
          onEntry: async ({ id, fields }) => {
            const request = requestOf(id, fields, inputs.report)
            if (request) await take(request)
          },
          onRead: refresh,
          clock: inputs.clock,
          log: inputs.report,
        },
        signal,
      ),
  }
}

/** Null = not a request: it is reported and skipped. */
const requestOf = (
  id: string,
  fields: Readonly<Record<string, Uint8Array>>,
  report: (text: string) => void,
): ControlRequest | null => {
  try {
    return decodeControlRequest(id, fields)
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    report(error.message)
    return null
  }
}
