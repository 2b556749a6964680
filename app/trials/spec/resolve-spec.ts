/** A sweep with every name resolved: settings by path, folders and files by absolute path. What depends on the candles comes later. */
import { dirname, resolve } from 'node:path'
import { parseIsoTime } from '../../../lib/iso-time.js'
import { SepError } from '../../../model/error-codes.js'
import { hasSepNodes } from '../../config/graph-parts.js'
import { type GraphProgram, isGraphName, loadGraphProgram } from '../../config/graph-program.js'
import { GRAPHS } from '../../config/graph-names.js'
import { graphSettings } from '../../config/graph-settings.js'
import { layersOf, parseLeaf } from '../../config/leaves/layers.js'
import { type Leaf, leavesOf } from '../../config/leaves/leaves.js'
import type { Json, Sampling, SweepPlan } from '../sweep-plan.js'
import { syntheticData } from '../load-sweep-market.js'
import { checkTrials } from './check-trials.js'
import { pointsOf } from './configurations.js'
import type { FoldRule } from './folds.js'
import { PRIMES } from './sampling.js'
import type { ReadSpec } from './read-spec.js'
import { type SpecSettings, specSettings } from './spec-settings.js'
import type { SweepSpec } from './sweep-spec.js'

type Planned = Pick<
  SweepPlan,
  | 'name'
  | 'kind'
  | 'graph'
  | 'data'
  | 'home'
  | 'lenient'
  | 'trust'
  | 'base'
  | 'sampling'
  | 'costs'
  | 'objective'
  | 'minTrades'
>
export interface ResolvedSpec extends Planned, SpecSettings {
  /** The graph with the settings that all trials share. */
  readonly program: GraphProgram
  readonly fromMs: number | null
  readonly toMs: number | null
  readonly windowDays: number | null
  readonly folds: FoldRule | null
  readonly holdoutPct: number | null
  readonly persist: boolean
  readonly at: ReadSpec['at']
}

type Given = { readonly [path: string]: Json }

/** `environment`: settings of the machine hold for every trial, as they do for a backtest. */
export const resolveSpec = async (
  read: ReadSpec,
  environment: Readonly<Record<string, string>>,
): Promise<ResolvedSpec> => {
  const { file, spec, at } = read
  const folder = dirname(file)
  const graph = isGraphName(spec.graph) ? spec.graph : resolve(folder, spec.graph)
  if (!isGraphName(graph) && !/\.m?js$/.test(graph))
    throw new SepError('bad-config', `${at(['graph'])}: ${GRAPHS.join(', ')} or a file that ends in .mjs or .js`)
  const leaves = leavesOf((await placed(graphSettings(graph), at(['graph']))).sections)
  const settings = specSettings(read, leaves)
  const sampling = samplingOf(spec.sampling)
  checkTrials(pointsOf(settings.spaces, sampling), 1, at(['grid']))
  checkAxes(settings, sampling, at(['sampling']))
  const names = spec.instruments === undefined ? null : instrumentsOf(spec.instruments)
  const base = {
    ...environmentSettings(leaves, environment),
    ...(names === null ? {} : { 'run.pairs': names }),
    ...costsOf(read, settings),
  }
  const program = await placed(programOf(graph, base, firstOf(settings)), at(['grid']))
  const kind = hasSepNodes(program.graph, 'shadow') ? spec.kind : 'portfolio'
  if (kind === 'portfolio' && settings.spaces.some(({ instruments }) => instruments !== null))
    throw new SepError(
      'bad-config',
      `${at(['instruments'])}: instruments share one account in a portfolio and cannot have settings of their own`,
    )
  return {
    ...settings,
    ...windowOf(read),
    name: spec.name,
    kind,
    graph,
    program,
    data: dataOf(spec, folder),
    home: spec.home,
    lenient: spec.lenient,
    trust: spec.trust,
    base,
    sampling,
    costs: {
      commission: spec.costs?.commission ?? null,
      spread: program.settings.run.spreadFactor,
      slippage: spec.costs?.slippage_factor ?? 1,
    },
    objective: typeof spec.objective === 'string' ? spec.objective : spec.objective.by,
    minTrades: spec.min_trades ?? (typeof spec.objective === 'object' ? spec.objective.min_trades : undefined) ?? 30,
    folds: spec.folds ?? null,
    holdoutPct: spec.holdout_pct ?? null,
    persist: spec.persist ?? spec.valkey?.enabled ?? false,
    at,
  }
}

