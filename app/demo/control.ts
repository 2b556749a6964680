/** The demo's control row: paused during history, then trading; the kill switch and flatten requests change it. */
import type { KillSwitchState } from '../../api/demo-app.js'
import type { World } from '../../model/world.js'
import { type ControlRow, REPLAY_CONTROL } from '../../sources/slicer.js'

export interface DemoControl {
  /** The current row; the slicer writes it into the next slice. */
  readonly row: () => ControlRow
  readonly startTrading: () => void
  readonly killSwitch: () => KillSwitchState
  /** `flatten` also closes positions; switching off cancels it. */
  readonly setKillSwitch: (wanted: KillSwitchState) => void
}

export const demoControl = (world: World): DemoControl => {
  const all = new Uint8Array(world.instruments.length).fill(1)
  let row: ControlRow = { ...REPLAY_CONTROL, paused: 1 }
  return {
    row: () => row,
    startTrading: () => {
      row = { ...row, paused: 0 }
    },
    killSwitch: () => ({ on: row.killSwitch === 1, flatten: row.flatten !== null }),
    setKillSwitch: ({ on, flatten }) => {
      row = { ...row, killSwitch: on ? 1 : 0, flatten: on && flatten ? all : null, requestId: row.requestId + 1 }
    },
  }
}
