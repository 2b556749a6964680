/** The rolling evaluator's documents. */
import type { z } from 'zod'
import { GATE_STATES } from '../../model/codes.js'
import type { World } from '../../model/world.js'
import type { documents } from '../../store/documents.js'
import type { StrategyParams } from '../../store/param-key.js'
import type { SliceView } from './slice-view.js'

type RollingSummary = z.output<typeof documents.rollingSummary>

/** Gates of all traded instruments; null before the first evaluation. Repetition and hazard are those of the slice's candle. */
export const gatesBlob = (view: SliceView, world: World): z.output<typeof documents.gatesBlob> | null => {
  const ts = view.slice('gates', 'gateTsMs')
  if (Number.isNaN(ts)) return null
  const at = (column: string, k: number) => view.row('gates', column, k)
  const stateOf = (k: number) => GATE_STATES[at('state', k)]!
  const per = <T>(of: (k: number) => T, has: (k: number) => boolean = () => true): { [instrument: string]: T } =>
    Object.fromEntries(
      world.instruments.flatMap(({ name }, k) => (world.traded[k] === 1 && has(k) ? [[name, of(k)]] : [])),
    )
  const withMetrics = (k: number) => view.has('qfh') && !Number.isNaN(view.row('qfh', 'coherence', k))
  return {
    ts,
    gates: per((k) => (at('eligible', k) === 1 ? 1 : 0)),
    states: per(stateOf),
    cooldowns: per((k) => (stateOf(k) === 'cooldown' ? 1 : 0)),
    bufs: per((k) => at('buffer', k)),
    repetition: per((k) => view.row('qfh', 'repetition', k), withMetrics),
    hazard: per((k) => view.row('qfh', 'lambdaHazard', k), withMetrics),
  }
}

/** Trailing window of instrument k and its floors; null before the first evaluation. */
export const rollingSummary = (view: SliceView, k: number, params: StrategyParams): RollingSummary | null => {
  const ts = view.slice('gates', 'gateTsMs')
  if (Number.isNaN(ts)) return null
  const at = (column: string) => view.row('gates', column, k)
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
