/** Opens a sweep: the file, its candles, its plan and its trials. */
import { SepError } from '../../../model/error-codes.js'
import { familyOf } from './family.js'
import { loadSweepMarket, type MarketAccess } from '../load-sweep-market.js'
import { type OpenPlan, openPlan } from '../open-plan.js'
import { type PlannedSweep, planSweep, sweepHash } from './plan-sweep.js'
import { type ReadSpec, readSpec } from '../spec/read-spec.js'
import { resolveSpec, type ResolvedSpec } from '../spec/resolve-spec.js'
import type { SweepSpec } from '../spec/sweep-spec.js'
import type { SweepMarket } from '../sweep-market.js'

export interface OpenSweep extends OpenPlan, PlannedSweep {
  readonly file: string
  /** As it was read. */
  readonly spec: SweepSpec
  readonly persist: boolean
  readonly folds: ResolvedSpec['folds']
  /** Hash of the plan. */
  readonly sweep: string
  readonly family: string
  readonly market: SweepMarket
}

export const openSweep = (
  file: string,
  environment: Readonly<Record<string, string>>,
  access: MarketAccess,
): Promise<OpenSweep> => openSweepSpec(readSpec(file), environment, access)

/** Of a spec that may come from elsewhere than a file. */
export const openSweepSpec = async (
  read: ReadSpec,
  environment: Readonly<Record<string, string>>,
  access: MarketAccess,
): Promise<OpenSweep> => {
  const resolved = await resolveSpec(read, environment)
  const market = await loadSweepMarket(resolved, resolved.program.settings, access).catch((cause: unknown) => {
    if (!(cause instanceof SepError)) throw cause
    const key = read.spec.data === undefined ? (read.spec.synth ? 'synth' : 'valkey') : 'data'
    throw new SepError(cause.code, `${read.at([key])}: ${cause.message}`, { cause })
  })
  const planned = planSweep(resolved, market)
  return {
    ...planned,
    ...(await openPlan(planned.plan, market.market.world)),
    file: read.file,
    spec: read.spec,
    persist: resolved.persist,
    folds: resolved.folds,
    sweep: sweepHash(planned.plan),
    family: familyOf(resolved.program.graph),
    market,
  }
}
