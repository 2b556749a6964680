/** The rule for what puts money at risk: scope admin, and the account id typed into the body. */
import { ApiError } from './api-error.js'
import type { Caller } from './route.js'

/** `what`: for the error, such as "the kill switch off". */
export const needAdmin = (caller: Caller, account: string, typed: string | undefined, what: string): void => {
  if (caller.scope !== 'admin') throw new ApiError('forbidden', `${what} needs scope admin`)
  if (typed !== account) throw new ApiError('refused', `${what} needs the account id in the body: "account"`)
}
