/** The context of one request, and its reply. */
import type { AccountBook } from '../account/account-book.js'
import type { PaperBroker } from '../broker.js'
import type { OrderFault } from '../faults/faults.js'

export interface RequestContext {
  readonly broker: PaperBroker
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown
  /** Broker time, whole ms; the market has been played up to it. */
  readonly nowMs: number
  readonly requestId: string
  /** `http://host:port`, for links. */
  readonly origin: string
  /** The fault injected into an order of this request. */
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
  /** Its name in fault rules. */
  readonly label: string
}
/** One operation of the API, scoped to one account or to every account of the token. */
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
