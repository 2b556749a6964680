/** Checks the machine and shows what the settings imply. */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../lib/make-folder.js'
import { warmupMinutes } from '../../graph/engine/define/plan.js'
import { sep } from '../../graph/sep.js'
import { analyze, KERNEL_VERSION } from '../../native-rs/index.js'
import { SepError } from '../../model/error-codes.js'
import { isZone } from '../../operators/calendar/zone.js'
import { loadInstruments } from '../../sources/instruments.js'
import { DEFAULT_PAIRS } from '../config/topology.js'
import { cacheFolder } from '../config/cache-folder.js'
import type { Settings } from '../config/settings.js'
import type { Finding } from './finding.js'

/** Volatility of a major pair per minute: 9 % a year over 374,400 minutes. */
const TYPICAL_SIGMA = 0.09 / Math.sqrt(374_400)
const VAR_PER_SIGMA = 2.326 * Math.sqrt(1440)

export const examine = (settings: Settings): readonly Finding[] => [
  node(),
  kernel(),
  zones(),
  cache(),
  ...leverage(settings),
  warmup(settings),
  terms(settings),
  ...switches(settings),
]

const node = (): Finding => {
  const [major, minor] = process.versions.node.split('.').map(Number) as [number, number]
  const good = major > 20 || (major === 20 && minor >= 19)
  return { check: 'node', state: good ? 'ok' : 'failed', message: `${process.versions.node}, needed 20.19 or newer` }
}

const kernel = (): Finding => {
  try {
    const { rupture } = analyze(Uint8Array.from({ length: 128 }, (_, i) => i % 2))
    return rupture === 0
      ? { check: 'kernel', state: 'ok', message: `version ${KERNEL_VERSION}` }
      : { check: 'kernel', state: 'failed', message: `rupture of alternating bits is ${rupture}, not 0` }
  } catch (error) {
    if (error instanceof SepError) return { check: 'kernel', state: 'failed', message: error.message }
    throw error
  }
}

const zones = (): Finding => {
  const missing = ['America/New_York', 'Europe/London', 'Asia/Tokyo', 'Australia/Sydney'].filter(
    (zone) => !isZone(zone),
  )
  return missing.length === 0
    ? { check: 'time zones', state: 'ok', message: 'the four session zones are available' }
    : { check: 'time zones', state: 'failed', message: `missing: ${missing.join(', ')}; this Node lacks zone data` }
}

const cache = (): Finding => {
  const folder = cacheFolder()
  const probe = join(folder, `.probe-${process.pid}`)
  try {
    makeFolder(folder)
    writeFileSync(probe, '')
    rmSync(probe)
    return { check: 'cache', state: 'ok', message: `${folder} can be written` }
  } catch (error) {
    const there = existsSync(folder) ? 'exists but' : 'does not exist and'
    return {
      check: 'cache',
      state: 'warning',
      message: `${folder} ${there} cannot be written: ${(error as Error).message}`,
    }
  }
}

/** The largest book that the margin budget and the VaR bound allow, in multiples of NAV. */
const leverage = ({ size, allocate, run, broker }: Settings): readonly Finding[] => {
  const instruments = loadInstruments(run.pairs ?? DEFAULT_PAIRS, run.instruments ?? undefined)
  const places = Math.min(allocate.topK, instruments.length)
  const cap = Math.min(size.targetPct / places, size.maxPerPositionPct * size.targetPct)
  const rate =
    instruments.reduce((sum, { marginRate }) => sum + Math.max(marginRate, broker.accountMarginRate), 0) /
    instruments.length
  const byMargin = Math.min(cap / rate, size.maxPositionSizeNav)
  const byVar = size.maxVarPct / 100 / places / (VAR_PER_SIGMA * TYPICAL_SIGMA)
  const times = places * Math.min(byMargin, byVar)
  const varPct = times * VAR_PER_SIGMA * TYPICAL_SIGMA * 100
  const leverage = `${(size.targetPct * 100).toFixed(0)} % margin in ${places} places is up to ${times.toFixed(1)} x NAV`
  const risk = `one-day VaR (99 %) about ${varPct.toFixed(1)} % of NAV at 9 % volatility a year`
  const advice = times > 5 ? ['--profile conservative is about a tenth'] : []
  return [{ check: 'leverage', state: times > 5 ? 'warning' : 'ok', message: [leverage, risk, ...advice].join('; ') }]
}

const warmup = (settings: Settings): Finding => ({
  check: 'warm-up',
  state: 'ok',
  message: `${(warmupMinutes(sep(settings)) / 1440).toFixed(1)} days of history until every node is warm`,
})

/** Of a backtest and a paper run; live, the account's own decide. */
const terms = ({ broker }: Settings): Finding => {
  const text = (value: unknown) => (typeof value === 'string' ? value : 'as configured')
  const fifo = broker.division === 'us' ? 'us: FIFO rules, except on hedging accounts' : 'other'
  return {
    check: 'terms',
    state: 'ok',
    message: `commission ${text(broker.commission)}, depth ${text(broker.depth)}, division ${fifo} (SEP_DIVISION)`,
  }
}

const switches = ({ orders, broker }: Settings): readonly Finding[] => [
  ...(orders.stopLoss
    ? []
    : [{ check: 'stops', state: 'warning' as const, message: 'AUTO_SL is off: only a replay may run without stops' }]),
  ...(Object.keys(broker.financing).length > 0
    ? []
    : [{ check: 'financing', state: 'warning' as const, message: 'no rates given: financing is 0 in a backtest' }]),
]
