/** The wish for each instrument: enter, hold or leave, and why. */
import { z } from 'zod'
import { decodeState, encodeState } from '../lib/codec.js'
import { instrumentOperator } from '../model/instrument-operator.js'
import { REASON } from '../model/codes.js'
import { f64, i32, u8, u32 } from '../graph/engine/define/schema.js'
import { schemas } from '../model/columns.js'
import { createMachine, decide, isRested, type Machine, type MachineMemory, machineMemory } from './strategy/machine.js'
import {
  advancePulse,
  countPulse,
  type Pulse,
  pulseGuardsPass,
  pulseLeaves,
  type PulseRules,
  pulseSideOf,
} from './strategy/pulse.js'
import { createRankQueue, enqueue, type RankQueue } from './strategy/rank-queue.js'
import { ruleLeaves } from './strategy/rules.js'
import { createObservation, mustLeave, type Observation } from './strategy/observation.js'

const config = z.strictObject({
  ...ruleLeaves,
  topK: z.int().min(1).max(100).default(3).meta({ from: 'allocate.topK', description: 'maximum number of positions' }),
  ...pulseLeaves,
})

interface StrategyState {
  readonly count: number
  readonly traded: Uint8Array
  /** Places: min(topK, traded instruments). */
  readonly places: number
  readonly machine: Machine
  readonly pulseRules: PulseRules
  readonly pulse: Pulse
  /** 1: the position, or the entry in flight, is the pulse trader's / has a place whose gate was on. */
  readonly byPulse: Uint8Array
  readonly gated: Uint8Array
  readonly seen: Observation
  readonly queue: RankQueue
}
interface Saved extends MachineMemory {
  readonly pulse: Pulse
  readonly byPulse: Uint8Array
  readonly gated: Uint8Array
}

/**
 * Writes every wish in every slice, with or without a candle. While an increase is in flight `side` is its side. Untraded and
 * flat rows: 0 and reason none; lastEntryMs and lastExitMs are -Infinity before the first fill. holdAdds applies to positions and
 * orders in flight and is 0 elsewhere.
 */
export const strategy = instrumentOperator({
  kind: 'strategy@2',
  doc: 'Enters while places are free, earned places first and then by rank, holds until an exit applies, then closes until flat.',
  in: {
    dir: { direction: i32.row, slopeBps: f64.row },
    guard: { pass: u8.row, failed: u32.row },
    weight: { weight: f64.row, score: f64.row, rank: i32.row, filled: u8.row },
    session: { open: u8.row, nearClose: u8.row, forceFlat: u8.row, tradingDay: i32.slice },
    account: {
      units: f64.row,
      entryPrice: f64.row,
      pendingUnits: f64.row,
      closePending: u8.row,
      entryFilled: u8.row,
      entryDecisionTsMs: f64.row,
      exitFill: u8.row,
      exitDecisionTsMs: f64.row,
      unknown: u8.row,
    },
    candle: { present: u8.row },
    quote: { bid: f64.row, ask: f64.row },
    control: { flatten: u8.row },
  },
  out: schemas.wish,
  config,
  blank: { side: 0, reason: REASON.none, enter: 0, exit: 0, pulse: 0, holdAdds: 0 },
  init: (c, world, bytes): StrategyState => {
    const count = world.instruments.length
    const saved = bytes && decodeState<Saved>(bytes)
    return {
      count,
      traded: world.traded,
      places: Math.min(
        c.topK,
        world.traded.reduce((sum, traded) => sum + traded, 0),
      ),
      machine: createMachine(c, count, saved),
      pulseRules: c,
      pulse: saved?.pulse ?? { busyTsMs: Number.NaN, tradingDay: -1, trades: 0 },
      byPulse: saved?.byPulse ?? new Uint8Array(count),
      gated: saved?.gated ?? new Uint8Array(count),
      seen: createObservation(),
      queue: createRankQueue(count),
    }
  },
  save: ({ machine, pulse, byPulse, gated }) =>
    encodeState({ ...machineMemory(machine), pulse: { ...pulse }, byPulse, gated }),
  step: (state, time, input, out, from, to) => {
    const { count, machine, queue, seen } = state
    for (let s = from; s < to; s++) {
      const tradingDay = input.session.tradingDay[s]!
      seen.tsMs = time.tsMs[s]!
      queue.length = 0
      let taken = 0
      let exited = false
      for (let k = 0, i = s * count; k < count; k++, i++) {
        if (state.traded[k] === 0) {
          writeTimes(state, out, i, k)
          continue
        }
        if (isIdle(machine, input, i, k)) {
          endEntry(state, k)
          writeTimes(state, out, i, k)
          continue
        }
        observe(seen, input, i)
        const entered = seen.entryFilled === 1 && machine.side[k] === 0
        const side = decide(machine, k, seen)
        if (entered && state.byPulse[k] === 1) countPulse(state.pulse, tradingDay)
        if (seen.exitFill !== REASON.none) exited = true
        if (seen.side !== 0 || seen.pending !== 0) {
          taken++
          writeHeld(state, input, out, i, k)
          continue
        }
        writeTimes(state, out, i, k)
        if (input.account.unknown[i] !== 0) {
          // An order in doubt may already be a position.
          taken++
          continue
        }
        endEntry(state, k)
        if (side !== 0) enqueue(queue, k, input.weight.filled[i]!, input.weight.rank[i]!, side)
      }
      const accepted = Math.min(queue.length, Math.max(0, state.places - taken))
      for (let q = 0; q < accepted; q++) {
        const k = queue.instrument[q]!
        state.gated[k] = input.weight.filled[s * count + k] === 0 ? 1 : 0
        writeEntry(state, out, s * count + k, k, queue.side[q]!, REASON.entry)
      }
      const busy = taken > 0 || accepted > 0 || exited
      if (advancePulse(state.pulseRules, state.pulse, busy, seen.tsMs, tradingDay)) enterPulse(state, input, out, s)
    }
  },
})

