/** Position size: a share of the budget, scaled by one-day risk, set at the entry and kept. */
import { z } from 'zod'
import { decodeState, encodeState } from '../lib/codec.js'
import { instrumentOperator } from '../model/instrument-operator.js'
import { f64, i32, u8 } from '../graph/engine/define/schema.js'
import { schemas } from '../model/columns.js'
import { floorUnits, gridScale } from './grid.js'
import { tradeRisk, tradeRiskLeaves } from './size/trade-risk.js'
import { varScaleOf } from './size/var-scale.js'

const fraction = z.number().positive().max(1)
const action = z.enum(['hold', 'flatten']).default('hold')
const config = z.strictObject({
  targetPct: fraction.default(0.3).meta({
    env: 'RISK_ALLOC_TARGET_PCT',
    unit: 'fraction',
    description: "margin budget, fraction of the account's capacity",
  }),
  maxPerPositionPct: fraction.default(0.34).meta({
    env: 'PM_MAX_PER_POS_PCT',
    unit: 'fraction',
    description: 'maximum margin of one instrument, fraction of the budget',
  }),
  deadbandPct: z.number().min(0).max(1).default(0.2).meta({
    env: 'PM_DEADBAND_PCT',
    unit: 'fraction',
    description: 'a target stays until its margin moves by more than this fraction',
  }),
  maxVarPct: z
    .number()
    .positive()
    .max(1000)
    .default(12)
    .meta({ env: 'RISK_MAX_VAR_PCT', description: 'one-day value at risk at 99 %, all places together, % of NAV' }),
  maxPositionSizeNav: z
    .number()
    .positive()
    .max(1000)
    .default(6)
    .meta({ env: 'RISK_MAX_POSITION_SIZE', description: 'maximum notional of one instrument, multiples of NAV' }),
  budgetBasis: z.enum(['capacity', 'available']).default('capacity').meta({
    env: 'BUDGET_BASIS',
    description:
      'basis of the budget: free margin plus the margin of own trades (at most the balance), or free margin alone',
  }),
  deselectAction: action.meta({
    env: 'DESELECT_ACTION',
    description: 'what happens to a position that loses its place',
  }),
  gateOffAction: action.meta({
    env: 'GATE_OFF_ACTION',
    description: 'what happens to a position entered with the gate on when it goes off',
  }),
  pulseSizePct: z
    .number()
    .positive()
    .max(100)
    .default(25)
    .meta({ env: 'PULSE_SIZE_PCT', description: 'margin of a pulse position, % of the cap of one instrument' }),
  ...tradeRiskLeaves,
  topK: z.int().min(1).max(100).default(3).meta({ from: 'allocate.topK', description: 'places' }),
  accountMarginRate: z.number().min(0).max(1).default(0).meta({
    from: 'broker.accountMarginRate',
    description: 'margin rate of the account; the larger of it and the instrument rate applies',
  }),
})

interface SizeState {
  readonly count: number
  readonly traded: Uint8Array
  readonly config: z.output<typeof config>
  /** Maximum number of places: no more than traded instruments. */
  readonly places: number
  readonly marginRate: Float64Array
  readonly unitScale: Float64Array
  readonly leastUnits: Float64Array
  readonly mostUnits: Float64Array
  readonly mostMargin: ReturnType<typeof tradeRisk>
  /** Signed units, NaN = no target, 0 = go flat (stays 0 until flat). */
  readonly target: Float64Array
  /** Unscaled margin when the target was set, home currency; NaN = taken from the next weight. */
  readonly reference: Float64Array
  readonly margin: Float64Array
  readonly varScale: Float64Array
  /** 1: entered with the gate on. */
  readonly gated: Uint8Array
  /** Of the current slice, home currency. */
  readonly now: { nav: number; budget: number; cap: number }
}

