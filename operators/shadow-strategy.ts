/** The strategy on every instrument, always on, with unit notional: the evidence by which instruments earn their places. */
import { decodeState, encodeState } from '../lib/codec.js'
import { instrumentOperator } from '../model/instrument-operator.js'
import { REASON } from '../model/codes.js'
import type { Time } from '../graph/engine/define/operator.js'
import { f64, i32, u8 } from '../graph/engine/define/schema.js'
import { schemas } from '../model/columns.js'
import { pipSize } from '../model/world.js'
import { commissionTerms } from './exchange/terms/commission.js'
import { depthLevels } from './exchange/terms/depth.js'
import { gridScale } from './grid.js'
import { type EntryTerms, queueEntry } from './strategy/queue-entry.js'
import { createMachine, decide, type Machine, type MachineMemory, machineMemory } from './strategy/machine.js'
import { markWhileQuiet } from './strategy/quiet-hold.js'
import { shadowConfig } from './strategy/shadow-config.js'
import { createObservation, mustLeave, type Observation } from './strategy/observation.js'
import {
  createUnitMemory,
  expireUnit,
  matchUnit,
  type UnitMemory,
  type UnitPositions,
} from './strategy/unit-position.js'
import type { UnitQuotes } from './strategy/unit-charge.js'
import { clearFlat, createClosedTrade, writeClosed } from './strategy/closed-columns.js'
import { MINUTE_MS } from '../lib/time-units.js'

interface ShadowState extends EntryTerms {
  readonly count: number
  readonly traded: Uint8Array
  readonly machine: Machine
  readonly positions: UnitPositions
  readonly seen: Observation
  readonly quotes: UnitQuotes
}
interface Saved {
  readonly machine: MachineMemory
  readonly positions: UnitMemory
}

/**
 * Per slice: fills of the previous slice's decisions, brackets, mark, decision. Without a candle the position waits and is marked
 * at the held quote.
 * Flat: entryPrice and entryTsMs NaN, openBps 0. At most one trade closes per slice; closedSide is 0, what else is known of a closed
 * trade NaN, if none does.
 * comparedBps: without the costs of size (depth, minimum commission), for the comparison with an account of another size.
 */
export const shadowStrategy = instrumentOperator({
  kind: 'shadow@3',
  doc: "The strategy with unit notional on every instrument: weight 1, no limit on places, fills and brackets by the exchange's rules.",
  in: {
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
  },
  out: schemas.shadow,
  config: shadowConfig,
  init: (c, world, bytes): ShadowState => {
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
        closed: createClosedTrade(),
      },
      seen,
      quotes: { bid: NOTHING, ask: NOTHING, homeRate: NOTHING, base: 0 },
    }
  },
  save: ({ machine, positions }) => {
    const { terms: _terms, closed: _closed, ...memory } = positions
    return encodeState({ machine: machineMemory(machine), positions: memory })
  },
  step: (state, time, input, out, from, to) => {
    const { count, traded, quotes } = state
    quotes.bid = input.quote.bid
    quotes.ask = input.quote.ask
    quotes.homeRate = input.quote.homeRate
    clearFlat(out, from * count, to * count)
    for (let k = 0; k < count; k++) if (traded[k] !== 0) stepInstrument(state, time, input, out, k, from, to)
  },
})

const NOTHING = new Float64Array(0)

type In = Parameters<typeof shadowStrategy.step>[2]
type Out = Parameters<typeof shadowStrategy.step>[3]

/**
 * Slices of one instrument over cleared rows. Flat, without an order in flight and without an entry that the market allows, there is
 * nothing to fill, mark or decide, and the machine saw it flat in the slice before: such rows are passed over.
 */
const stepInstrument = (
  state: ShadowState,
  time: Time,
  input: In,
  out: Out,
  k: number,
  from: number,
  to: number,
): void => {
  const { count, machine, positions: p, seen, quotes } = state
  const { direction } = input.dir
  const { pass } = input.guard
  for (let s = from, i = from * count + k; s < to; s++, i += count) {
    if (p.side[k] === 0 && p.orderSide[k] === 0) {
      while (s < to && (direction[i] === 0 || pass[i] !== 1)) {
        s++
        i += count
      }
      if (s >= to) return
    } else if (p.side[k] !== 0 && machine.side[k] === p.side[k] && Number.isNaN(p.exitTsMs[k]!)) {
      const next = markWhileQuiet(p, machine.rules, k, input, out, i, to * count, count)
      s += (next - i) / count
      i = next
      if (s >= to) return
    }
    seen.tsMs = time.tsMs[s]!
    quotes.base = s * count
    seen.entryFilled = 0
    seen.exitFill = REASON.none
    const present = input.candle.present[i] === 1
    expireUnit(p, k, seen.tsMs, present)
    if (present) matchUnit(p, k, input.candle, i, seen, quotes)
    observe(seen, p, input, i, k)
    const wished = decide(machine, k, seen)
    if (wished !== 0) queueEntry(p, state, input, i, k, wished, seen.tsMs)
    if (machine.closing[k] !== 0 && Number.isNaN(p.exitTsMs[k]!)) {
      p.exitTsMs[k] = seen.tsMs
      p.exitReason[k] = machine.closing[k]!
    }
    if (seen.side !== 0) {
      out.side[i] = seen.side
      out.entryPrice[i] = p.entryPrice[k]!
      out.entryTsMs[i] = p.entryTsMs[k]!
      out.openBps[i] = ((seen.side * (seen.closingPrice - seen.entryPrice)) / seen.entryPrice) * 1e4 - p.paidBps[k]!
    }
    if (seen.exitFill === REASON.none) continue
    out.closed[i] = 1
    out.exitReason[i] = seen.exitFill
    writeClosed(out, i, p.closed)
  }
}

const observe = (
  seen: Observation,
  p: UnitPositions,
  { candle, quote, dir, guard, session }: In,
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
