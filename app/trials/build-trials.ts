/** The trials of a plan, by index: configuration by configuration, each on every window. */
import { type StrategyParams, paramKey } from '../../store/param-key.js'
import type { World } from '../../model/world.js'
import { marketGuards } from '../../operators/market-guards.js'
import type { GraphProgram } from '../config/graph-program.js'
import type { Settings } from '../config/settings.js'
import { type Configuration, configurationsOf } from './spec/configurations.js'
import type { Json, SweepPlan } from './sweep-plan.js'
import type { Trial, TrialTarget } from './trial.js'
import type { ProgramOf } from './trial-programs.js'

export interface Trials {
  readonly count: number
  /** The trial of this index. */
  at(index: number): Trial
}

export const buildTrials = (plan: SweepPlan, programOf: ProgramOf, world: World): Trials => {
  const configurations = configurationsOf(plan)
  const { windows } = plan
  const prepared = new Map<number, Pick<Trial, 'targets' | 'settings'>>()
  const preparedAt = (n: number) => {
    const known = prepared.get(n)
    if (known) return known
    const fresh = prepare(plan, configurations[n] as Configuration, programOf, world)
    prepared.set(n, fresh)
    return fresh
  }
  return {
    count: configurations.length * windows.length,
    at: (index) => ({
      index,
      kind: plan.kind,
      window: windows[index % windows.length] as Trial['window'],
      ...preparedAt(Math.floor(index / windows.length)),
    }),
  }
}

const prepare = (
  plan: SweepPlan,
  { values, instruments }: Configuration,
  programOf: ProgramOf,
  world: World,
): Pick<Trial, 'targets' | 'settings'> => {
  const given = { ...plan.base, ...values }
  const program = tried(programOf, given)
  const targets = instruments.map((instrument) => targetOf(plan, given, program, world, instrument))
  if (plan.costs.slippage === 1 || program === null) return { targets, settings: given }
  const slippageBps = program.settings.broker.slippageBps * plan.costs.slippage
  return { targets, settings: { ...given, 'broker.slippageBps': slippageBps } }
}

/** Null for settings that cannot be: the run of the trial reports them. */
const tried = (programOf: ProgramOf, settings: Configuration['values']): GraphProgram | null => {
  try {
    return programOf(settings)
  } catch {
    return null
  }
}

const targetOf = (
  plan: SweepPlan,
  given: Configuration['values'],
  program: GraphProgram | null,
  world: World,
  instrument: string,
): TrialTarget => {
  const k = world.instruments.findIndex(({ name }) => name === instrument)
  const own = program !== null && plan.graph === 'sep' ? strategyParams(program.settings as Settings, world, k) : null
  const axes = plan.params.map(({ name, path }): [string, Json] => [
    name,
    path === 'guards.cMin' && own ? own.c_min : resolvedAt(program, path, given[path] ?? null),
  ])
  return { instrument, params: { ...Object.fromEntries(axes), ...own }, paramKey: own && paramKey(own) }
}

/** As the graph has it. */
const resolvedAt = (program: GraphProgram | null, path: string, given: Json): Json => {
  const [section = '', key] = path.split('.')
  const settings = (program?.settings ?? {}) as { readonly [section: string]: Json | undefined }
  const found = settings[section]
  if (key === undefined) return found ?? given
  return (found as { readonly [key: string]: Json } | undefined)?.[key] ?? given
}

const strategyParams = ({ guards, direction, strategy }: Settings, world: World, k: number): StrategyParams => ({
  c_min: marketGuards.init(guards, world).cMin[k] as number,
  look: direction.look,
  thr_bps: direction.thrBps,
  entry_cd: strategy.entryCdSec,
  exit_cd: strategy.exitCdSec,
})
