/** The only path to the broker. Reductions always pass; increases are refused, trimmed or passed: earned places first, then by rank. */
import { decodeState, encodeState, type State } from '../lib/codec.js'
import type { Time } from '../graph/engine/define/operator.js'
import { instrumentOperator } from '../model/instrument-operator.js'
import { REASON, RISK_BIT } from '../model/codes.js'
import type { OutColumns } from '../graph/engine/define/schema.js'
import { schemas } from '../model/columns.js'
import { type Book, createBook, homePerUnit, joinBook, openBook } from './risk/book.js'
import { createDailyLoss, type DailyLoss, dailyLossBlocks } from './risk/daily-loss.js'
import { advanceDrawdown, createDrawdown, type Drawdown, resetDrawdown } from './risk/drawdown.js'
import { type RiskLimits, riskLimitsOf, riskConfig } from './risk/limits.js'
import { createMarginGate, type MarginGate, marginGateBlocks } from './risk/margin-gate.js'
import { createOpenTrades, distinctSize, type OpenTrades, applyFills } from './risk/open-trades.js'
import { createOrderRate, noteOrder, type OrderRate, rateIsFull } from './risk/order-rate.js'
import { passClose } from './risk/pass-close.js'
import { ports, type RiskInput } from './risk/ports.js'
import { bookRefusals, isFilledPlace, sliceRefusals, standingRefusals, wishRefusals } from './risk/refusals.js'
import { createRejectBackoff, endRejects, noteReject, type RejectBackoff } from './risk/reject-backoff.js'
import { stopRefusal } from './risk/stop-refusal.js'
import { createStopLock, forgetStop, noteExit, type StopLock } from './risk/stop-lock.js'
import { createTrim, type Trim, trimToLimits } from './risk/trims.js'

/** State that must survive a restart. */
interface Memory {
  readonly dailyLoss: DailyLoss
  readonly drawdown: Drawdown
  readonly marginGate: MarginGate
  readonly stopLock: StopLock
  readonly backoff: RejectBackoff
  readonly rate: OrderRate
  readonly openTrades: OpenTrades
  /** Last known sigmaEff: a position keeps its risk while its candles are missing. */
  readonly sigma: Float64Array
}
interface RiskState {
  readonly count: number
  readonly traded: Uint8Array
  readonly limits: RiskLimits
  readonly memory: Memory
  /** Scratch space of one slice: the book, the increases to be judged, the one being trimmed. */
  readonly book: Book
  readonly queue: Int32Array
  readonly trim: Trim
}
type Out = OutColumns<typeof schemas.order>

const noOrder = {
  closeUnits: 0,
  closeAll: 0,
  closeReason: REASON.none,
  approvedUnits: 0,
  increaseReason: REASON.none,
  stopDistance: Number.NaN,
  takeDistance: Number.NaN,
  stopPrice: Number.NaN,
  takePrice: Number.NaN,
  priceBound: Number.NaN,
  refused: 0,
  trimmed: 0,
  filledPlace: 0,
  blocked: 0,
}

/**
 * NaN refuses. `drawdownPct` counts from the NAV peak since the start or the last reset; live roots set `drawdownAction` to kill.
 */