type In = Parameters<typeof strategy.step>[2]
type Out = Parameters<typeof strategy.step>[3]

/** The common row, recognised cheaply: flat before and after, nothing in flight, in doubt or just filled, no entry allowed. */
const isIdle = (machine: Machine, { account, dir, guard }: In, i: number, k: number): boolean =>
  (machine.side[k]! | machine.closing[k]! | account.entryFilled[i]! | account.exitFill[i]! | account.unknown[i]!) ===
    0 &&
  account.units[i] === 0 &&
  account.pendingUnits[i] === 0 &&
  (dir.direction[i] === 0 || guard.pass[i] !== 1)

/** Clears what is left of a refused or expired entry. */
const endEntry = ({ byPulse, gated }: StrategyState, k: number): void => {
  byPulse[k] = 0
  gated[k] = 0
}

const observe = (
  seen: Observation,
  { dir, guard, weight, session, account, candle, quote, control }: In,
  i: number,
): void => {
  const units = account.units[i]!
  seen.present = candle.present[i]!
  seen.direction = dir.direction[i]!
  seen.slopeBps = dir.slopeBps[i]!
  seen.pass = guard.pass[i]!
  seen.leave = mustLeave(session, i)
  seen.flatten = control.flatten[i]!
  seen.admitted = weight.weight[i]! > 0 && isKnown(account, i) ? 1 : 0
  seen.side = units > 0 ? 1 : units < 0 ? -1 : 0
  seen.entryPrice = account.entryPrice[i]!
  seen.closingPrice = units > 0 ? quote.bid[i]! : quote.ask[i]!
  seen.pending = account.pendingUnits[i] === 0 ? 0 : 1
  seen.entryFilled = account.entryFilled[i]!
  seen.entryDecisionTsMs = account.entryDecisionTsMs[i]!
  seen.exitFill = account.exitFill[i]!
  seen.exitDecisionTsMs = account.exitDecisionTsMs[i]!
}

/** No order of the instrument, other than an increase, is in flight or in doubt. */
const isKnown = (account: In['account'], i: number): boolean =>
  account.unknown[i] === 0 && account.closePending[i] === 0

/** Enters the best-scored instrument whose slope, guards and cooldowns allow a pulse. Nothing is held, so a place is free. */
const enterPulse = (state: StrategyState, { dir, guard, weight, account, control }: In, out: Out, s: number): void => {
  const { count, machine, pulse, seen } = state
  let best = -1
  let bestScore = Number.NEGATIVE_INFINITY
  for (let k = 0, i = s * count; k < count; k++, i++) {
    // NaN is not a score.
    if (state.traded[k] === 0 || !(weight.score[i]! > bestScore)) continue
    if (pulseSideOf(dir.slopeBps[i]!, guard.failed[i]!) === 0 || control.flatten[i] === 1) continue
    if (!isKnown(account, i) || !isRested(machine, k, seen.tsMs)) continue
    best = k
    bestScore = weight.score[i]!
  }
  if (best < 0) return
  pulse.busyTsMs = seen.tsMs
  state.byPulse[best] = 1
  const i = s * count + best
  writeEntry(state, out, i, best, pulseSideOf(dir.slopeBps[i]!, guard.failed[i]!), REASON.pulse)
}

/** Whether the position may grow. A pulse position has its own place and was never subject to coherence. */
const mayAdd = (state: StrategyState, { guard, weight }: In, i: number, k: number): boolean => {
  if (state.machine.closing[k] !== 0) return false
  if (state.byPulse[k] === 1) return pulseGuardsPass(guard.failed[i]!)
  return guard.pass[i] === 1 && weight.weight[i]! > 0 && !(state.gated[k] === 1 && weight.filled[i] === 1)
}

const writeHeld = (state: StrategyState, input: In, out: Out, i: number, k: number): void => {
  const closing = state.machine.closing[k]!
  const pendingUnits = input.account.pendingUnits[i]!
  out.side[i] = closing !== 0 ? 0 : state.seen.side !== 0 ? state.seen.side : pendingUnits > 0 ? 1 : -1
  out.reason[i] = closing
  out.exit[i] = closing === 0 ? 0 : 1
  out.pulse[i] = state.byPulse[k]!
  out.holdAdds[i] = mayAdd(state, input, i, k) ? 0 : 1
  writeTimes(state, out, i, k)
}

const writeEntry = (state: StrategyState, out: Out, i: number, k: number, side: number, reason: number): void => {
  out.side[i] = side
  out.reason[i] = reason
  out.enter[i] = 1
  out.pulse[i] = state.byPulse[k]!
}

const writeTimes = ({ machine }: StrategyState, out: Out, i: number, k: number): void => {
  out.lastEntryMs[i] = machine.lastEntryMs[k]!
  out.lastExitMs[i] = machine.lastExitMs[k]!
}
