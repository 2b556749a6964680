/**
 * The strategy's state machine per instrument: flat, long or short, closing until flat. Shared by the account's strategy and the
 * shadow.
 */
import { REASON } from '../../model/codes.js'
import { exitReasonOf } from './exits.js'
import type { Rules } from './rules.js'
import type { Observation } from './observation.js'

/** State kept between slices, by instrument. */
export interface MachineMemory {
  /** Decision times of the last entry and the last exit that filled; -Infinity before the first. */
  readonly lastEntryMs: Float64Array
  readonly lastExitMs: Float64Array
  /** Side at the previous slice. */
  readonly side: Int32Array
  /** Reason of the exit in progress until flat, 0 = none. */
  readonly closing: Uint8Array
}
export interface Machine extends MachineMemory {
  readonly rules: Rules
}

export const createMachine = (rules: Rules, count: number, saved?: MachineMemory): Machine => ({
  rules,
  lastEntryMs: saved?.lastEntryMs ?? new Float64Array(count).fill(Number.NEGATIVE_INFINITY),
  lastExitMs: saved?.lastExitMs ?? new Float64Array(count).fill(Number.NEGATIVE_INFINITY),
  side: saved?.side ?? new Int32Array(count),
  closing: saved?.closing ?? new Uint8Array(count),
})

export const machineMemory = ({ lastEntryMs, lastExitMs, side, closing }: Machine) => ({
  lastEntryMs,
  lastExitMs,
  side,
  closing,
})

/**
 * Applies the slice's fills, then decides. Afterwards `machine.closing[k]` is the exit in progress; the result is the side of a
 * wished entry, 0 = none. Direction 0 or a failed guard leaves a position unchanged.
 */
export const decide = (machine: Machine, k: number, seen: Observation): number => {
  applyFills(machine, k, seen)
  if (machine.closing[k] !== 0) return 0
  if (seen.side !== 0) {
    machine.closing[k] = exitReasonOf(machine.rules, seen, machine.lastEntryMs[k]!)
    return 0
  }
  if (seen.pending !== 0) {
    // The increase cannot be recalled: close what it opens.
    if (seen.flatten === 1) machine.closing[k] = REASON.flatten
    return 0
  }
  const wished =
    seen.direction !== 0 && seen.pass === 1 && seen.admitted === 1 && seen.present === 1 && seen.flatten === 0
  return wished && isRested(machine, k, seen.tsMs) ? seen.direction : 0
}

/** True once both entry cooldowns of instrument k have passed, in event time. */
export const isRested = ({ rules, lastEntryMs, lastExitMs }: Machine, k: number, tsMs: number): boolean =>
  tsMs - lastEntryMs[k]! >= rules.entryCdSec * 1000 && tsMs - lastExitMs[k]! >= rules.entryCdSec * 1000

const applyFills = (machine: Machine, k: number, seen: Observation): void => {
  const { side, tsMs, exitFill } = seen
  const before = machine.side[k]!
  if (seen.entryFilled === 1 && before === 0) machine.lastEntryMs[k] = decidedAt(seen.entryDecisionTsMs, tsMs)
  if (exitFill !== REASON.none) {
    // A resize that leaves a position is not an exit.
    if (exitFill !== REASON.resize || side === 0) machine.lastExitMs[k] = decidedAt(seen.exitDecisionTsMs, tsMs)
    if (machine.closing[k] === 0 && isBrokersExit(exitFill))
      machine.closing[k] = seen.leave === 1 ? REASON.session : REASON.rest
  } else if (before !== 0 && side === 0) {
    // Closed outside the strategy: still an exit.
    machine.lastExitMs[k] = tsMs
  }
  if (side === 0 && seen.pending === 0) machine.closing[k] = 0
  machine.side[k] = side
}

/** Exits made by the broker itself; the strategy closes whatever is left. */
const isBrokersExit = (reason: number): boolean =>
  reason === REASON.stop || reason === REASON.take || reason === REASON.closeout

/** A decision is never later than the slice that sees its fill; an unknown one (NaN) counts as made there. */
const decidedAt = (decisionTsMs: number, tsMs: number): number => (decisionTsMs <= tsMs ? decisionTsMs : tsMs)
