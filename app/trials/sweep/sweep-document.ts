/** sweep.json: where the lines of trials.ndjson come from, and how to repeat them. */
import { isoTime } from '../../../lib/iso-time.js'
import { dateOfDay, openTradingDays } from '../../../operators/calendar/open-days.js'
import { versions } from '../../config/versions.js'
import type { OpenSweep } from './open-sweep.js'
import type { Span } from './plan-sweep.js'

export const sweepDocument = (open: OpenSweep) => {
  const { plan, market, window, holdout, folds } = open
  const { world } = market.market
  return {
    format: 1,
    name: plan.name,
    sweep: open.sweep,
    graph: plan.graphFile ? plan.graphFile.path : plan.graph,
    graphFile: plan.graphFile,
    family: open.family,
    kind: plan.kind,
    objective: plan.objective,
    minTrades: plan.minTrades,
    data: [open.spec.data ?? (open.spec.synth ? plan.data : 'valkey:')].flat(),
    dataHash: market.market.dataHash,
    market: market.hash,
    world: { home: world.home, instruments: world.instruments.map(({ name }) => name) },
    window: shown(window),
    /** Open New York trading days of the window. */
    days: openTradingDays(window.fromMs, window.toMs).map(dateOfDay),
    folds: folds && {
      ...folds,
      windows: plan.windows.map(({ fold, part, ...span }) => ({ fold, part, ...shown(span) })),
    },
    holdout: holdout && shown(holdout),
    costs: plan.costs,
    trials: open.trials.count,
    instruments: world.instruments.filter((_, k) => world.traded[k] === 1).map(({ name }) => name),
    params: plan.params.map(({ name }) => name),
    base: plan.base,
    versions: versions(),
    command: `sep trials ${open.file}`,
    spec: open.spec,
  }
}
export type SweepDocument = ReturnType<typeof sweepDocument>

const shown = ({ fromMs, toMs }: Span) => ({ from: minute(fromMs), to: minute(toMs) })

const minute = (tsMs: number): string => `${isoTime(tsMs).slice(0, 16)}Z`
