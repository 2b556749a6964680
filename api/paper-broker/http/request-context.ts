/** One request on its way through the server, and the answer to it. */
import type { AccountBook } from '../account/account-book.js'
import type { PaperBroker } from '../broker.js'
import type { OrderFault } from '../faults/faults.js'

export interface RequestContext {
  readonly broker: PaperBroker
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Parsed JSON; undefined where nothing was sent. */
  readonly body: unknown
  /** Broker time, whole ms; prices are played up to it. */
  readonly nowMs: number
  readonly requestId: string
  /** `http://host:port`, for links. */
  readonly origin: string
  /** What a fault does to an order of this request. */
  readonly orderFault: OrderFault | null
}
export interface AccountContext extends RequestContext {
  readonly account: AccountBook
}
export interface TokenContext extends RequestContext {
  readonly accounts: readonly AccountBook[]
}
export interface Reply {
  readonly status: number
  readonly body: object
  readonly headers?: Readonly<Record<string, string>>
}

interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'patch'
  readonly path: string
  /** How fault rules name it. */
  readonly label: string
}
/** One operation of the interface: on an account, or on all that the token opens. */
export type Route =
  | (Operation & { readonly scope: 'account'; readonly run: (context: AccountContext) => Reply })
  | (Operation & { readonly scope: 'token'; readonly run: (context: TokenContext) => Reply })

/** `path` continues `/v3/accounts/{accountID}`. */
export const onAccount = (
  method: Operation['method'],
  path: string,
  label: string,
  run: (context: AccountContext) => Reply,
): Route => ({ method, path: `/v3/accounts/:accountID${path}`, label, scope: 'account', run })

export const ok = (body: object): Reply => ({ status: 200, body })
