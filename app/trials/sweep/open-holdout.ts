/** Opens the locked hold-out of a sweep with one configuration: once for a family, and the opening stays in the ledger. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../../lib/clock.js'
import { isoTime } from '../../../lib/iso-time.js'
import { SepError } from '../../../model/error-codes.js'
import type { TrialLine } from '../../../model/trial-line.js'
import { configHashOf } from '../identity.js'
import { appendLedger, readTrialLedger } from '../ledger.js'
import type { LedgerLine } from '../ledger/ledger-line.js'
import { overlaps, type Stretch } from '../ledger/overlap.js'
import { pooledTrades } from '../ledger/trial-entries.js'
import { loadSweepMarket, type MarketAccess } from '../load-sweep-market.js'
import { openPlan, programsOf } from '../open-plan.js'
import { prepareTrial } from '../prepare-trial.js'
import { runTrials } from '../run-trials.js'
import type { Json, SweepPlan } from '../sweep-plan.js'
import type { Span } from './plan-sweep.js'

export type HoldoutEntry = Extract<LedgerLine, { readonly t: 'holdout' }>

/** plan.json of a sweep's folder. */
export interface PlanFile {
  readonly sweep: string
  readonly family: string
  readonly plan: SweepPlan
  readonly holdout: Span | null
}
export interface HoldoutOpening {
  /** Folder of the sweep. */
  readonly folder: string
  /** Of the configuration that it is opened with. */
  readonly configHash: string
  readonly ledger: string
  readonly access: MarketAccess
  readonly memoryMb: number
  readonly clock: Pick<Clock, 'nowMs'>
  readonly signal: AbortSignal
}

/**
 * Runs the configuration on the hold-out and enters the result in the ledger before anybody sees it. The same configuration gets the
 * same entry again. `bad-argument` where the sweep locks none, or where the family has opened it with another one.
 */
export const openHoldout = async (opening: HoldoutOpening): Promise<HoldoutEntry> => {
  const file = readPlanFile(opening.folder)
  const { holdout } = file
  if (holdout === null)
    throw new SepError('bad-argument', `${opening.folder}: its spec locks no hold-out; holdout_pct does`)
  const stretch = stretchOf(file, holdout)
  const earlier = readTrialLedger(opening.ledger).holdouts.find((entry) => overlaps(entry, stretch))
  if (earlier?.configHash === opening.configHash) return earlier
  if (earlier)
    throw new SepError(
      'bad-argument',
      `the hold-out of ${file.family} was opened at ${earlier.time} with another configuration; it opens once`,
    )
  const { trades, meanBps } = pooledTrades(await holdoutLines(opening, file, holdout))
  const time = isoTime(opening.clock.nowMs())
  const entry: HoldoutEntry = {
    ...{ t: 'holdout', time, sweep: file.sweep, family: file.family, instruments: [...stretch.instruments] },
    ...{ from: stretch.from, to: stretch.to, configHash: opening.configHash, trades, meanBps },
  }
  appendLedger(opening.ledger, [entry])
  return entry
}

const holdoutLines = async (
  { folder, configHash, access, memoryMb, signal }: HoldoutOpening,
  { plan }: PlanFile,
  holdout: Span,
): Promise<readonly TrialLine[]> => {
  const programOf = await programsOf(plan)
  const first = Object.fromEntries((plan.spaces[0]?.axes ?? []).map(({ path, values }) => [path, values[0] as Json]))
  const market = await loadSweepMarket(plan, programOf({ ...plan.base, ...first }).settings, access)
  if (market.hash !== plan.market)
    throw new SepError(
      'bad-data',
      `${plan.data.join(', ')}: the candles are not those of ${folder}; run the sweep again`,
    )
  const windows = [{ fold: null, part: 'holdout', ...holdout } as const]
  const { trials } = await openPlan({ ...plan, windows }, market.market.world)
  const all = Array.from({ length: trials.count }, (_, index) => trials.at(index))
  const wanted = all.find((trial) => isConfiguration(trial, programOf, configHash))
  if (!wanted) throw new SepError('bad-argument', `${folder}: has no configuration ${configHash}`)
  const found: TrialLine[] = []
  const failed: string[] = []
  await runTrials({
    ...{ market, trials: [wanted], programOf, memoryMb, signal },
    onTrial: (_, lines) => found.push(...lines),
    onFailed: (_, text) => failed.push(text),
  })
  if (found.length === 0) throw new SepError('bad-argument', failed[0] ?? 'interrupted: the hold-out stays locked')
  return found
}

const isConfiguration = (
  trial: Parameters<typeof prepareTrial>[0],
  programOf: Parameters<typeof prepareTrial>[1],
  configHash: string,
): boolean => {
  try {
    return configHashOf(prepareTrial(trial, programOf)) === configHash
  } catch {
    return false
  }
}

const readPlanFile = (folder: string): PlanFile => {
  const path = join(folder, 'plan.json')
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as PlanFile
  } catch (cause) {
    throw new SepError('missing-data', `${path}: cannot be read; sep trials writes it`, { cause })
  }
}

const stretchOf = ({ family, plan }: PlanFile, { fromMs, toMs }: Span): Stretch => ({
  family,
  instruments: [...new Set(plan.spaces.flatMap(({ instruments }) => instruments))].toSorted(),
  from: minute(fromMs),
  to: minute(toMs),
})

const minute = (tsMs: number): string => `${isoTime(tsMs).slice(0, 16)}Z`