/**
 * A target is set when an entry is wished for while flat, and dropped once there is no position, order or entry. While sigmaEff,
 * the quote or the rate to home is NaN, no target is set or changed. Units held without a target (adopted ones) become the
 * target. targetMargin is after scaling and limits. Untraded and flat instruments: 0 units, scale 1.
 */
export const size = instrumentOperator({
  kind: 'size@2',
  doc: 'Target units from weight and margin budget, scaled to the value at risk; set at the entry and kept within the deadband.',
  in: {
    wish: { side: i32.row, enter: u8.row, exit: u8.row, pulse: u8.row },
    weight: { weight: f64.row, filled: u8.row },
    gate: { eligible: u8.row },
    signal: { sigmaEff: f64.row },
    dir: { atr: f64.row, rangeMedian: f64.row },
    account: {
      units: f64.row,
      pendingUnits: f64.row,
      marginUsed: f64.row,
      balance: f64.slice,
      nav: f64.slice,
      marginAvailable: f64.slice,
    },
    quote: { bid: f64.row, ask: f64.row, homeRate: f64.row },
  },
  out: schemas.target,
  config,
  blank: { targetUnits: 0, targetMargin: 0, varScale: 1 },
  init: (c, world, saved): SizeState => {
    const count = world.instruments.length
    const fresh = {
      target: new Float64Array(count).fill(Number.NaN),
      reference: new Float64Array(count).fill(Number.NaN),
      margin: new Float64Array(count),
      varScale: new Float64Array(count).fill(1),
      gated: new Uint8Array(count),
    }
    const perInstrument = (of: (instrument: (typeof world.instruments)[number]) => number) =>
      Float64Array.from(world.instruments, of)
    return {
      count,
      traded: world.traded,
      config: c,
      places: Math.max(1, Math.min(c.topK, world.traded.filter((traded) => traded === 1).length)),
      marginRate: perInstrument(({ marginRate }) => Math.max(marginRate, c.accountMarginRate)),
      unitScale: perInstrument(({ tradeUnitsPrecision }) => gridScale(tradeUnitsPrecision)),
      leastUnits: perInstrument(({ minimumTradeSize }) => minimumTradeSize),
      mostUnits: perInstrument(({ maximumOrderUnits, maximumPositionSize }) =>
        maximumPositionSize > 0 ? Math.min(maximumOrderUnits, maximumPositionSize) : maximumOrderUnits,
      ),
      mostMargin: tradeRisk(c, world),
      ...(saved ? decodeState<typeof fresh>(saved) : fresh),
      now: { nav: 0, budget: 0, cap: 0 },
    }
  },
  save: ({ target, reference, margin, varScale, gated }) => encodeState({ target, reference, margin, varScale, gated }),
  step: (state, _time, input, out, from, to) => {
    const { count } = state
    const { wish, account } = input
    for (let s = from; s < to; s++) {
      readSlice(state, account, s)
      out.budget[s] = state.now.budget
      for (let k = 0, i = s * count; k < count; k++, i++) {
        if (state.traded[k] !== 0) {
          const flat = account.units[i] === 0 && account.pendingUnits[i] === 0
          if (!flat) keep(state, input, k, i)
          else if (wish.enter[i] === 1) enter(state, input, k, i)
          else state.target[k] = Number.NaN
        }
        const target = state.target[k]!
        if (target !== target || target === 0) continue
        out.targetUnits[i] = target
        out.targetMargin[i] = state.margin[k]!
        out.varScale[i] = state.varScale[k]!
      }
    }
  },
})

type Input = Parameters<typeof size.step>[2]

/** Budget and per-instrument cap from the account in slice s. */
const readSlice = (state: SizeState, account: Input['account'], s: number): void => {
  const { config: c, count, places, now } = state
  let capacity = account.marginAvailable[s]!
  if (c.budgetBasis === 'capacity') {
    for (let i = s * count; i < (s + 1) * count; i++) capacity += account.marginUsed[i]!
    capacity = Math.min(account.balance[s]!, capacity)
  }
  now.nav = account.nav[s]!
  now.budget = Math.max(0, capacity) * c.targetPct
  now.cap = Math.min(now.budget / places, c.maxPerPositionPct * now.budget)
}