const checkAxes = ({ spaces }: SpecSettings, { kind }: Sampling, place: string): void => {
  const axes = Math.max(0, ...spaces.map((space) => space.axes.length))
  if (kind === 'halton' && axes > PRIMES.length)
    throw new SepError('bad-config', `${place}: halton takes at most ${PRIMES.length} axes, not ${axes}`)
}

/** A fault of the user's graph stands where the sweep names it. */
const placed = async <T>(work: Promise<T>, place: string): Promise<T> => {
  try {
    return await work
  } catch (cause) {
    if (!(cause instanceof SepError)) throw cause
    throw new SepError('bad-config', `${place}: ${cause.message.replace(/^--graph [^:]*: /, '')}`, { cause })
  }
}

const instrumentsOf = (given: NonNullable<SweepSpec['instruments']>): readonly string[] =>
  (Array.isArray(given) ? [...new Set(given)] : Object.keys(given)).toSorted()

const environmentSettings = (leaves: readonly Leaf[], env: Readonly<Record<string, string>>): Given => {
  const [given] = layersOf({}, leaves, { env })
  return Object.fromEntries(
    [...(given?.values ?? [])].map(([leaf, value]) => {
      const parsed = parseLeaf(leaf, value, 'environment') as Json
      const isFile = leaf.path === 'run.spreadModel' || leaf.path === 'run.instruments'
      return [leaf.path, isFile && typeof parsed === 'string' ? resolve(parsed) : parsed]
    }),
  )
}

/** Costs that are settings: given once, here or in the grid. */
const costsOf = ({ spec, at }: ReadSpec, { spaces }: SpecSettings): Given => {
  const given = [
    ['commission', 'broker.commission', spec.costs?.commission],
    ['spread_factor', 'run.spreadFactor', spec.costs?.spread_factor],
  ] as const
  const found: { [path: string]: Json } = {}
  for (const [key, path, value] of given) {
    if (value === undefined) continue
    if (spaces.some(({ axes }) => axes.some((axis) => axis.path === path)))
      throw new SepError('bad-config', `${at(['costs', key])}: grid gives ${path} as well; keep one`)
    found[path] = value
  }
  return found
}

/** A graph may need a setting, and the first configuration may be a bad one. */
const programOf = (graph: string, base: Given, first: Given): Promise<GraphProgram> =>
  loadGraphProgram(graph, { flags: { ...base, ...first } }).catch((error: unknown) =>
    loadGraphProgram(graph, { flags: base }).catch(() => {
      throw error
    }),
  )

const firstOf = ({ spaces }: SpecSettings): Given =>
  Object.fromEntries((spaces[0]?.axes ?? []).map(({ path, values }) => [path, values[0] as Json]))

const dataOf = ({ data, synth }: SweepSpec, folder: string): readonly string[] => {
  if (synth) return [syntheticData(synth)]
  if (data === undefined) return ['valkey:']
  return [data].flat().map((path) => (path.startsWith('valkey:') ? path : resolve(folder, path)))
}

const samplingOf = (given: SweepSpec['sampling']): Sampling => {
  if (given === 'grid') return { kind: 'grid' }
  return 'random' in given ? { kind: 'random', ...given.random } : { kind: 'halton', ...given.halton }
}

const windowOf = ({ spec, at }: ReadSpec): Pick<ResolvedSpec, 'fromMs' | 'toMs' | 'windowDays'> => {
  const fromMs = timeOf(spec.from)
  const toMs = timeOf(spec.to)
  if (fromMs !== null && toMs !== null && fromMs >= toMs)
    throw new SepError('bad-config', `${at(['from'])}: from ${spec.from} is not before to ${spec.to}`)
  return { fromMs, toMs, windowDays: spec.window_days ?? null }
}

const timeOf = (text: string | undefined): number | null => (text === undefined ? null : parseIsoTime(text))
