/** The control row of a slice: what the operator wants in force at it. */
import type { Columns } from '../../graph/engine/define/schema.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import type { schemas } from '../../model/columns.js'

export interface ControlRow {
  readonly killSwitch: number
  readonly paused: number
  readonly fillTrades: number
  readonly connected: number
  readonly heartbeatAgeMs: number
  readonly requestId: number
  readonly lockUntilMs: Float64Array | null
  readonly flatten: Uint8Array | null
}

/** All limits off. */
export const REPLAY_CONTROL: ControlRow = Object.freeze({
  killSwitch: 0,
  paused: 0,
  fillTrades: 1,
  connected: 1,
  heartbeatAgeMs: 0,
  requestId: 0,
  lockUntilMs: null,
  flatten: null,
})

type ControlColumns = Columns<typeof schemas.control>

/** Rows mostly stay as they are: each run of slices with the same row is written at once. */
export const writeControlRows = (
  control: ControlColumns,
  rowAt: (tsMs: number) => ControlRow,
  { count, slices, time }: Frame,
): void => {
  let row = rowAt(time.tsMs[0]!)
  for (let from = 0, s = 1; s <= slices; s++) {
    const next = s < slices ? rowAt(time.tsMs[s]!) : null
    if (next === row) continue
    writeRow(control, row, from, s, count)
    if (next === null) break
    row = next
    from = s
  }
}

/** The row of a slice that only carries a request: it is no minute of the grid. */
export const writeRequestRow = (control: ControlColumns, row: ControlRow, { count }: Frame): void => {
  writeRow(control, row, 0, 1, count)
  control.minute[0] = 0
}

const writeRow = (control: ControlColumns, row: ControlRow, from: number, to: number, count: number): void => {
  control.minute.fill(1, from, to)
  control.killSwitch.fill(row.killSwitch, from, to)
  control.paused.fill(row.paused, from, to)
  control.fillTrades.fill(row.fillTrades, from, to)
  control.connected.fill(row.connected, from, to)
  control.heartbeatAgeMs.fill(row.heartbeatAgeMs, from, to)
  control.requestId.fill(row.requestId, from, to)
  for (let s = from; s < to; s++) {
    for (let k = 0, i = s * count; k < count; k++, i++) {
      control.lockUntilMs[i] = row.lockUntilMs?.[k] ?? 0
      control.flatten[i] = row.flatten?.[k] ?? 0
    }
  }
}
