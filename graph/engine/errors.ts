/** What can be wrong with a graph, or with state that is to be put into one. */
import { CodedError } from '../../lib/errors.js'

export type GraphErrorCode = 'bad-graph' | 'bad-snapshot' | 'bad-journal'

/** The message names the graph, node, port or column. */
export class GraphError extends CodedError<GraphErrorCode> {}
