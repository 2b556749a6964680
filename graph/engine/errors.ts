/** Faults in a graph, in state and slices that are put into one, or in the arguments of a test of it. */
import { CodedError } from '../../lib/errors.js'

export type GraphErrorCode = 'bad-graph' | 'bad-snapshot' | 'bad-slice' | 'bad-argument'

/** The message names the graph, node, port or column. */
export class GraphError extends CodedError<GraphErrorCode> {}
