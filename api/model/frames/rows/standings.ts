/** Ranking, allocation, budget, strategy, coherence and coefficients of the newest slice. */
import { REASONS } from '../../../../model/codes.js'
import { maskNames, GATE_STATES, GUARD_BIT, GUARDS } from '../../../../model/codes.js'
import { SECOND_MS } from '../../../../lib/time-units.js'
import type { FrameReads } from '../../frame-reads.js'
import type { FrameContext } from '../frame-context.js'
import { money, ratio } from '../rounded.js'
import { orNull, type SliceLook, timeOrNull } from '../slice-look.js'

export type Standings = Pick<FrameReads, 'ranking' | 'allocation' | 'budget' | 'strategy' | 'coherence' | 'coeffs'>

/** `newest`: the newest slice at the time of the question. */
export const standings = (context: FrameContext, newest: () => SliceLook): Standings => ({
  ranking: () => ranking(context, newest()),
  allocation: () => allocation(context, newest()),
  budget: () => budget(context, newest()),
  strategy: () => strategyOf(context, newest()),
  coherence: () => coherence(context, newest()),
  coeffs: () => coeffs(context, newest()),
})

const ranking = ({ traded, settings }: FrameContext, look: SliceLook): ReturnType<Standings['ranking']> => ({
  topK: settings.allocate?.topK ?? 0,
  ranking: traded
    .map(({ name, k }) => ({
      instrument: name,
      rank: orNull(look.row('allocate', 'rank', k)),
      score: orNull(look.row('allocate', 'score', k)),
      weight: ratio(look.row('allocate', 'weight', k)) ?? 0,
      filled: look.row('allocate', 'filled', k) === 1,
      gate: GATE_STATES[look.row('gates', 'state', k)] ?? 'warming',
    }))
    .toSorted((a, b) => (a.rank || Number.POSITIVE_INFINITY) - (b.rank || Number.POSITIVE_INFINITY)),
})

const allocation = ({ traded, settings }: FrameContext, look: SliceLook): ReturnType<Standings['allocation']> => {
  const placed = traded.filter(({ k }) => look.row('allocate', 'weight', k) > 0)
  return {
    topK: settings.allocate?.topK ?? 0,
    held: look.slice('allocate', 'held') === 1,
    fallback: look.slice('allocate', 'fallback') === 1,
    weights: Object.fromEntries(placed.map(({ name, k }) => [name, ratio(look.row('allocate', 'weight', k)) ?? 0])),
    scores: Object.fromEntries(traded.map(({ name, k }) => [name, orNull(look.row('allocate', 'score', k))])),
    filled: Object.fromEntries(placed.map(({ name, k }) => [name, look.row('allocate', 'filled', k) === 1])),
  }
}

const budget = ({ world, traded, settings }: FrameContext, look: SliceLook): ReturnType<Standings['budget']> => {
  const total = look.slice('size', 'budget')
  const places = Math.max(1, Math.min(settings.allocate?.topK ?? 1, traded.length))
  const share = settings.size?.maxPerPositionPct ?? Number.NaN
  const used = world.instruments.reduce((sum, _, k) => sum + look.row('broker', 'marginUsed', k), 0)
  return {
    currency: world.home,
    budget: money(total),
    perPositionCap: money(Math.min(total / places, share * total)),
    balance: money(look.slice('broker', 'balance')),
    marginAvailable: money(look.slice('broker', 'marginAvailable')),
    marginUsed: money(used),
    targetPct: settings.size?.targetPct ?? null,
  }
}

const strategyOf = ({ traded, settings }: FrameContext, look: SliceLook): ReturnType<Standings['strategy']> => ({
  instruments: traded.map(({ name, k }) => {
    const [entryMs, exitMs] = [look.row('strategy', 'lastEntryMs', k), look.row('strategy', 'lastExitMs', k)]
    const untilMs = Math.max(entryMs, exitMs) + (settings.strategy?.entryCdSec ?? 0) * SECOND_MS
    return {
      instrument: name,
      side: orNull(look.row('strategy', 'side', k)) ?? 0,
      reason: REASONS[look.row('strategy', 'reason', k)] ?? 'none',
      targetUnits: orNull(look.row('size', 'targetUnits', k)),
      lastEntryMs: timeOrNull(entryMs),
      lastExitMs: timeOrNull(exitMs),
      cooldownUntilMs: untilMs > look.tsMs ? timeOrNull(untilMs) : null,
    }
  }),
})

const coherence = ({ traded }: FrameContext, look: SliceLook): ReturnType<Standings['coherence']> => ({
  instruments: traded.map(({ name, k }) => {
    const metric = (column: 'coherence' | 'stability' | 'rupture' | 'entropy' | 'lambdaHazard' | 'repetition') =>
      orNull(look.row('qfh', column, k))
    const failed = look.row('guards', 'failed', k)
    return {
      instrument: name,
      coherence: metric('coherence'),
      stability: metric('stability'),
      rupture: metric('rupture'),
      entropy: metric('entropy'),
      hazard: metric('lambdaHazard'),
      repetition: metric('repetition'),
      coherent: look.has('guards') && (failed & GUARD_BIT.coherence) === 0,
      failed: maskNames(GUARDS, failed),
    }
  }),
})

const coeffs = ({ traded }: FrameContext, look: SliceLook): ReturnType<Standings['coeffs']> => ({
  instruments: traded.map(({ name, k }) => {
    const of = (column: 'sigmaEff' | 'lambda' | 'lambdaHazard' | 'sigC' | 'sigS' | 'sigE') => look.row('qfh', column, k)
    const signature = [of('sigC'), of('sigS'), of('sigE')]
    return {
      instrument: name,
      sigmaEff: orNull(of('sigmaEff')),
      lambda: orNull(of('lambda')),
      lambdaHazard: orNull(of('lambdaHazard')),
      signature: signature.every((part) => part >= 0) ? signature.join(':') : null,
    }
  }),
})
