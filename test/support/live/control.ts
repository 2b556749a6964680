/** The control of a live pipeline on a store in memory, with requests written as the commands write them. */
import { type LiveControl, liveControl } from '../../../app/live/control/control.js'
import type { ControlPart } from '../../../app/live/control/request-book.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import type { ControlRow } from '../../../sources/slicer.js'
import { noCrash } from '../../../lib/crash-points.js'
import { type Clock, systemClock } from '../../../lib/clock.js'
import type { Switches } from '../../../sinks/execution/protocol-types.js'
import { memoryStore } from '../../../store/memory/store.js'
import type { Store } from '../../../store/store.js'
import type { ControlRequest } from '../../../streams/control/request.js'
import { readSwitches } from '../../../streams/control/switches.js'
import { writeControlRequest } from '../../../streams/control/writer.js'
import { toyWorld } from '../toy.js'

export const ACCOUNT = '101-001-1-001'
export const NAMES = ['EUR_USD', 'GBP_USD', 'USD_JPY']

/** A slice of an account with these units, and of the control row. */
export const frameOf = (units: readonly number[], { flatten, requestId }: ControlRow, tsMs = 0): Frame =>
  ({
    count: units.length,
    time: { tsMs: Float64Array.of(tsMs) },
    columns: {
      broker: { units: Float64Array.from(units) },
      control: { flatten: flatten?.slice() ?? new Uint8Array(units.length), requestId: Float64Array.of(requestId) },
    },
  }) as unknown as Frame

export interface ControlLife {
  readonly control: LiveControl
  readonly store: Store
  readonly turns: Switches[]
  readonly reports: string[]
  reconciled(): number
  /** Writes a request and waits until the pipeline has taken it. */
  ask(request: ControlRequest): Promise<string>
  end(): Promise<void>
}

export interface ControlStart {
  readonly store?: Store
  /** The store as the pipeline sees it. */
  readonly seen?: Store
  readonly pausedAtFirst?: boolean
  readonly lockUntilMs?: Float64Array
  readonly flatten?: Uint8Array
  readonly since?: string
  readonly part?: ControlPart
  readonly clock?: Clock
  readonly connected?: () => boolean
}

export const startControl = async (more: ControlStart = {}): Promise<ControlLife> => {
  const store = more.store ?? memoryStore({ clock: systemClock })
  const pausedAtFirst = more.pausedAtFirst ?? false
  const stop = new AbortController()
  const turns: Switches[] = []
  const reports: string[] = []
  let reconciled = 0
  const control = liveControl({
    store: more.seen ?? store,
    clock: more.clock ?? systemClock,
    account: ACCOUNT,
    world: toyWorld(NAMES),
    fillTrades: true,
    switches: await readSwitches(store, ACCOUNT, pausedAtFirst),
    machineClock: systemClock,
    part: more.part ?? 'all',
    before: { lockUntilMs: more.lockUntilMs ?? null, flatten: more.flatten ?? null },
    since: more.since ?? null,
    heartbeatAgeMs: () => 12,
    foreign: () => ['XAU_USD 3 (trade 9)'],
    connected: more.connected ?? (() => true),
    crash: noCrash,
    onSwitches: async (switches) => void turns.push(switches),
    onReconcile: () => reconciled++,
    pausedAtFirst,
    log: (text) => reports.push(text),
  })
  const running = control.run(stop.signal)
  // The first read of the stream finds its end: only requests after it count.
  await systemClock.yield()
  return {
    control,
    store,
    turns,
    reports,
    reconciled: () => reconciled,
    ask: async (request) => {
      const taken = control.requested(stop.signal)
      const id = await writeControlRequest({ ...store, flush: async () => true }, ACCOUNT, request, systemClock.nowMs())
      await taken
      return id
    },
    end: async () => {
      stop.abort()
      await running
    },
  }
}
