/** What the strategy would earn on every instrument, all the time, on unit notional: the evidence for its places. */
import { z } from 'zod'
import { decodeState, encodeState } from '../lib/codec.js'
import { operator } from '../model/operator.js'
import { REASON } from '../model/codes.js'
import { f64, i32, u8 } from '../graph/engine/define/schema.js'
import { schemas } from '../model/columns.js'
import { pipSize } from '../model/world.js'
import { gridScale, priceBoundOf } from './grid.js'
import { copied } from './strategy/copied.js'
import { createMachine, decide, type Machine, type MachineMemory, machineMemory } from './strategy/machine.js'
import { protectionLeaves, type ProtectionRule, stopDistanceOf, takeDistanceOf } from './strategy/protection.js'
import { ruleLeaves } from './strategy/rules.js'
import { createSight, mustLeave, type Sight } from './strategy/sight.js'
import {
  createUnitMemory,
  expireUnit,
  matchUnit,
  type UnitMemory,
  type UnitPositions,
} from './strategy/unit-position.js'
import { MINUTE_MS } from '../lib/time-units.js'

/** Every leaf is another section's: a shadow that could be set by itself would be no shadow. */
const config = z.strictObject({
  ...copied(ruleLeaves, 'strategy'),
  ...copied(protectionLeaves, 'orders'),
  boundSpreads: z
    .number()
    .min(0)
    .max(100)
    .default(3)
    .meta({ from: 'orders.boundSpreads', description: 'how far a fill may be from the quote, spreads' }),
  fillDelayMs: z
    .number()
    .min(0)
    .max(59_999)
    .default(2000)
    .meta({ from: 'broker.fillDelayMs', description: 'a market order fills this long after the open, ms' }),
  slippageBps: z
    .number()
    .min(0)
    .max(100)
    .default(0.2)
    .meta({ from: 'broker.slippageBps', description: 'market and stop fills are worse by, bps' }),
  orderMaxAgeSec: z
    .number()
    .min(0)
    .max(86_400)
    .default(120)
    .meta({ from: 'broker.orderMaxAgeSec', description: 'an entry without a price is dropped after, s; 0 = never' }),
})

interface ShadowState {
  readonly count: number
  readonly traded: Uint8Array
  readonly pip: Float64Array
  readonly protection: ProtectionRule
  readonly boundSpreads: number
  readonly machine: Machine
  readonly positions: UnitPositions
  readonly see: Sight
}
interface Saved {
  readonly machine: MachineMemory
  readonly positions: UnitMemory
}

/**
 * Fills of what the previous slice decided, then brackets, then the mark, then the decision. Without a candle the position waits and is marked at the held quote.
 * Flat: entryPrice and entryTsMs NaN, openBps 0. At most one trade closes in a slice; tradeBps NaN where none does.
 */
export const shadowStrategy = operator({
  kind: 'shadow@1',
  doc: 'The strategy on unit notional on every instrument: weight always 1, no limit of places, fills and brackets by the rules of the exchange, spread and slippage in the prices.',
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
    quote: { bid: f64.row, ask: f64.row },
    dir: { direction: i32.row, slopeBps: f64.row, atr: f64.row },
    guard: { pass: u8.row },
    session: { open: u8.row, nearClose: u8.row, forceFlat: u8.row },
  },
  out: schemas.shadow,
  config,
  init: (c, world, bytes): ShadowState => {
    const count = world.instruments.length
    const saved = bytes && decodeState<Saved>(bytes)
    const see = createSight()
    see.admitted = 1
    return {
      count,
      traded: world.traded,
      pip: Float64Array.from(world.instruments, pipSize),
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
        },
      },
      see,
    }
  },
  save: ({ machine, positions }) => {
    const { terms: _, ...memory } = positions
    return encodeState({ machine: machineMemory(machine), positions: memory })
  },
  step: (state, time, input, out, from, to) => {
    const { count, machine, positions: p, see } = state
    for (let s = from; s < to; s++) {
      see.tsMs = time.tsMs[s]!
      for (let k = 0, i = s * count; k < count; k++, i++) {
        see.entryFilled = 0
        see.exitFill = REASON.none
        let tradeBps = Number.NaN
        let openBps = 0
        if (state.traded[k] !== 0 && !isIdle(p, input, i, k)) {
          const present = input.candle.present[i] === 1
          expireUnit(p, k, see.tsMs, present)
          if (present) tradeBps = matchUnit(p, k, input.candle, i, see)
          look(see, p, input, i, k)
          if (see.side !== 0) openBps = ((see.side * (see.closingPrice - see.entryPrice)) / see.entryPrice) * 1e4
          const wished = decide(machine, k, see)
          if (wished !== 0) order(state, input, i, k, wished)
          if (machine.closing[k] !== 0 && Number.isNaN(p.exitTsMs[k]!)) {
            p.exitTsMs[k] = see.tsMs
            p.exitReason[k] = machine.closing[k]!
          }
        }
        out.side[i] = p.side[k]!
        out.entryPrice[i] = p.entryPrice[k]!
        out.entryTsMs[i] = p.entryTsMs[k]!
        out.openBps[i] = openBps
        out.closed[i] = see.exitFill === REASON.none ? 0 : 1
        out.tradeBps[i] = tradeBps
        out.exitReason[i] = see.exitFill
      }
    }
  },
})

type In = Parameters<typeof shadowStrategy.step>[2]

/** Flat, with nothing on its way, and no entry that the market allows: there is nothing to fill, to mark or to decide. The machine has seen it flat in the slice before. */
const isIdle = (p: UnitPositions, { dir, guard }: In, i: number, k: number): boolean =>
  p.side[k] === 0 && p.orderSide[k] === 0 && (dir.direction[i] === 0 || guard.pass[i] !== 1)

const look = (see: Sight, p: UnitPositions, { candle, quote, dir, guard, session }: In, i: number, k: number): void => {
  const side = p.side[k]!
  see.present = candle.present[i]!
  see.direction = dir.direction[i]!
  see.slopeBps = dir.slopeBps[i]!
  see.pass = guard.pass[i]!
  see.leave = mustLeave(session, i)
  see.side = side
  see.entryPrice = p.entryPrice[k]!
  see.closingPrice = side > 0 ? quote.bid[i]! : quote.ask[i]!
  see.pending = p.orderSide[k] === 0 ? 0 : 1
}

/** The entry waits for the next candle, with the terms of this slice. */
const order = (
  { positions: p, protection, boundSpreads, pip, see }: ShadowState,
  { quote, dir }: In,
  i: number,
  k: number,
  side: number,
): void => {
  const bid = quote.bid[i]!
  const ask = quote.ask[i]!
  const stopDistance = stopDistanceOf(protection, dir.atr[i]!, pip[k]!, ask - bid)
  p.orderSide[k] = side
  p.orderTsMs[k] = see.tsMs
  p.priceBound[k] = priceBoundOf(bid, ask, side > 0, boundSpreads, p.terms.priceScale[k]!)
  p.stopDistance[k] = protection.stopLoss ? stopDistance : Number.NaN
  p.takeDistance[k] = protection.takeProfit ? takeDistanceOf(protection, stopDistance, pip[k]!) : Number.NaN
}
