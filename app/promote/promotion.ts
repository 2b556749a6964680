/** What a run, a sweep or the winner in a store would promote, with the sentence that judges it. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Clock } from '../../lib/clock.js'
import { SepError } from '../../model/error-codes.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { unpack } from '../../store/pack.js'
import type { StoreReads } from '../../store/store.js'
import { readSweep } from '../report/read-sweep.js'
import { reportSweep } from '../report/report-sweep.js'
import { changedSettings, type LiveParams, liveParams } from './live-params.js'

export interface Promotion {
  /** Where the settings come from, one line. */
  readonly source: string
  /** The verdict, or the first statement of a run. */
  readonly sentence: string
  readonly params: LiveParams
}

/** Of a sweep its candidate, the settings that vary and those that are fixed; of a run all that is not at its default. */
export const promotionOf = (folder: string, ledger: string, clock: Pick<Clock, 'nowMs'>): Promotion => {
  if (existsSync(join(folder, 'sweep.json'))) return ofSweep(folder, ledger, clock)
  if (existsSync(join(folder, 'run.json'))) return ofRun(folder)
  throw new SepError('missing-data', `${folder}: holds neither a run (run.json) nor a sweep (sweep.json)`)
}

const ofSweep = (folder: string, ledger: string, clock: Pick<Clock, 'nowMs'>): Promotion => {
  const { verdict, results } = reportSweep({ folder, ledger, clock })
  const { params, base } = readSweep(folder)
  const candidate = results.ranking.find(({ configHash }) => configHash === verdict.candidate?.configHash)
  if (!candidate) throw new SepError('missing-data', `${folder}: has no candidate to promote: ${verdict.sentence}`)
  const byPair = params.filter((name) => candidate.varying.has(name))
  if (byPair.length > 0)
    throw new SepError(
      'bad-argument',
      `${folder}: ${byPair.join(', ')} differ by instrument; promote one instrument's sweep`,
    )
  const chosen = Object.fromEntries(params.map((name) => [name, candidate.params[name]]))
  return {
    source: `sweep ${results.facts.name} ${results.facts.sweep.slice(0, 12)}, configuration ${candidate.configHash.slice(0, 12)}`,
    sentence: verdict.sentence,
    params: liveParams({ ...base, ...chosen }),
  }
}

const runFile = z.looseObject({
  outputHash: z.string(),
  config: z.record(z.string(), z.unknown()),
  summary: z.looseObject({ graph: z.string(), statements: z.array(z.string()) }),
})

const ofRun = (folder: string): Promotion => {
  const path = join(folder, 'run.json')
  const { success, data } = runFile.safeParse(jsonOf(path))
  if (!success) throw new SepError('bad-argument', `${path}: is not the description of a run`)
  const { outputHash, config, summary } = data
  if (summary.graph !== 'sep')
    throw new SepError('bad-argument', `${path}: its graph is ${summary.graph}; live_params.yaml holds settings of sep`)
  return {
    source: `run ${outputHash.slice(0, 12)}`,
    sentence: summary.statements[0] ?? 'The run has no statement.',
    params: liveParams(changedSettings(config)),
  }
}

const jsonOf = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/** The winner over all instruments that `sep report` left in the store. */
export const storedPromotion = async (store: StoreReads): Promise<Promotion> => {
  const [params, meta] = await store.values([
    keyName(KEYS.bestConfig, { inst: 'GLOBAL' }),
    keyName(KEYS.bestConfigMeta, { inst: 'GLOBAL' }),
  ])
  if (!params || !meta)
    throw new SepError(
      'missing-data',
      'the store has no winner (opt:best_config:GLOBAL); `sep report --days N` writes it',
    )
  const { run_id: id, trades, days } = unpack(KEYS.bestConfigMeta, meta)
  return {
    source: `winner of ${days} days in the store, configuration ${id.slice(0, 12)}, ${trades} trades`,
    sentence: 'A winner of a ranking, not a verdict: `sep report` has it.',
    params: liveParams({ ...unpack(KEYS.bestConfig, params) }),
  }
}
