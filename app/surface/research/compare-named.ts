/** Compares stored runs, or finished sweeps of a folder, by their names. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ResearchReads } from '../../../api/model/research/research-reads.js'
import { ApiError } from '../../../api/routes/api-error.js'
import { isoTime } from '../../../lib/iso-time.js'
import { SepError } from '../../../model/error-codes.js'
import type { StoreReads } from '../../../store/store.js'
import { storedRun } from '../../../studies/spans/stored-runs.js'
import { compare } from '../../compare/compare.js'
import { type Compared, flatten, type Plain } from '../../compare/compared.js'
import { readCompared } from '../../compare/read-compared.js'

/** `folder`: of the sweeps. */
export const compareNamed =
  (store: StoreReads, folder: string): ResearchReads['compare'] =>
  async (names) => {
    if (names.length === 0) return { ...NOTHING, runs: [], config: [], basis: [], reasons: [], figures: [] }
    const all = await Promise.all(names.map((name) => named(store, folder, name)))
    const other = all.find(({ kind }) => kind !== all[0]?.kind)
    if (other) throw new ApiError('refused', `${other.folder} is a ${other.kind}, ${names[0]} is a ${all[0]?.kind}`)
    const { equal, config, reasons, basis, figures } = compare(all)
    const shown = (list: typeof config) =>
      list.map(({ path, values }) => ({ path, values: values.map((value) => (value ?? null) as Json) }))
    return {
      runs: [...names],
      equal,
      config: shown(config),
      basis: shown(basis),
      reasons: reasons.map((own) => [...own]),
      figures: figures.map(({ key, values, deltas }) => ({ key, values: [...values], deltas: [...deltas] })),
    }
  }

type Json = Awaited<ReturnType<ResearchReads['compare']>>['config'][number]['values'][number]
const NOTHING = Object.freeze({ equal: true })

const named = async (store: StoreReads, folder: string, name: string): Promise<Compared> => {
  const own = join(folder, name)
  if (/^\.+$/.test(name) || !existsSync(join(own, 'sweep.json'))) return storedCompared(store, name)
  try {
    return { ...readCompared(own), folder: name }
  } catch (error) {
    if (error instanceof SepError) throw new ApiError('no-data', error.message)
    throw error
  }
}

const storedCompared = async (store: StoreReads, runId: string): Promise<Compared> => {
  const found = await storedRun(store, runId)
  if (!found) throw new ApiError('no-data', `${runId}: neither a stored run nor a finished sweep has this name`)
  const { run } = found
  return {
    folder: runId,
    kind: 'run',
    config: new Map<string, Plain>([...flatten(run.params), ['kind', run.kind], ['configuration', run.config_hash]]),
    basis: new Map<string, Plain>([
      ['data', run.data_hash],
      ['window', `${isoTime(run.from)} to ${isoTime(run.to)}`],
      ['instrument', run.instrument],
      ['graph', run.family],
      ['kind of trades', run.kind],
    ]),
    figures: new Map<string, number | null>([...figuresOf(run.summary), ...figuresOf(run.metrics)]),
    outputHash: run.result_hash,
  }
}

const figuresOf = (figures: Readonly<Record<string, number | null>>) => Object.entries(figures)
