/** One request on its way through the server, and the answer to it. */
import type { AccountBook } from '../account/account-book.js'
import type { Broker } from '../broker.js'
import type { OrderFault } from '../faults/faults.js'

export interface Call {
  readonly broker: Broker
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
export interface AccountCall extends Call {
  readonly account: AccountBook
}
export interface TokenCall extends Call {
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
  | (Operation & { readonly scope: 'account'; readonly run: (call: AccountCall) => Reply })
  | (Operation & { readonly scope: 'token'; readonly run: (call: TokenCall) => Reply })

/** `path` continues `/v3/accounts/{accountID}`. */
export const onAccount = (
  method: Operation['method'],
  path: string,
  label: string,
  run: (call: AccountCall) => Reply,
): Route => ({ method, path: `/v3/accounts/:accountID${path}`, label, scope: 'account', run })

export const ok = (body: object): Reply => ({ status: 200, body })
