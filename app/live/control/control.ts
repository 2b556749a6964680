/** The operator's control of a live pipeline, as each slice's row: switches from the store, locks and flattening from the stream. */
import { columnsOf, hasNode } from '../../../graph/engine/run/columns-of.js'
import { nodes } from '../../../model/nodes.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { readSwitches } from '../../../streams/control/switches.js'
import { followStream } from '../../../streams/follow.js'
import type { FlattenDone } from '../../../streams/execution/record.js'
import type { Clock } from '../../../lib/clock.js'
import type { CrashPoints } from '../../../lib/crash-points.js'
import type { StreamEntry } from '../../../store/store.js'
import type { Switches } from '../../../sinks/execution/protocol-types.js'
import type { ControlRow } from '../../../sources/slicer.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { pendingRequest } from './pending-request.js'
import { requestBook, type RequestBookInputs } from './request-book.js'

export interface LiveControlInputs extends RequestBookInputs {
  readonly clock: Clock
  readonly fillTrades: boolean
  readonly switches: Switches
  readonly crash: CrashPoints
  readonly onSwitches: (switches: Switches) => Promise<void>
  readonly onReconcile: () => void
  readonly pausedAtFirst: boolean
}
export interface LiveControl {
  row(): ControlRow
  /** Resolves when a request waits for a slice of its own. */
  requested(signal: AbortSignal): Promise<void>
  /** Follows the control stream, and reads the switches again each second, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
  switches(): Switches
  /** False: they could not be read last, and count as ON and paused. */
  areSwitchesRead(): boolean
  /** To be called with every slice that is in the journal, of the part that makes the slices. */
  carried(frame: Frame): Promise<void>
  /** Executions wait for a slice: a flatten does not wait for the end of the minute. */
  executed(): void
  /** Trades that are not SEP's are to be closed now. */
  closesForeign(): boolean
  /** Ends a completed flatten, unless it was requested again since. A kill switch that closes everything stays. */
  flattenDone(done: FlattenDone): void
}

export const liveControl = (inputs: LiveControlInputs): LiveControl => {
  const { store, account, clock, log, part } = inputs
  const stream = keyName(KEYS.controls, { account })
  const book = requestBook(inputs)
  const pending = pendingRequest()
  let switches = inputs.switches
  let isRead = true

  const read = async (): Promise<Switches> => {
    const found = await readSwitches(store, account, inputs.pausedAtFirst).catch(() => null)
    isRead = found !== null
    const now = found ?? OFF_LIMITS
    // What is being closed is not opened again, whatever the mode is meanwhile.
    return { killSwitch: now.killSwitch, paused: now.paused || (part !== 'trades' && book.isFlatteningAll()) }
  }
  const refresh = async (): Promise<void> => {
    const now = await read()
    if (now.killSwitch === switches.killSwitch && now.paused === switches.paused) return
    switches = now
    await inputs.onSwitches(now)
  }
  const onEntry = async (entry: StreamEntry): Promise<void> => {
    const request = book.take(entry)
    if (!request) return
    if (request.kind === 'reconcile') inputs.onReconcile()
    if (request.kind === 'kill') await inputs.crash.at('kill.journaled')
    await refresh()
    pending.set()
  }
  const onRead = async (): Promise<void> => {
    await refresh()
    await book.confirm()
    // This part does not see the account.
    if (part === 'slices') hasten()
  }
  const hasten = (): void => {
    if (book.hastens()) pending.set()
  }

  return {
    switches: () => switches,
    areSwitchesRead: () => isRead,
    row: () => ({
      killSwitch: switches.killSwitch ? 1 : 0,
      paused: switches.paused ? 1 : 0,
      fillTrades: inputs.fillTrades ? 1 : 0,
      connected: inputs.connected() ? 1 : 0,
      heartbeatAgeMs: inputs.heartbeatAgeMs(),
      ...book.row(),
    }),
    requested: pending.wait,
    carried: async (frame) => {
      await book.carried(frame)
      if (isFlat(frame)) hasten()
    },
    executed: hasten,
    closesForeign: book.closesForeign,
    flattenDone: book.flattenDone,
    run: (signal) => {
      const after = () => book.begin(stream, onEntry)
      return followStream({ store, stream, after, onEntry, onRead, clock, log }, signal)
    },
  }
}

/** One flat slice proves too little: a flatten is over with the next one. */
const isFlat = (frame: Frame): boolean => {
  if (!hasNode(frame, nodes.broker)) return false
  const { flatten } = columnsOf(frame, nodes.control)
  return columnsOf(frame, nodes.broker).units.every((units, k) => flatten[k] === 0 || units === 0)
}

const OFF_LIMITS: Switches = Object.freeze({ killSwitch: true, paused: true })
