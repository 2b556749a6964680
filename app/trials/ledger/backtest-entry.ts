/** The ledger line of a backtest: it evaluates a configuration as a trial does, and counts as one. */
import { canonicalJson, sha256 } from '../../../graph/engine/hash/hash.js'
import { isoTime } from '../../../lib/iso-time.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import type { World } from '../../../model/world.js'
import { marketGuards } from '../../../operators/market-guards.js'
import type { TradeMoments } from '../../../sinks/trials/trade-moments.js'
import type { RunSummary } from '../../backtest/run-recorder.js'
import type { GraphProgram } from '../../config/graph-program.js'
import { configHashOf } from '../identity.js'
import { prepareTrial } from '../prepare-trial.js'
import { familyOf } from '../sweep/family.js'
import type { Json } from '../sweep-plan.js'
import type { TrialEntry } from './ledger-line.js'

export interface BacktestFacts {
  readonly program: GraphProgram
  readonly world: World
  readonly summary: RunSummary
  /** Of the shadow; null for a graph without one. */
  readonly moments: TradeMoments | null
}

/** `time`: ISO, when it was run. The same settings have the same `configHash` as a trial; the same run has the same `resultHash`. */
export const backtestEntry = ({ program, world, summary, moments }: BacktestFacts, time: string): TrialEntry => {
  const span = { fromMs: summary.fromMs - MINUTE_MS, toMs: summary.toMs }
  const window = { fold: null, part: 'all', ...span } as const
  const trial = { index: 0, kind: 'shadow', targets: [], window, settings: {} } as const
  const configHash = configHashOf(prepareTrial(trial, () => program))
  const { figures, dataHash } = summary
  const { trades, meanBps, sdBps } = moments ?? {
    trades: summary.trades,
    meanBps: figures.netBpsPerPosition,
    sdBps: null,
  }
  const spreadFactor = program.settings.run.spreadFactor
  return {
    t: 'trial',
    time,
    resultHash: sha256(canonicalJson({ configHash, dataHash, world: world.identity, spreadFactor, ...span })),
    configHash,
    family: familyOf(program.graph),
    dataHash,
    instruments: world.instruments.filter((_, k) => world.traded[k] === 1).map(({ name }) => name),
    from: minute(span.fromMs),
    to: minute(span.toMs),
    params: paramsOf(program, world),
    trades,
    meanBps,
    sdBps,
    sharpe: meanBps !== null && sdBps !== null && sdBps > 0 ? meanBps / sdBps : null,
  }
}

/** The five of `paramKey`; null where pairs have different ones. Empty for another graph than SEP. */
const paramsOf = ({ sep }: GraphProgram, world: World): TrialEntry['params'] => {
  if (sep === null) return {}
  const bounds = new Set(marketGuards.init(sep.guards, world).cMin)
  const params: { [name: string]: Json } = {
    c_min: bounds.size === 1 ? ([...bounds][0] as number) : null,
    look: sep.direction.look,
    thr_bps: sep.direction.thrBps,
    entry_cd: sep.strategy.entryCdSec,
    exit_cd: sep.strategy.exitCdSec,
  }
  return params as TrialEntry['params']
}

const minute = (tsMs: number): string => `${isoTime(tsMs).slice(0, 16)}Z`
