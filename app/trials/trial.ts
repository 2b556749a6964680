/** One configuration on one window. Plain data: a worker on any machine builds the same trial from the plan of its sweep. */
import type { Json, Window } from './sweep-plan.js'

/** One line of the result. */
export interface TrialTarget {
  readonly instrument: string
  /** As the line has them: each at its resolved value, which may differ by instrument. */
  readonly params: { readonly [name: string]: Json }
  readonly paramKey: string | null
}

export interface Trial {
  readonly index: number
  /** Target of the graph: `shadow`, or `portfolio`: the broker with its loop. */
  readonly kind: 'shadow' | 'portfolio'
  /** The lines that exist. The trial itself always runs in the whole world of its market. */
  readonly targets: readonly TrialTarget[]
  readonly window: Window
  /** Settings that are not at the default, by path of the leaf: those of the sweep with those of the trial. */
  readonly settings: { readonly [path: string]: Json }
}
