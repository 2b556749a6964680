/** An answer that is not the one that was asked for, with the server's own words. */
import type { ProblemView } from '../../api/contract/common.js'

export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  /** Stable: of the server, or `unreachable`. */
  readonly code: string
  /** 0 = there was no answer. */
  readonly status: number
  constructor({ code, status, title, detail }: Pick<ProblemView, 'code' | 'status' | 'title' | 'detail'>) {
    super(detail ?? title)
    this.code = code
    this.status = status
  }
}

export const unreachable = (): ApiProblem =>
  new ApiProblem({ code: 'unreachable', status: 0, title: 'The server does not answer.' })
