/** The strategy on one unit position per instrument: what a slice does to it, whatever is then written of it. */
import type { z } from 'zod'
import type { Time } from '../../graph/engine/define/operator.js'
import { f64, i32, type PortColumns, u8 } from '../../graph/engine/define/schema.js'
import { decodeState, encodeState } from '../../lib/codec.js'
import { MINUTE_MS } from '../../lib/time-units.js'
import { REASON } from '../../model/codes.js'
import { pipSize, type World } from '../../model/world.js'
import { commissionTerms } from '../exchange/terms/commission.js'
import { depthLevels } from '../exchange/terms/depth.js'
import { gridScale } from '../grid.js'
import { createClosedTrade } from './closed-columns.js'
import { createMachine, decide, type Machine, type MachineMemory, machineMemory } from './machine.js'
import { createObservation, mustLeave, type Observation } from './observation.js'
import { type EntryTerms, queueEntry } from './queue-entry.js'
import type { shadowConfig } from './shadow-config.js'
import type { UnitQuotes } from './unit-charge.js'
import { createUnitFill } from './unit-fill.js'
import { createUnitMemory, expireUnit, matchUnit, type UnitMemory, type UnitPositions } from './unit-position.js'

export const unitPorts = {
  candle: {
    present: u8.row,
    bo: f64.row,
    bh: f64.row,
    bl: f64.row,
    bc: f64.row,
    ao: f64.row,
    ah: f64.row,
    al: f64.row,
    ac: f64.row,
  },
  quote: { bid: f64.row, ask: f64.row, homeRate: f64.row },
  dir: { direction: i32.row, slopeBps: f64.row, atr: f64.row, rangeMedian: f64.row },
  guard: { pass: u8.row },
  session: { open: u8.row, nearClose: u8.row, forceFlat: u8.row },
} as const
export type UnitInput = PortColumns<typeof unitPorts>

export interface UnitRun extends EntryTerms {
  readonly count: number
  readonly traded: Uint8Array
  readonly machine: Machine
  readonly positions: UnitPositions
  /** Of the row that was stepped last. */
  readonly seen: Observation
  readonly quotes: UnitQuotes
}
interface Saved {
  readonly machine: MachineMemory
  readonly positions: UnitMemory
}

export const createUnitRun = (c: z.output<typeof shadowConfig>, world: World, bytes?: Uint8Array): UnitRun => {
  const count = world.instruments.length
  const saved = bytes && decodeState<Saved>(bytes)
  const seen = createObservation()
  seen.admitted = 1
  return {
    count,
    traded: world.traded,
    pip: Float64Array.from(world.instruments, pipSize),
    notional: c.notional,
    unitScale: Float64Array.from(world.instruments, ({ tradeUnitsPrecision }) => gridScale(tradeUnitsPrecision)),
    protection: c,
    boundSpreads: c.boundSpreads,
    market: { bid: Number.NaN, ask: Number.NaN, pip: Number.NaN, atr: Number.NaN, rangeMedian: Number.NaN },
    machine: createMachine(c, count, saved?.machine),
    positions: {
      ...(saved?.positions ?? createUnitMemory(count)),
      terms: {
        fillDelay: c.fillDelayMs / MINUTE_MS,
        slippageBps: c.slippageBps,
        maxAgeMs: c.orderMaxAgeSec === 0 ? Number.POSITIVE_INFINITY : c.orderMaxAgeSec * 1000,
        priceScale: Float64Array.from(world.instruments, ({ displayPrecision }) => gridScale(displayPrecision)),
        levels: depthLevels(c.depth),
        commission: commissionTerms(c.commission, world),
      },
      fill: createUnitFill(),
      closed: createClosedTrade(),
    },
    seen,
    quotes: { bid: NOTHING, ask: NOTHING, homeRate: NOTHING, base: 0 },
  }
}

const NOTHING = new Float64Array(0)

export const saveUnitRun = ({ machine, positions }: UnitRun): Uint8Array => {
  const { terms: _terms, fill: _fill, closed: _closed, ...memory } = positions
  return encodeState({ machine: machineMemory(machine), positions: memory })
}

/** Call before the rows of a frame. */
export const takeQuotes = ({ quotes }: UnitRun, { quote }: UnitInput): void => {
  quotes.bid = quote.bid
  quotes.ask = quote.ask
  quotes.homeRate = quote.homeRate
}

/** Row i of slice s, instrument k: fills of the previous slice's decision, brackets, decision. `seen.exitFill` names a trade's end. */
export const stepUnit = (run: UnitRun, time: Time, input: UnitInput, s: number, i: number, k: number): void => {
  const { machine, positions: p, seen, quotes } = run
  seen.tsMs = time.tsMs[s]!
  quotes.base = s * run.count
  seen.entryFilled = 0
  seen.exitFill = REASON.none
  const present = input.candle.present[i] === 1
  expireUnit(p, k, seen.tsMs, present)
  if (present) matchUnit(p, k, input.candle, i, seen, quotes)
  observe(seen, p, input, i, k)
  const wished = decide(machine, k, seen)
  if (wished !== 0) queueEntry(p, run, input, i, k, wished, seen.tsMs)
  if (machine.closing[k] === 0 || !Number.isNaN(p.exitTsMs[k]!)) return
  p.exitTsMs[k] = seen.tsMs
  p.exitReason[k] = machine.closing[k]!
}

const observe = (
  seen: Observation,
  p: UnitPositions,
  { candle, quote, dir, guard, session }: UnitInput,
  i: number,
  k: number,
): void => {
  const side = p.side[k]!
  seen.present = candle.present[i]!
  seen.direction = dir.direction[i]!
  seen.slopeBps = dir.slopeBps[i]!
  seen.pass = guard.pass[i]!
  seen.leave = mustLeave(session, i)
  seen.side = side
  seen.entryPrice = p.entryPrice[k]!
  seen.closingPrice = side > 0 ? quote.bid[i]! : quote.ask[i]!
  seen.pending = p.orderSide[k] === 0 ? 0 : 1
}
