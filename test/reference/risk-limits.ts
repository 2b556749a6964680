/** Limits on the whole account and on one order. */
import { MINUTE_MS } from '../../lib/time-units.js'
import { REASON, RISK_BIT } from '../../model/codes.js'
import { priceOf, type RiskCase, sumOf } from './risk-case.js'
import { isBackingOff, isStopLocked, lastSigma } from './risk-history.js'

/** Units that are or may be held. */
export interface Holding {
  readonly k: number
  readonly units: number
  readonly ours: boolean
  /** Its margin is not in the account's yet. */
  readonly fresh: boolean
}

export const holdingsOf = ({ every, get }: RiskCase, s: number): Holding[] =>
  every
    .flatMap((k) => [
      { k, units: get('account.units', s, k), ours: true, fresh: false },
      { k, units: get('account.pendingUnits', s, k), ours: true, fresh: true },
      { k, units: get('account.foreignUnits', s, k), ours: false, fresh: false },
    ])
    .filter(({ units }) => units !== 0)

const PER_DAY = 2.326 * Math.sqrt(1440)

const valueAtRisk = (r: RiskCase, s: number, all: readonly Holding[]): number =>
  sumOf(all.map(({ k, units }) => PER_DAY * Math.abs(units) * priceOf(r, s, k) * lastSigma(r, s, k)))

const netOf = (r: RiskCase, s: number, currency: string, all: readonly Holding[]): number =>
  sumOf(
    all.map(({ k, units }) => {
      const { base, quote } = r.world.instruments[k]!
      return (base === currency ? 1 : quote === currency ? -1 : 0) * units * priceOf(r, s, k)
    }),
  )

/** Bits of the limits that `units` more of k would break. */
export const brokenLimits = (r: RiskCase, s: number, k: number, units: number, all: readonly Holding[]): number => {
  const { config, get, world } = r
  const nav = get('account.nav', s)
  const after = [...all, { k, units, ours: true, fresh: true }]
  const own = Math.abs(sumOf(after.filter((h) => h.k === k && h.ours).map((h) => h.units)))
  const marginRate = (of: number) => Math.max(world.instruments[of]!.marginRate, config.accountMarginRate)
  const margin =
    get('account.marginUsedTotal', s) +
    sumOf(after.filter(({ fresh }) => fresh).map((h) => Math.abs(h.units) * priceOf(r, s, h.k) * marginRate(h.k)))
  const total = get('account.marginUsedTotal', s) + get('account.marginAvailable', s)
  const { base, quote } = world.instruments[k]!
  const exposed = [base, quote]
    .filter((currency) => currency !== world.home)
    .some((currency) => {
      const now = netOf(r, s, currency, after)
      const more = (currency === base) === units > 0 ? now : -now
      return !(more <= config.maxCcyExposureNav * nav)
    })
  return (
    (valueAtRisk(r, s, after) <= (config.maxVarPct / 100) * nav ? 0 : RISK_BIT.var) |
    (margin <= config.marginHystHigh * total ? 0 : RISK_BIT.margin) |
    (own * priceOf(r, s, k) <= config.maxPositionSizeNav * nav ? 0 : RISK_BIT.position_size) |
    (own <= (config.maxNetUnitsPerPair ?? Number.POSITIVE_INFINITY) ? 0 : RISK_BIT.net_units) |
    (exposed ? RISK_BIT.currency_exposure : 0)
  )
}

const bit = (name: keyof typeof RISK_BIT, passes: boolean): number => (passes ? 0 : RISK_BIT[name])

/** The place was given by its gate; the pulse trader earns none. */
export const hasEarned = ({ get }: RiskCase, s: number, k: number): boolean =>
  get('weight.weight', s, k) > 0 &&
  get('weight.filled', s, k) === 0 &&
  get('intent.increaseReason', s, k) !== REASON.pulse

const hasSoundStop = ({ get, config: c }: RiskCase, s: number, k: number): boolean => {
  const [bid, ask] = [get('quote.bid', s, k), get('quote.ask', s, k)]
  const price = (bid + ask) / 2
  const take = get('intent.takeDistance', s, k)
  if (!(Number.isNaN(take) || (take > 0 && take < price))) return false
  const carried = get('intent.stopPrice', s, k)
  if (Number.isNaN(carried)) {
    const distance = get('intent.stopDistance', s, k)
    if (Number.isNaN(distance)) return !c.stopLoss
    return distance >= c.stopMinSpreads * (ask - bid) && distance / price <= c.stopMaxPct / 100
  }
  const lost = get('intent.increaseUnits', s, k) > 0 ? price - carried : carried - price
  return carried > 0 && lost > 0 && lost / price <= c.stopMaxPct / 100
}

/** Switches, ages and the state of the market. */
export const marketRefusals = (r: RiskCase, s: number, k: number): number => {
  const { asOfMs, config: c, get, tsMs, world } = r
  const name = world.instruments[k]!.name
  const priceAgeMs = asOfMs[s]! - get('quote.quoteTsMs', s, k)
  return (
    bit('kill', get('control.killSwitch', s) === 0) |
    bit('paused', get('control.paused', s) === 0) |
    bit('locked', get('control.lockUntilMs', s, k) <= tsMs[s]!) |
    bit('disconnected', get('control.connected', s) === 1) |
    bit('filled', hasEarned(r, s, k) || get('control.fillTrades', s) === 1) |
    bit('stale_slice', asOfMs[s]! - tsMs[s]! <= c.freshMaxSignalAgeSec * 1000) |
    bit('stale_heartbeat', get('control.heartbeatAgeMs', s) <= c.maxHeartbeatAgeSec * 1000) |
    bit('stale_price', priceAgeMs <= c.freshMaxPriceAgeSec * 1000 && priceOf(r, s, k) > 0) |
    bit('untradeable', get('quote.tradeable', s, k) === 1) |
    bit('spread', get('quote.spreadBps', s, k) <= (c.maxSpread[name] ?? c.maxSpreadBps)) |
    bit('session', get('session.entryOk', s, k) === 1) |
    bit('stop', hasSoundStop(r, s, k))
  )
}

/** The state of the account; `accepted` holds the times of the increases so far. */
export const accountRefusals = (
  r: RiskCase,
  s: number,
  k: number,
  all: readonly Holding[],
  accepted: readonly number[],
): number => {
  const { config: c, get, tsMs } = r
  const units = get('intent.increaseUnits', s, k)
  const pending = get('account.pendingUnits', s, k)
  const held = get('account.units', s, k) + pending
  const trades = get('account.tradeCount', s, k) + (pending === 0 ? 0 : 1)
  const positions = new Set(all.filter(({ ours }) => ours).map((h) => h.k))
  const added = PER_DAY * Math.abs(units) * priceOf(r, s, k) * get('signal.sigmaEff', s, k)
  return (
    bit('var', valueAtRisk(r, s, all) + added <= 1.25 * (c.maxVarPct / 100) * get('account.nav', s)) |
    bit('positions_per_pair', trades < c.maxPositionsPerPair) |
    bit('total_positions', positions.has(k) || positions.size < (c.maxTotalPositions ?? c.topK)) |
    bit('orders_per_min', accepted.filter((ts) => ts > tsMs[s]! - MINUTE_MS).length < c.maxOrdersPerMin) |
    bit('stop_lock', !isStopLocked(r, s, k)) |
    bit('reject_backoff', !isBackingOff(r, s, k)) |
    bit('unknown', get('account.unknown', s, k) === 0 && get('account.foreignUnits', s, k) === 0) |
    bit('unknown', Math.sign(held) !== -Math.sign(units))
  )
}
