/** The control of a live pipeline on a store in memory, with requests written as the commands write them. */
import { type LiveControl, liveControl } from '../../../app/live/control/control.js'
import { noCrash } from '../../../lib/crash-points.js'
import { systemClock } from '../../../lib/clock.js'
import type { Switches } from '../../../sinks/execution/protocol-types.js'
import { memoryStore } from '../../../store/memory/store.js'
import type { Store } from '../../../store/store.js'
import type { ControlRequest } from '../../../streams/control/request.js'
import { readSwitches } from '../../../streams/control/switches.js'
import { writeControlRequest } from '../../../streams/control/writer.js'
import { toyWorld } from '../../support/toy.js'

export const ACCOUNT = '101-001-1-001'
export const NAMES = ['EUR_USD', 'GBP_USD', 'USD_JPY']

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
    clock: systemClock,
    account: ACCOUNT,
    world: toyWorld(NAMES),
    fillTrades: true,
    switches: await readSwitches(store, ACCOUNT, pausedAtFirst),
    lockUntilMs: more.lockUntilMs ?? null,
    heartbeatAgeMs: () => 12,
    connected: () => true,
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
