/** Reasons to refuse an increase outright, all that apply: for the slice as a whole, and for one instrument. */
import { REASON, RISK_BIT } from '../../model/codes.js'
import { type Book, homePerUnit, VAR_FACTOR } from './book.js'
import type { RiskLimits } from './limits.js'
import type { RiskInput } from './ports.js'

/** An increase whose untrimmed sum exceeds the limit by this factor was sized for another market; trimming would hide that. */
const VAR_REFUSE_ABOVE = 1.25

/** Switches and ages that apply to every instrument of slice s. */
export const sliceRefusals = ({ control }: RiskInput, s: number, sliceAgeMs: number, limits: RiskLimits): number =>
  (control.killSwitch[s] === 0 ? 0 : RISK_BIT.kill) |
  (control.paused[s] === 0 ? 0 : RISK_BIT.paused) |
  (control.connected[s] === 1 ? 0 : RISK_BIT.disconnected) |
  (sliceAgeMs <= limits.maxSliceAgeMs ? 0 : RISK_BIT.stale_slice) |
  (control.heartbeatAgeMs[s]! <= limits.maxHeartbeatAgeMs ? 0 : RISK_BIT.stale_heartbeat)

/** 1 = the place was not earned: filled up, lost, or taken by the pulse trader. */
export const isFilledPlace = ({ intent, weight }: RiskInput, i: number): number =>
  weight.weight[i]! > 0 && weight.filled[i] === 0 && intent.increaseReason[i] !== REASON.pulse ? 0 : 1

/** Switches, ages, and the state of market and account for row i. */
export const rowRefusals = (
  input: RiskInput,
  s: number,
  i: number,
  k: number,
  tsMs: number,
  asOfMs: number,
  limits: RiskLimits,
): number => {
  const { intent, account, quote, control, session, weight } = input
  const units = intent.increaseUnits[i]!
  const fresh = asOfMs - quote.quoteTsMs[i]! <= limits.maxPriceAgeMs && !Number.isNaN(homePerUnit(quote, i))
  const placed = weight.weight[i]! >= 0 && (control.fillTrades[s] === 1 || isFilledPlace(input, i) === 0)
  // An order against the position would close it at the broker, so its sender does not know the account.
  const net = account.units[i]! + account.pendingUnits[i]!
  const known = account.unknown[i] === 0 && account.foreignUnits[i] === 0 && (units > 0 ? net >= 0 : net <= 0)
  return (
    (control.lockUntilMs[i]! <= tsMs ? 0 : RISK_BIT.locked) |
    (placed ? 0 : RISK_BIT.filled) |
    (fresh ? 0 : RISK_BIT.stale_price) |
    (quote.tradeable[i] === 1 ? 0 : RISK_BIT.untradeable) |
    (quote.spreadBps[i]! <= limits.maxSpreadBps[k]! ? 0 : RISK_BIT.spread) |
    (known ? 0 : RISK_BIT.unknown) |
    (session.entryOk[i] === 1 ? 0 : RISK_BIT.session) |
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
