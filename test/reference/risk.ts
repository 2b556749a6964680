/**
 * The last gate by the letter of its rules: every slice looks at all of history again, and a trim is the largest whole size that breaks no
 * limit.
 */
import type { z } from 'zod'
import { REASON, RISK_BIT } from '../../model/codes.js'
import type { World } from '../../model/world.js'
import type { riskGuards } from '../../operators/risk-guards.js'

type Ports = { readonly [port: string]: { readonly [column: string]: ArrayLike<number> } }
export interface SlowOrder {
  readonly units: number
  readonly refused: number
  readonly trimmed: number
}

const MINUTE = 60_000
const HOUR = 3_600_000

/** Gives `orders[s][k]`, and of each slice whether it is killed. */
export const slowRisk = (
  ports: Ports,
  tsMs: readonly number[],
  asOfMs: readonly number[],
  config: z.output<typeof riskGuards.config>,
  world: World,
) => {
  const count = world.instruments.length
  const get = (path: string, s: number, k = -1): number => {
    const [port, column] = path.split('.') as [string, string]
    return ports[port]![column]![k < 0 ? s : s * count + k]!
  }
  const every = Array.from({ length: count }, (_, k) => k)
  const accepted: number[] = []
  let drawdownFrom = 0
  let tripped = false
  let lastRequest = 0

  const losing = (s: number): boolean => {
    const day = get('session.tradingDay', s)
    let first = s
    while (first > 0 && get('session.tradingDay', first - 1) === day) first--
    const navs = tsMs.slice(first, s + 1).map((_, j) => get('account.nav', first + j))
    const floor = (navs.find((nav) => !Number.isNaN(nav)) ?? Number.NaN) * (1 - config.maxDailyLossPct / 100)
    return navs.some((nav) => nav <= floor) || Number.isNaN(navs[navs.length - 1])
  }
  const share = (s: number): number =>
    get('account.marginUsedTotal', s) / (get('account.marginUsedTotal', s) + get('account.marginAvailable', s))
  const full = (s: number): boolean => {
    if (Number.isNaN(share(s))) return true
    for (let j = s; j >= 0; j--) {
      if (share(j) >= config.marginHystHigh + 0.02) return true
      if (share(j) < config.marginHystLow) return false
    }
    return false
  }
  const drawdown = (s: number): boolean => {
    if (s === 0 || get('control.requestId', s) !== get('control.requestId', s - 1)) {
      const lock = (j: number, k: number) => Math.max(0, get('control.lockUntilMs', j, k) - tsMs[s]!)
      const other =
        get('control.paused', s) !== get('control.paused', lastRequest) ||
        every.some((k) => get('control.flatten', s, k) !== 0 || lock(s, k) !== lock(lastRequest, k))
      lastRequest = s
      if (!other && tripped && get('control.killSwitch', s) === 0) {
        tripped = false
        drawdownFrom = s
      }
    }
    let peak = Number.NEGATIVE_INFINITY
    for (let j = drawdownFrom; j <= s; j++) if (get('account.nav', j) > peak) peak = get('account.nav', j)
    if (((peak - get('account.nav', s)) / peak) * 100 >= config.maxDrawdownPct) tripped = true
    return tripped && config.drawdownAction === 'kill'
  }
  const stopLocked = (s: number, k: number): boolean => {
    let stops: number[] = []
    let until = Number.NEGATIVE_INFINITY
    for (let j = 0; j <= s; j++) {
      if (get('account.exitFill', j, k) !== REASON.stop || get('account.units', j, k) !== 0) continue
      stops.push(tsMs[j]!)
      const third = stops[stops.length - 3]
      if (third === undefined || tsMs[j]! - third >= 2 * HOUR) continue
      until = tsMs[j]! + 2 * HOUR
      stops = []
    }
    return tsMs[s]! < until
  }
  const resting = (s: number, k: number): boolean => {
    let rejects = 0
    let until = Number.NEGATIVE_INFINITY
    for (let j = 0; j <= s; j++) {
      if (get('account.entryFilled', j, k) === 1) rejects = 0
      if (get('account.rejected', j, k) === 0) continue
      rejects++
      let minutes = 1
      for (let n = 1; n < rejects; n++) minutes = Math.min(60, minutes * 2)
      until = tsMs[j]! + minutes * MINUTE
    }
    return tsMs[s]! < until
  }
  const openSizes = (s: number, k: number): number[] => {
    const sizes = new Map<number, number>()
    for (let e = 0; e < ports['account']!['at']![s + 1]!; e++) {
      if (get('account.fillInstrument', e) !== k) continue
      const id = get('account.fillTradeId', e)
      const size = Math.abs(get('account.fillUnits', e))
      const left = get('account.fillOpens', e) === 1 ? size : (sizes.get(id) ?? 0) - size
      if (left > 0) sizes.set(id, left)
      else sizes.delete(id)
    }
    return [...sizes.values()]
  }
  const price = (s: number, k: number): number =>
    ((get('quote.bid', s, k) + get('quote.ask', s, k)) / 2) * get('quote.homeRate', s, k)
  const lastSigma = (s: number, k: number): number => {
    for (let j = s; j >= 0; j--) if (!Number.isNaN(get('signal.sigmaEff', j, k))) return get('signal.sigmaEff', j, k)
    return Number.NaN
  }

  /** Everything that is or may be held, in units. */
  interface Holding {
    readonly k: number
    readonly units: number
    readonly ours: boolean
    /** Its margin is not in the account's yet. */
    readonly fresh: boolean
  }
  const holdings = (s: number): Holding[] =>
    every
      .flatMap((k) => [
        { k, units: get('account.units', s, k), ours: true, fresh: false },
        { k, units: get('account.pendingUnits', s, k), ours: true, fresh: true },
        { k, units: get('account.foreignUnits', s, k), ours: false, fresh: false },
      ])
      .filter(({ units }) => units !== 0)
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
  const valueAtRisk = (s: number, all: readonly Holding[]): number =>
    sum(all.map(({ k, units }) => 2.326 * Math.sqrt(1440) * Math.abs(units) * price(s, k) * lastSigma(s, k)))
  const marginOf = (k: number): number => Math.max(world.instruments[k]!.marginRate, config.accountMarginRate)
  const net = (s: number, currency: string, all: readonly Holding[]): number =>
    sum(
      all.map(({ k, units }) => {
        const { base, quote } = world.instruments[k]!
        return (base === currency ? 1 : quote === currency ? -1 : 0) * units * price(s, k)
      }),
    )

  /** Bits of the limits that `units` more of k would break. */
  const broken = (s: number, k: number, units: number, all: readonly Holding[]): number => {
    const nav = get('account.nav', s)
    const after = [...all, { k, units, ours: true, fresh: true }]
    const own = Math.abs(sum(after.filter((h) => h.k === k && h.ours).map((h) => h.units)))
    const margin =
      get('account.marginUsedTotal', s) +
      sum(after.filter(({ fresh }) => fresh).map((h) => Math.abs(h.units) * price(s, h.k) * marginOf(h.k)))
    const total = get('account.marginUsedTotal', s) + get('account.marginAvailable', s)
    const { base, quote } = world.instruments[k]!
    const exposed = [base, quote]
      .filter((currency) => currency !== world.home)
      .some((currency) => {
        const now = net(s, currency, after)
        const more = (currency === base) === units > 0 ? now : -now
        return !(more <= config.maxCcyExposureNav * nav)
      })
    return (
      (valueAtRisk(s, after) <= (config.maxVarPct / 100) * nav ? 0 : RISK_BIT.var) |
      (margin <= config.marginHystHigh * total ? 0 : RISK_BIT.margin) |
      (own * price(s, k) <= config.maxPositionSizeNav * nav ? 0 : RISK_BIT.position_size) |
      (own <= (config.maxNetUnitsPerPair ?? Number.POSITIVE_INFINITY) ? 0 : RISK_BIT.net_units) |
      (exposed ? RISK_BIT.currency_exposure : 0)
    )
  }

  const refusals = (s: number, k: number, closed: number, all: readonly Holding[]): number => {
    const c = config
    const bit = (name: keyof typeof RISK_BIT, passes: boolean) => (passes ? 0 : RISK_BIT[name])
    const units = get('intent.increaseUnits', s, k)
    const held = get('account.units', s, k)
    const pending = get('account.pendingUnits', s, k)
    const positions = new Set(all.filter(({ ours }) => ours).map((h) => h.k))
    const earned =
      get('weight.weight', s, k) > 0 &&
      get('weight.filled', s, k) === 0 &&
      get('intent.increaseReason', s, k) !== REASON.pulse
    const added = 2.326 * Math.sqrt(1440) * Math.abs(units) * price(s, k) * get('signal.sigmaEff', s, k)
    const nav = get('account.nav', s)
    return (
      closed |
      bit('kill', get('control.killSwitch', s) === 0) |
      bit('paused', get('control.paused', s) === 0) |
      bit('locked', get('control.lockUntilMs', s, k) <= tsMs[s]!) |
      bit('disconnected', get('control.connected', s) === 1) |
      bit('filled', earned || get('control.fillTrades', s) === 1) |
      bit('stale_slice', asOfMs[s]! - tsMs[s]! <= c.freshMaxSignalAgeSec * 1000) |
      bit('stale_heartbeat', get('control.heartbeatAgeMs', s) <= c.maxHeartbeatAgeSec * 1000) |
      bit('stale_price', asOfMs[s]! - get('quote.quoteTsMs', s, k) <= c.freshMaxPriceAgeSec * 1000 && price(s, k) > 0) |
      bit('untradeable', get('quote.tradeable', s, k) === 1) |
      bit('spread', get('quote.spreadBps', s, k) <= (c.maxSpread[world.instruments[k]!.name] ?? c.maxSpreadBps)) |
      bit('var', valueAtRisk(s, all) + added <= 1.25 * (c.maxVarPct / 100) * nav) |
      bit('positions_per_pair', get('account.tradeCount', s, k) + (pending === 0 ? 0 : 1) < c.maxPositionsPerPair) |
      bit('total_positions', positions.has(k) || positions.size < (c.maxTotalPositions ?? c.topK)) |
      bit('orders_per_min', accepted.filter((ts) => ts > tsMs[s]! - MINUTE).length < c.maxOrdersPerMin) |
      bit('stop_lock', !stopLocked(s, k)) |
      bit('reject_backoff', !resting(s, k)) |
      bit('unknown', get('account.unknown', s, k) === 0 && get('account.foreignUnits', s, k) === 0) |
      bit('unknown', Math.sign(held + pending) !== -Math.sign(units)) |
      bit('session', get('session.entryOk', s, k) === 1)
    )
  }

  const judge = (s: number, k: number, closed: number, all: readonly Holding[]): SlowOrder => {
    const refused = refusals(s, k, closed, all)
    if (refused !== 0) return { units: 0, refused, trimmed: 0 }
    const units = get('intent.increaseUnits', s, k)
    const side = Math.sign(units)
    const trimmed = broken(s, k, units, all)
    let size = Math.abs(units)
    if (trimmed !== 0) {
      size = Math.floor(size)
      let none = 0
      while (size > none) {
        const middle = Math.ceil((none + size) / 2)
        if (broken(s, k, side * middle, all) === 0) none = middle
        else size = middle - 1
      }
    }
    const taken = [...openSizes(s, k), Math.abs(get('account.pendingUnits', s, k))]
    while (size > 0 && taken.includes(size)) size--
    const least = get('intent.increaseReason', s, k) === REASON.add ? Math.max(1, Math.abs(units) / 2) : 1
    if (size < least) return { units: 0, refused: trimmed | RISK_BIT.minimum_size, trimmed: 0 }
    return { units: side * size, refused: 0, trimmed }
  }

  const killed: boolean[] = []
  const orders = tsMs.map((_, s) => {
    const dead = drawdown(s)
    killed.push(dead || get('control.killSwitch', s) !== 0)
    const closed =
      (dead ? RISK_BIT.drawdown : 0) | (losing(s) ? RISK_BIT.daily_loss : 0) | (full(s) ? RISK_BIT.margin : 0)
    const all = holdings(s)
    const rank = (k: number) => get('weight.rank', s, k) || 1e9
    const result = every.map((): SlowOrder => ({ units: 0, refused: 0, trimmed: 0 }))
    for (const k of [...every].sort((a, b) => rank(a) - rank(b) || a - b)) {
      if (get('intent.increaseUnits', s, k) === 0) continue
      const order = judge(s, k, closed, all)
      result[k] = order
      if (order.units === 0) continue
      all.push({ k, units: order.units, ours: true, fresh: true })
      accepted.push(tsMs[s]!)
    }
    return result
  })
  return { orders, killed }
}
