/** Compares stored runs, or folders of sweeps and runs, by their names. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ResearchReads } from '../../../api/model/research/research-reads.js'
import { ApiError } from '../../../api/routes/api-error.js'
import { isoTime } from '../../../lib/iso-time.js'
import type { StoreReads } from '../../../store/store.js'
import { storedRun } from '../../../studies/spans/stored-runs.js'
import { compare, type Comparison } from '../../compare/compare.js'
import { type Compared, flatten, type Plain } from '../../compare/compared.js'
import { runFolder } from './run-folder.js'
import type { SepCommand } from './sep-command.js'

export interface CompareInputs {
  readonly store: StoreReads
  /** Of the sweeps. */
  readonly sweeps: string
  /** Folder that names of run folders begin in. */
  readonly runs: string
  /** Reads folders, which may hold 100,000 trials. */
  readonly command: SepCommand
}

export const compareNamed = ({ store, sweeps, runs, command }: CompareInputs): ResearchReads['compare'] => {
  const folderOf = (name: string): string | null => {
    const own = join(sweeps, name)
    return /^[^./\\][^/\\]*$/.test(name) && existsSync(join(own, 'sweep.json')) ? own : runFolder(runs, name)
  }
  return async (names, signal) => {
    if (names.length === 0)
      return { runs: [], equal: true, config: [], basis: [], reasons: [], figures: [], sharpe: [] }
    const folders = names.map(folderOf)
    const stored = names.find((_, n) => folders[n] === null)
    const kept = names.find((_, n) => folders[n] !== null)
    if (stored === undefined)
      return shownAs(names, (await command(['compare', ...(folders as string[])], signal)) as Comparison)
    // Before it is refused as another kind: a name that is nothing at all.
    const first = await storedCompared(store, stored)
    if (kept !== undefined) throw new ApiError('refused', `${stored} is a stored run, ${kept} is a folder`)
    const others = await Promise.all(names.map(async (name) => (name === stored ? first : storedCompared(store, name))))
    return shownAs(names, compare(others))
  }
}

type Answer = Awaited<ReturnType<ResearchReads['compare']>>
type Json = Answer['config'][number]['values'][number]

const shownAs = (names: readonly string[], { equal, config, reasons, basis, figures, sharpe }: Comparison): Answer => {
  const shown = (list: typeof config) =>
    list.map(({ path, values }) => ({ path, values: values.map((value) => (value ?? null) as Json) }))
  return {
    runs: [...names],
    equal,
    config: shown(config),
    basis: shown(basis),
    reasons: reasons.map((own) => [...own]),
    figures: figures.map(({ key, values, deltas }) => ({ key, values: [...values], deltas: [...deltas] })),
    sharpe: [...sharpe],
  }
}

const storedCompared = async (store: StoreReads, runId: string): Promise<Compared> => {
  const found = await storedRun(store, runId)
  if (!found) throw new ApiError('no-data', `${runId}: no stored run, finished sweep or run folder has this name`)
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
    daily: null,
    outputHash: run.result_hash,
  }
}

const figuresOf = (figures: Readonly<Record<string, number | null>>) => Object.entries(figures)
