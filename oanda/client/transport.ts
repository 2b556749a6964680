/** What carries requests to the broker. A simulation has one of its own: the rest of the client is the real one there too. */
import type { TokenBucket } from '../../lib/token-bucket.js'
import { type Connections, createConnections } from './connections.js'
import { type Fault, type HttpRequest, type Opened, openRequest } from './open-request.js'

export interface Transport extends Connections {
  /** Sends one request over an agent of `agentFor`. Rejects only with an error of `onStage` or `mayLeave`. */
  open(request: HttpRequest): Promise<Opened | Fault>
}

/** Each new connection takes a token from `newConnections`. */
export const networkTransport = (newConnections: TokenBucket): Transport => ({
  ...createConnections(newConnections),
  open: openRequest,
})
