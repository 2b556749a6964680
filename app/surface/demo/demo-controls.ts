/** Controls of the demo, in process: the next slice carries what is asked. */
import type { Controls } from '../../../api/model/controls.js'
import type { FrameReads } from '../../../api/model/frame-reads.js'
import { ApiError } from '../../../api/routes/api-error.js'
import { columnsOf, hasNode } from '../../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import type { Clock } from '../../../lib/clock.js'
import { SECOND_MS } from '../../../lib/time-units.js'
import { nodes } from '../../../model/nodes.js'
import type { World } from '../../../model/world.js'
import type { DemoControl } from '../../demo/control.js'
import type { DemoAlarms } from './demo-alarms.js'

export interface DemoControlsInputs {
  readonly world: World
  readonly control: DemoControl
  readonly frames: Pick<FrameReads, 'positions'>
  readonly alarms: DemoAlarms
  readonly clock: Clock
  /** Called with each request. */
  readonly onCall: (by: string, kind: string, text: string) => void
}
type Answer = Awaited<ReturnType<Controls['reconcile']>>

/** How long an answer waits for the slice that carries the request. */
const WAIT_MS = 2 * SECOND_MS

export const demoControls = (inputs: DemoControlsInputs): Controls & FrameSink => {
  const { world, control, frames, alarms, clock, onCall } = inputs
  const carried = carriedRequests()
  const rowOf = (instrument: string) => world.instruments.findIndex(({ name }) => name === instrument)
  const ask = async (by: string, kind: string, text: string, act: () => void): Promise<Answer> => {
    act()
    onCall(by, kind, text)
    const { requestId } = control.row()
    const isCarried = await carried.waitFor(requestId, clock)
    const id = String(requestId)
    return isCarried ? { id, state: 'done', why: '' } : { id, state: 'taken', why: 'the next slice carries it' }
  }
  const closing = (answer: Answer, instruments: readonly string[]): Answer => {
    const open = frames.positions().filter(({ instrument }) => instruments.includes(instrument))
    if (answer.state !== 'done' || open.length === 0) return answer
    return { ...answer, state: 'taken', why: `closing ${open.map(({ instrument }) => instrument).join(', ')}` }
  }
  const all = world.instruments.map(({ name }) => name)
  return {
    write: carried.write,
    setKillSwitch: async ({ on, flatten }, by) => {
      if (on && !control.killSwitch().on) alarms.raise('kill_switch', `the kill switch is ON, turned by ${by}`)
      const text = `kill switch ${on ? 'ON' : 'off'}${flatten ? ', close everything' : ''}`
      const answer = await ask(by, 'kill', text, () => control.setKillSwitch({ on, flatten }))
      return flatten ? closing(answer, all) : answer
    },
    setMode: (mode, by) => ask(by, 'mode', mode, () => control.setPaused(mode === 'paused')),
    flatten: async ({ pair }, by) => {
      const pairs = pair === null ? all : [pair]
      const act = () => {
        // As everywhere: what closes everything also stops new risk.
        if (pair === null) control.setPaused(true)
        control.flatten(pairs.map(rowOf))
      }
      return closing(await ask(by, 'flatten', pair ?? 'all, paused', act), pairs)
    },
    lock: (instrument, untilMs, by) =>
      ask(by, 'lock', `${instrument} until ${untilMs}`, () => control.lock(rowOf(instrument), untilMs)),
    reconcile: () =>
      Promise.reject(new ApiError('refused', 'the broker of the demo is simulated: there is nothing to compare with')),
    acknowledge: (id, by) => {
      alarms.acknowledge(id, by)
      onCall(by, 'acknowledge', `alarm ${id}`)
      return Promise.resolve()
    },
  }
}

/** Waits for the slice that carries a request. */
const carriedRequests = () => {
  const waiting = new Set<{ readonly requestId: number; readonly found: () => void }>()
  return {
    write: (frame: Parameters<FrameSink['write']>[0]): void => {
      if (waiting.size === 0) return
      const newest = hasNode(frame, nodes.control)
        ? columnsOf(frame, nodes.control).requestId[frame.slices - 1]!
        : Number.POSITIVE_INFINITY
      for (const one of waiting)
        if (one.requestId <= newest) {
          waiting.delete(one)
          one.found()
        }
    },
    waitFor: async (requestId: number, clock: Clock): Promise<boolean> => {
      const over = new AbortController()
      const isFound = new Promise<boolean>((resolve) => {
        waiting.add({ requestId, found: () => resolve(true) })
      })
      const isLate = clock.sleep(WAIT_MS, over.signal).then(
        () => false,
        () => false,
      )
      const answer = await Promise.race([isFound, isLate])
      over.abort()
      return answer
    },
  }
}
