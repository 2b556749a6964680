/** The demo's operator: history runs paused, then trading; the kill switch and the wish to be flat are rows with a time. */
import type { World } from '../graph/world.js'
import { type ControlRow, REPLAY_CONTROL } from '../sources/slicer.js'

export interface DemoControl {
  /** The row in force now. */
  row(): ControlRow
  startTrading(): void
  killSwitch(): boolean
  /** `flatten` also closes what is held; switching off ends that wish. */
  setKillSwitch(on: boolean, flatten: boolean): void
}

export const demoControl = (world: World): DemoControl => {
  const all = new Uint8Array(world.instruments.length).fill(1)
  let row: ControlRow = { ...REPLAY_CONTROL, paused: 1 }
  return {
    row: () => row,
    startTrading: () => {
      row = { ...row, paused: 0 }
    },
    killSwitch: () => row.killSwitch === 1,
    setKillSwitch: (on, flatten) => {
      row = { ...row, killSwitch: on ? 1 : 0, flatten: on && flatten ? all : null, requestId: row.requestId + 1 }
    },
  }
}
