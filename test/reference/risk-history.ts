/** Rules about what has happened before: every slice looks at all of history again. */
import { HOUR_MS, MINUTE_MS } from '../../lib/time-units.js'
import { REASON } from '../../model/codes.js'
import type { RiskCase } from './risk-case.js'

/** The day's loss has reached its limit, or NAV is unknown. */
export const isLosing = ({ config, get, tsMs }: RiskCase, s: number): boolean => {
  const day = get('session.tradingDay', s)
  let first = s
  while (first > 0 && get('session.tradingDay', first - 1) === day) first--
  const navs = tsMs.slice(first, s + 1).map((_, j) => get('account.nav', first + j))
  const floor = (navs.find((nav) => !Number.isNaN(nav)) ?? Number.NaN) * (1 - config.maxDailyLossPct / 100)
  return navs.some((nav) => nav <= floor) || Number.isNaN(navs[navs.length - 1])
}

/** The margin gate blocks: the last crossing of its band was upward. */
export const isFull = ({ config, get }: RiskCase, s: number): boolean => {
  const share = (j: number) =>
    get('account.marginUsedTotal', j) / (get('account.marginUsedTotal', j) + get('account.marginAvailable', j))
  if (Number.isNaN(share(s))) return true
  for (let j = s; j >= 0; j--) {
    if (share(j) >= config.marginHystHigh + 0.02) return true
    if (share(j) < config.marginHystLow) return false
  }
  return false
}

/** Asked slice by slice: whether the drawdown acts as the kill switch. */
export const createKiller = ({ config, every, get, tsMs }: RiskCase): ((s: number) => boolean) => {
  let from = 0
  let tripped = false
  let lastRequest = 0
  const reset = (s: number): void => {
    const lock = (j: number, k: number) => Math.max(0, get('control.lockUntilMs', j, k) - tsMs[s]!)
    const other =
      get('control.paused', s) !== get('control.paused', lastRequest) ||
      every.some((k) => get('control.flatten', s, k) !== 0 || lock(s, k) !== lock(lastRequest, k))
    lastRequest = s
    if (other || !tripped || get('control.killSwitch', s) !== 0) return
    tripped = false
    from = s
  }
  return (s) => {
    if (s === 0 || get('control.requestId', s) !== get('control.requestId', s - 1)) reset(s)
    let peak = Number.NEGATIVE_INFINITY
    for (let j = from; j <= s; j++) if (get('account.nav', j) > peak) peak = get('account.nav', j)
    if (((peak - get('account.nav', s)) / peak) * 100 >= config.maxDrawdownPct) tripped = true
    return tripped && config.drawdownAction === 'kill'
  }
}

/** Three stops within two hours lock an instrument for two hours. */
export const isStopLocked = ({ get, tsMs }: RiskCase, s: number, k: number): boolean => {
  let stops: number[] = []
  let until = Number.NEGATIVE_INFINITY
  for (let j = 0; j <= s; j++) {
    if (get('account.exitFill', j, k) !== REASON.stop || get('account.units', j, k) !== 0) continue
    stops.push(tsMs[j]!)
    const third = stops[stops.length - 3]
    if (third === undefined || tsMs[j]! - third >= 2 * HOUR_MS) continue
    until = tsMs[j]! + 2 * HOUR_MS
    stops = []
  }
  return tsMs[s]! < until
}

/** Backoff after rejects: 1, 2, 4 .. 60 minutes. */
export const isBackingOff = ({ get, tsMs }: RiskCase, s: number, k: number): boolean => {
  let rejects = 0
  let until = Number.NEGATIVE_INFINITY
  for (let j = 0; j <= s; j++) {
    if (get('account.entryFilled', j, k) === 1) rejects = 0
    if (get('account.rejected', j, k) === 0) continue
    rejects++
    let minutes = 1
    for (let n = 1; n < rejects; n++) minutes = Math.min(60, minutes * 2)
    until = tsMs[j]! + minutes * MINUTE_MS
  }
  return tsMs[s]! < until
}

/** Sizes of the open trades, from all fills. */
export const openSizes = ({ get, ports }: RiskCase, s: number, k: number): number[] => {
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

export const lastSigma = ({ get }: RiskCase, s: number, k: number): number => {
  for (let j = s; j >= 0; j--) if (!Number.isNaN(get('signal.sigmaEff', j, k))) return get('signal.sigmaEff', j, k)
  return Number.NaN
}