export const riskGuards = instrumentOperator({
  kind: 'risk@5',
  doc: 'Account guards and limits. Reductions always pass; an increase is passed, trimmed or refused with its reasons.',
  in: ports,
  out: schemas.order,
  config: riskConfig,
  blank: noOrder,
  init: (c, world, saved): RiskState => {
    const count = world.instruments.length
    const memory: Memory = saved
      ? decodeState<Memory>(saved)
      : {
          dailyLoss: createDailyLoss(),
          drawdown: createDrawdown(count),
          marginGate: createMarginGate(),
          stopLock: createStopLock(count),
          backoff: createRejectBackoff(count),
          rate: createOrderRate(c.maxOrdersPerMin),
          openTrades: createOpenTrades(count, c.maxPositionsPerPair),
          sigma: new Float64Array(count).fill(Number.NaN),
        }
    return {
      count,
      traded: world.traded,
      limits: riskLimitsOf(c, world),
      memory,
      book: createBook(world),
      queue: new Int32Array(count),
      trim: createTrim(),
    }
  },
  save: ({ memory }) => encodeState(memory as unknown as State),
  step: (state, time, input, out, from, to) => {
    const { count, traded, memory, limits, queue } = state
    const { intent, account, signal } = input
    const { sigma } = memory
    for (let s = from; s < to; s++) {
      const shut =
        advanceAccount(state, time, input, out, s) | sliceRefusals(input, s, time.asOfMs[s]! - time.tsMs[s]!, limits)
      out.shut[s] = shut
      if (account.at[s + 1]! > account.at[s]!) applyFills(memory.openTrades, account, s, limits.unitScale)
      let waiting = 0
      for (let k = 0, i = s * count; k < count; k++, i++) {
        passClose(out, intent, i, k, memory.openTrades, limits)
        if (traded[k] === 0) continue
        const known = signal.sigmaEff[i]!
        if (known >= 0) sigma[k] = known
        if ((account.entryFilled[i]! | account.exitFill[i]! | account.rejected[i]!) !== 0)
          noteOutcome(memory, account, i, k, time.tsMs[s]!)
        out.blocked[i] = blockedBy(state, time, input, s, i, k)
        if (intent.increaseUnits[i] !== 0) queue[waiting++] = k
      }
      if (waiting > 0) judgeSlice(state, time, input, out, s, waiting, shut)
    }
  },
})

/** Updates the account-wide guards and returns the reasons that block every increase of slice s. */
const advanceAccount = (state: RiskState, time: Time, input: RiskInput, out: Out, s: number): number => {
  const { memory, limits } = state
  const { account, control, session } = input
  const { drawdown } = memory
  const tsMs = time.tsMs[s]!
  const nav = account.nav[s]!
  resetDrawdown(drawdown, control, s, tsMs)
  out.drawdownPct[s] = advanceDrawdown(drawdown, nav, limits.maxDrawdownPct)
  const tripped = limits.drawdownKills && drawdown.latched
  out.killed[s] = tripped || control.killSwitch[s] !== 0 ? 1 : 0
  const losing = dailyLossBlocks(memory.dailyLoss, session.tradingDay[s]!, nav, limits.maxDailyLoss)
  const used = account.marginUsedTotal[s]!
  const available = account.marginAvailable[s]!
  const full = marginGateBlocks(memory.marginGate, used, available, limits.marginHigh, limits.marginLow)
  return (tripped ? RISK_BIT.drawdown : 0) | (losing ? RISK_BIT.daily_loss : 0) | (full ? RISK_BIT.margin : 0)
}

/** Records the outcome of earlier orders of one instrument. A fill overrides anything earlier in the slice. */
const noteOutcome = (
  { stopLock, backoff }: Memory,
  account: RiskInput['account'],
  i: number,
  k: number,
  tsMs: number,
): void => {
  if (account.entryFilled[i] === 1) {
    endRejects(backoff, k)
    forgetStop(stopLock, k)
  }
  if (account.exitFill[i] !== REASON.none) noteExit(stopLock, k, account.exitFill[i]!, account.units[i] === 0, tsMs)
  if (account.rejected[i] === 1) noteReject(backoff, k, tsMs)
}

const judgeSlice = (
  state: RiskState,
  time: Time,
  input: RiskInput,
  out: Out,
  s: number,
  waiting: number,
  shut: number,
): void => {
  const { queue, memory, limits, count } = state
  if (waiting > 1) sortByClaim(queue, waiting, input, s * count)
  openBook(state.book, input, s, memory.sigma, limits)
  for (let j = 0; j < waiting; j++) {
    const k = queue[j]!
    const i = s * count + k
    const refused = shut | out.blocked[i]! | refusalsOf(state, time, input, s, i)
    out.refused[i] = refused === 0 ? passTrimmed(state, time.tsMs[s]!, input, out, i, k) : refused
  }
}