/** Margin before risk scaling. A pulse position has its own place, so it has no weight. */
const wishedMargin = ({ config: c, now }: SizeState, { wish, weight }: Input, i: number): number =>
  wish.pulse[i] === 1 ? now.cap * (c.pulseSizePct / 100) : Math.min(weight.weight[i]! * now.budget, now.cap)

const enter = (state: SizeState, input: Input, k: number, i: number): void => {
  const { wish, weight } = input
  state.gated[k] = wish.pulse[i] === 0 && weight.weight[i]! > 0 && weight.filled[i] === 0 ? 1 : 0
  state.target[k] = Number.NaN
  setTarget(state, input, k, i, wish.side[i]!, wishedMargin(state, input, i))
}

/**
 * Keeps the target of a position or an order in flight, unless the wish, the place, the gate or a large move of its margin
 * changes it.
 */
const keep = (state: SizeState, input: Input, k: number, i: number): void => {
  const { wish, weight, account } = input
  if (wish.exit[i] === 1) state.target[k] = 0
  if (state.target[k] === 0) return
  const net = account.units[i]! + account.pendingUnits[i]!
  if (!(state.target[k]! * net > 0)) adopt(state, input, k, i, net)
  if (flattens(state, input, k, i)) {
    state.target[k] = 0
    return
  }
  if (wish.pulse[i] === 0 && !(weight.weight[i]! > 0)) return
  const wished = wishedMargin(state, input, i)
  const reference = state.reference[k]!
  if (reference !== reference) state.reference[k] = wished
  else if (Math.abs(wished - reference) > state.config.deadbandPct * reference)
    setTarget(state, input, k, i, Math.sign(net), wished)
}

/** Adopts the position as the target: it was entered before this state existed, or by other means. */
const adopt = (state: SizeState, { quote }: Input, k: number, i: number, net: number): void => {
  state.target[k] = net
  state.reference[k] = Number.NaN
  state.margin[k] = Math.abs(net) * marginPerUnit(state, quote, k, i)
  state.varScale[k] = 1
  state.gated[k] = 0
}

/** Whether losing the place or the gate closes the position; a pulse position needs neither. */
const flattens = ({ config: c, gated }: SizeState, { wish, weight, gate }: Input, k: number, i: number): boolean =>
  wish.pulse[i] === 0 &&
  ((c.deselectAction === 'flatten' && weight.weight[i] === 0) ||
    (c.gateOffAction === 'flatten' && gated[k] === 1 && gate.eligible[i] === 0))

const marginPerUnit = ({ marginRate }: SizeState, quote: Input['quote'], k: number, i: number): number =>
  marginRate[k]! * ((quote.bid[i]! + quote.ask[i]!) / 2) * quote.homeRate[i]!

/** Sets the target from an unscaled margin; leaves everything unchanged if risk or price is unknown. */
const setTarget = (state: SizeState, input: Input, k: number, i: number, side: number, wished: number): void => {
  const { config: c, now } = state
  const rate = state.marginRate[k]!
  const varScale = varScaleOf(wished / rate, input.signal.sigmaEff[i]!, (c.maxVarPct / 100 / state.places) * now.nav)
  const most = state.mostMargin(input, k, i, now.nav * rate)
  const margin = Math.min(wished * varScale, c.maxPositionSizeNav * now.nav * rate, most)
  const perUnit = marginPerUnit(state, input.quote, k, i)
  // Also catches NaN in either.
  if (!(margin >= 0 && perUnit > 0)) return
  const units = floorUnits(margin / perUnit, state.unitScale[k]!)
  state.target[k] = units < state.leastUnits[k]! ? 0 : side * Math.min(units, state.mostUnits[k]!)
  state.reference[k] = wished
  state.margin[k] = margin
  state.varScale[k] = varScale
}
