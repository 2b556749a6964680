/** The demo's control row: paused during history, then trading; the operator's switches, locks and flattens change it. */
import { hasNode } from '../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import { nodes } from '../../model/nodes.js'
import type { World } from '../../model/world.js'
import { type ControlRow, REPLAY_CONTROL } from '../../sources/slicer.js'
import { flattenMonitor } from '../live/control/flatten-monitor.js'

export interface KillSwitchState {
  /** Requested; the newest slice shows whether it is in effect. */
  readonly on: boolean
  /** Also close all positions. */
  readonly flatten: boolean
}

/** Ends a flatten of pairs once they are flat. */
export interface DemoControl extends FrameSink {
  /** The current row; the slicer writes it into the next slice. */
  readonly row: () => ControlRow
  readonly startTrading: () => void
  readonly killSwitch: () => KillSwitchState
  /** `flatten` also closes positions; switching off cancels it. */
  readonly setKillSwitch: (wanted: KillSwitchState) => void
  /** By the operator; history is not meant. */
  readonly isPaused: () => boolean
  readonly setPaused: (paused: boolean) => void
  /** Closes these rows of the world. */
  readonly flatten: (rows: readonly number[]) => void
  /** Event time; 0 lifts the lock. */
  readonly lock: (row: number, untilMs: number) => void
}

interface Wanted {
  readonly trading: boolean
  readonly paused: boolean
  readonly kill: KillSwitchState
  readonly flatten: Uint8Array
  readonly lockUntilMs: Float64Array
  readonly requestId: number
}

export const demoControl = ({ instruments }: World): DemoControl => {
  const count = instruments.length
  const all = new Uint8Array(count).fill(1)
  const monitor = flattenMonitor(count)
  let wanted: Wanted = {
    trading: false,
    paused: false,
    kill: { on: false, flatten: false },
    flatten: new Uint8Array(count),
    lockUntilMs: new Float64Array(count),
    requestId: 0,
  }
  let row = rowOf(wanted, all)
  const change = (to: Partial<Wanted>): void => {
    wanted = { ...wanted, ...to }
    row = rowOf(wanted, all)
  }
  const request = (to: Partial<Wanted>): void => change({ ...to, requestId: wanted.requestId + 1 })
  return {
    row: () => row,
    startTrading: () => change({ trading: true }),
    killSwitch: () => wanted.kill,
    setKillSwitch: ({ on, flatten }) => request({ kill: { on, flatten: on && flatten } }),
    isPaused: () => wanted.paused,
    setPaused: (paused) => request({ paused }),
    flatten: (rows) => request({ flatten: wanted.flatten.map((flag, k) => (rows.includes(k) ? 1 : flag)) }),
    lock: (at, untilMs) => request({ lockUntilMs: wanted.lockUntilMs.map((lock, k) => (k === at ? untilMs : lock)) }),
    write: (frame) => {
      // Frames of history hold many slices, and no request to close anything.
      if (!wanted.flatten.includes(1) || frame.slices !== 1 || !hasNode(frame, nodes.broker)) return
      const done = monitor(frame, () => false)
      if (done) change({ flatten: wanted.flatten.map((flag, k) => (done.instruments.includes(k) ? 0 : flag)) })
    },
  }
}

const rowOf = (wanted: Wanted, all: Uint8Array): ControlRow => ({
  ...REPLAY_CONTROL,
  killSwitch: wanted.kill.on ? 1 : 0,
  paused: wanted.trading && !wanted.paused ? 0 : 1,
  flatten: wanted.kill.flatten ? all : wanted.flatten.includes(1) ? wanted.flatten : null,
  lockUntilMs: wanted.lockUntilMs.some((lock) => lock > 0) ? wanted.lockUntilMs : null,
  requestId: wanted.requestId,
})
