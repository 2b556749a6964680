/** What a plan needs before its trials can run: the graph, loaded once, and the trials by index. */
import { type Trials, buildTrials } from './build-trials.js'
import type { World } from '../../model/world.js'
import type { Json, SweepPlan } from './sweep-plan.js'
import { openTrialPrograms, type ProgramOf } from './trial-programs.js'

/** A graph of a file may need settings that have no default: those of the first configuration stand in, if they are good ones. */
export const programsOf = async ({
  graph,
  base,
  spaces,
}: Pick<SweepPlan, 'graph' | 'base' | 'spaces'>): Promise<ProgramOf> => {
  const axes = spaces[0]?.axes ?? []
  const first = Object.fromEntries(axes.map(({ path, values }) => [path, values[0] as Json]))
  try {
    return await openTrialPrograms(graph, { flags: base })
  } catch {
    return openTrialPrograms(graph, { flags: { ...base, ...first } })
  }
}

export interface OpenPlan {
  readonly plan: SweepPlan
  readonly programOf: ProgramOf
  readonly trials: Trials
}

export const openPlan = async (plan: SweepPlan, world: World): Promise<OpenPlan> => {
  const programOf = await programsOf(plan)
  return { plan, programOf, trials: buildTrials(plan, programOf, world) }
}
