/** Reasons to refuse an increase outright, all that apply: for the slice as a whole, and for one instrument. */
import { REASON, RISK_BIT } from '../../model/codes.js'
import { type Book, homePerUnit, VAR_FACTOR } from './book.js'
import type { RiskLimits } from './limits.js'
import type { RiskInput } from './ports.js'

/** An increase whose untrimmed sum exceeds the limit by this factor was sized for another market; trimming would hide that. */
const VAR_REFUSE_ABOVE = 1.25

/** Switches and ages that apply to every instrument of slice s. */
export const sliceRefusals = ({ control }: RiskInput, s: number, sliceAgeMs: number, limits: RiskLimits): number =>
  switchRefusals(
    control.killSwitch[s]!,
    control.paused[s]!,
    control.connected[s]!,
    control.heartbeatAgeMs[s]!,
    limits.maxHeartbeatAgeMs,
  ) | (sliceAgeMs <= limits.maxSliceAgeMs ? 0 : RISK_BIT.stale_slice)

/** Of a control row: also of the one that the next slice would carry. */
export const switchRefusals = (
  killSwitch: number,
  paused: number,
  connected: number,
  heartbeatAgeMs: number,
  maxHeartbeatAgeMs: number,
): number =>
  (killSwitch === 0 ? 0 : RISK_BIT.kill) |
  (paused === 0 ? 0 : RISK_BIT.paused) |
  (connected === 1 ? 0 : RISK_BIT.disconnected) |
  (heartbeatAgeMs <= maxHeartbeatAgeMs ? 0 : RISK_BIT.stale_heartbeat)

/** 1 = the place was not earned: filled up, lost, or taken by the pulse trader. */
export const isFilledPlace = ({ intent, weight }: RiskInput, i: number): number =>
  weight.weight[i]! > 0 && weight.filled[i] === 0 && intent.increaseReason[i] !== REASON.pulse ? 0 : 1

/** Locks, ages, and the state of market and account for row i: what would refuse any increase there, wished or not. */
export const standingRefusals = (
  { account, quote, control, session }: RiskInput,
  i: number,
  k: number,
  tsMs: number,
  asOfMs: number,
  limits: RiskLimits,
): number => {
  const fresh = asOfMs - quote.quoteTsMs[i]! <= limits.maxPriceAgeMs && !Number.isNaN(homePerUnit(quote, i))
  return (
    (control.lockUntilMs[i]! <= tsMs ? 0 : RISK_BIT.locked) |
    (fresh ? 0 : RISK_BIT.stale_price) |
    (quote.tradeable[i] === 1 ? 0 : RISK_BIT.untradeable) |
    (quote.spreadBps[i]! <= limits.maxSpreadBps[k]! ? 0 : RISK_BIT.spread) |
    (account.unknown[i] === 0 && account.foreignUnits[i] === 0 ? 0 : RISK_BIT.unknown) |
    (session.entryOk[i] === 1 ? 0 : RISK_BIT.session)
  )
}

/** What refuses the increase wished for row i: its place, its side, its size. */
export const wishRefusals = (input: RiskInput, s: number, i: number): number => {
  const { intent, account, control, weight } = input
  const units = intent.increaseUnits[i]!
  const placed = weight.weight[i]! >= 0 && (control.fillTrades[s] === 1 || isFilledPlace(input, i) === 0)
  // An order against the position would close it at the broker, so its sender does not know the account.
  const net = account.units[i]! + account.pendingUnits[i]!
  return (
    (placed ? 0 : RISK_BIT.filled) |
    ((units > 0 ? net >= 0 : net <= 0) ? 0 : RISK_BIT.unknown) |
    (Math.abs(units) < Number.POSITIVE_INFINITY ? 0 : RISK_BIT.minimum_size)
  )
}

/** Limits that a smaller order cannot meet: number of trades and positions, value at risk unknown or far above its limit. */
export const bookRefusals = (
  book: Book,
  { intent, signal, account, quote }: RiskInput,
  i: number,
  limits: RiskLimits,
): number => {
  const pendingTrades = account.pendingUnits[i] === 0 ? 0 : 1
  const inBook = account.units[i] !== 0 || pendingTrades === 1
  const added = VAR_FACTOR * Math.abs(intent.increaseUnits[i]!) * homePerUnit(quote, i) * signal.sigmaEff[i]!
  return (
    (account.tradeCount[i]! + pendingTrades < limits.maxTrades ? 0 : RISK_BIT.positions_per_pair) |
    (inBook || book.positions < limits.maxPositions ? 0 : RISK_BIT.total_positions) |
    (book.valueAtRisk + added <= VAR_REFUSE_ABOVE * limits.maxVar * book.nav ? 0 : RISK_BIT.var)
  )
}
