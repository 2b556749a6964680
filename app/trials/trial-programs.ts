/** Builds the programs of a sweep's trials: the graph is loaded once, then each trial is only other settings of it. */
import type { GraphProgram } from '../config/graph-program.js'
import type { Json } from './sweep-plan.js'

/** The graph with these settings, by path of the leaf. Settings that cannot be are an error that names the leaf. */
export type ProgramOf = (settings: { readonly [path: string]: Json }) => GraphProgram
