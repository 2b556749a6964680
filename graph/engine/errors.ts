/** Faults in a graph, or in state and slices that are put into one. */
import { CodedError } from '../../lib/errors.js'

export type GraphErrorCode = 'bad-graph' | 'bad-snapshot' | 'bad-slice'

/** The message names the graph, node, port or column. */
export class GraphError extends CodedError<GraphErrorCode> {}