/** What would refuse any increase of row i. */
const blockedBy = (state: RiskState, time: Time, input: RiskInput, s: number, i: number, k: number): number => {
  const { memory, limits } = state
  const tsMs = time.tsMs[s]!
  return (
    standingRefusals(input, i, k, tsMs, time.asOfMs[s]!, limits) |
    (tsMs < memory.stopLock.lockedUntilMs[k]! ? RISK_BIT.stop_lock : 0) |
    (tsMs < memory.backoff.untilMs[k]! ? RISK_BIT.reject_backoff : 0)
  )
}

/** What refuses the increase that is wished, after those accepted before it. */
const refusalsOf = ({ memory, limits, book }: RiskState, time: Time, input: RiskInput, s: number, i: number): number =>
  wishRefusals(input, s, i) |
  bookRefusals(book, input, i, limits) |
  stopRefusal(input, i, limits) |
  (rateIsFull(memory.rate, time.tsMs[s]!) ? RISK_BIT.orders_per_min : 0)

/** Passes what the limits leave of the increase, or refuses it if that is too little. Returns the refusal mask. */
const passTrimmed = (state: RiskState, tsMs: number, input: RiskInput, out: Out, i: number, k: number): number => {
  const { limits, memory, book, trim } = state
  const { intent, account } = input
  const units = intent.increaseUnits[i]!
  const pending = account.pendingUnits[i]!
  const held = Math.abs(account.units[i]! + pending)
  const home = homePerUnit(input.quote, i)
  const sigma = memory.sigma[k]!
  trimToLimits(trim, book, limits, k, units, held, home, sigma)
  const size = distinctSize(memory.openTrades, k, trim.size, Math.abs(pending), limits.unitScale[k]!)
  const isAdd = intent.increaseReason[i] === REASON.add
  const enough = size > 0 && size >= limits.minimumSize[k]! && !(isAdd && size < trim.wished / 2)
  if (!enough) return trim.mask | RISK_BIT.minimum_size
  const approved = units > 0 ? size : -size
  joinBook(book, k, approved, home, sigma, limits.marginRate[k]!, held === 0)
  noteOrder(memory.rate, tsMs)
  out.approvedUnits[i] = approved
  out.increaseReason[i] = intent.increaseReason[i]!
  out.stopDistance[i] = intent.stopDistance[i]!
  out.takeDistance[i] = intent.takeDistance[i]!
  out.stopPrice[i] = intent.stopPrice[i]!
  out.takePrice[i] = intent.takePrice[i]!
  out.priceBound[i] = intent.priceBound[i]!
  out.trimmed[i] = trim.mask
  out.filledPlace[i] = isFilledPlace(input, i)
  return 0
}

/** Earned places before all others, each group by rank, best first and rank 0 (unranked) last; ties keep the world's order by name. */
const sortByClaim = (queue: Int32Array, length: number, input: RiskInput, base: number): void => {
  for (let j = 1; j < length; j++) {
    const k = queue[j]!
    let at = j
    while (at > 0 && goesBefore(input, base + k, base + queue[at - 1]!)) {
      queue[at] = queue[at - 1]!
      at--
    }
    queue[at] = k
  }
}
const goesBefore = (input: RiskInput, a: number, b: number): boolean => {
  const filled = isFilledPlace(input, a) - isFilledPlace(input, b)
  if (filled !== 0) return filled < 0
  return placeOf(input.weight.rank[a]!) < placeOf(input.weight.rank[b]!)
}
const placeOf = (rank: number): number => (rank > 0 ? rank : Number.POSITIVE_INFINITY)
