/** The gates of the rolling evaluator: their state, the trailing window, one summary per hour. */
import type { z } from 'zod'
import { HOUR_MS } from '../../lib/time-units.js'
import { GATE_STATES } from '../../model/codes.js'
import type { World } from '../../model/world.js'
import type { documents } from '../../store/documents.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { pack } from '../../store/pack.js'
import { paramKey, type StrategyParams } from '../../store/param-key.js'
import { setWrite } from '../../store/set-write.js'
import type { Write } from '../../store/store.js'
import { mirrored, type SliceView } from './slice-view.js'

type RollingSummary = z.output<typeof documents.rollingSummary>

export interface GateContext {
  readonly world: World
  /** Strategy parameters by instrument. */
  readonly params: readonly StrategyParams[]
}

/** Gates of all traded instruments; null before the first evaluation. Repetition and hazard come from the slice's candle. */
export const gatesBlob = (view: SliceView, world: World): z.output<typeof documents.gatesBlob> | null => {
  const ts = view.slice(mirrored.gates, 'gateTsMs')
  if (Number.isNaN(ts)) return null
  const gates = (k: number) => view.row(mirrored.gates, k)
  const qfh = (k: number) => view.row(mirrored.qfh, k)
  const stateOf = (k: number) => GATE_STATES[gates(k)('state')]!
  const per = <T>(of: (k: number) => T, has: (k: number) => boolean = () => true): { [instrument: string]: T } =>
    Object.fromEntries(
      world.instruments.flatMap(({ name }, k) => (world.traded[k] === 1 && has(k) ? [[name, of(k)]] : [])),
    )
  const withMetrics = (k: number) => view.has(mirrored.qfh) && !Number.isNaN(qfh(k)('coherence'))
  return {
    ts,
    gates: per((k) => (gates(k)('eligible') === 1 ? 1 : 0)),
    states: per(stateOf),
    cooldowns: per((k) => (stateOf(k) === 'cooldown' ? 1 : 0)),
    bufs: per((k) => gates(k)('buffer')),
    repetition: per((k) => qfh(k)('repetition'), withMetrics),
    hazard: per((k) => qfh(k)('lambdaHazard'), withMetrics),
  }
}

/** Trailing window of instrument k and its floors; null before the first evaluation. */
export const rollingSummary = (view: SliceView, k: number, params: StrategyParams): RollingSummary | null => {
  const ts = view.slice(mirrored.gates, 'gateTsMs')
  if (Number.isNaN(ts)) return null
  const at = view.row(mirrored.gates, k)
  return {
    ts,
    params,
    summary: {
      trades: at('trades'),
      win_rate: at('winRate'),
      pnl_total: at('pnlBps'),
      max_drawdown: at('drawdownBps'),
      calmar: at('calmar'),
    },
    gates: { min_trades: at('minTrades'), calmar_min: at('calmarMin'), pnl_min: at('pnlMinBps') },
    eligible: at('eligible') === 1,
  }
}

/** The gates of all traded instruments together, and each on its own. */
export const gateWrites = (view: SliceView, { world, params }: GateContext): Write[] => {
  const blob = gatesBlob(view, world)
  if (!blob) return []
  const one = (k: number, inst: string): Write[] => {
    const at = view.row(mirrored.gates, k)
    return [
      setWrite(KEYS.gateEligible, { inst }, blob.gates[inst]!),
      setWrite(KEYS.gatePasses, { inst }, at('passes')),
      setWrite(KEYS.gateFails, { inst }, at('fails')),
      setWrite(KEYS.gateMisses, { inst }, at('misses')),
      setWrite(KEYS.gateCooldown, { inst }, at('cooldownUntilMs')),
      setWrite(KEYS.rollingSummary, { inst }, rollingSummary(view, k, params[k]!)!),
    ]
  }
  return [
    setWrite(KEYS.gatesBlob, {}, blob),
    ...world.instruments.flatMap(({ name }, k) => (world.traded[k] === 1 ? one(k, name) : [])),
  ]
}

/** True for the first slice of an hour. `lastMs`: time of the previous slice, NaN if unknown. */
export const beginsHour = (lastMs: number, tsMs: number): boolean =>
  Number.isNaN(lastMs) ? tsMs % HOUR_MS === 0 : Math.floor(tsMs / HOUR_MS) > Math.floor(lastMs / HOUR_MS)

/** Appends an hourly summary for each traded instrument whose gate has left its warm-up. */
export const rollingHistory = (view: SliceView, { world, params }: GateContext): Write[] =>
  world.instruments.flatMap(({ name: inst }, k): Write[] => {
    const found = world.traded[k] === 1 ? rollingSummary(view, k, params[k]!) : null
    if (!found || view.row(mirrored.gates, k)('state') === WARMING) return []
    const key = keyName(KEYS.rollingHistory, { inst, paramKey: paramKey(params[k]!) })
    const value = pack(KEYS.rollingHistory, { ts: found.ts, ...found.summary })
    return [{ op: 'listPush', key, value, keep: KEPT }]
  })

const WARMING = 0
const KEPT = (KEYS.rollingHistory.keep as { readonly count: number }).count
