/** One route as a handler: may the caller, is it well formed, what is the answer. In this order. */
import type { Request, RequestHandler, Response } from 'express'
import type { Authority } from '../auth/authority.js'
import { isSameDigest } from '../auth/secret.js'
import type { Model } from '../model/model.js'
import { ApiError } from '../routes/api-error.js'
import { type Caller, type Route, SCOPES } from '../routes/route.js'
import { isTextAnswer, type TextAnswer } from '../routes/text-answer.js'
import { jsonBody } from './json-body.js'
import { jsonText } from './json-text.js'
import type { Counted, RateLimits } from './rate-limits.js'
import { checkOf } from './validated.js'

/** A call that changes the state, for the journal. */
export interface AuditEntry {
  /** Name of the token or session; null: none was shown. */
  readonly by: string | null
  readonly method: string
  readonly path: string
  readonly status: number
}

export interface RouteContext {
  readonly model: Model
  readonly authority: Authority
  readonly limits: RateLimits
  readonly audit: (entry: AuditEntry) => void
}

export const routeHandler = (route: Route, context: RouteContext): RequestHandler => {
  const { model, authority, limits, audit } = context
  const changes = route.method !== 'get'
  const limit = changes ? limits.controls : limits.reads
  const checkParams = checkOf('params', route.params)
  const checkQuery = checkOf('query', route.query)
  const checkBody = checkOf('body', route.body)
  return async (request: Counted, response) => {
    const caller = await authority.authorize(request)
    request.caller = caller
    if (changes)
      response.once('finish', () =>
        audit({ by: caller.name, method: request.method, path: request.path, status: response.statusCode }),
      )
    if (route.unlimited !== true && !(await passes(limit, request, response))) return
    admit(caller, route)
    if (changes) checkCsrf(caller, request)
    const { account, ...query } = request.query
    if (account !== undefined && account !== model.account)
      throw new ApiError('unknown-account', `this process has account ${model.account} alone`)
    const params = checkParams({ ...request.params })
    const asked = checkQuery(query)
    const body = changes ? checkBody((await jsonBody(request, response)) ?? (route.body ? undefined : {})) : undefined
    const signal = goneSignal(response)
    send(response, await route.handler({ params, query: asked, body, caller, signal }, model))
  }
}

/** False: the limiter has answered. */
const passes = (limit: RequestHandler, request: Request, response: Response): Promise<boolean> =>
  new Promise((resolve, reject) => {
    response.once('finish', () => resolve(false))
    void Promise.resolve(
      limit(request, response, (error?: unknown) => (error ? reject(error as Error) : resolve(true))),
    ).catch(reject)
  })

const admit = ({ scope, credential }: Caller, route: Route): void => {
  // What changes the state needs a name that answers for it, even where reads are open.
  const isNobody = credential === undefined && route.method !== 'get'
  if (!isNobody && SCOPES.indexOf(scope) >= SCOPES.indexOf(route.scope)) return
  if (credential === undefined) throw new ApiError('unauthorized', 'send Authorization: Bearer <token>')
  throw new ApiError('forbidden', `it needs scope ${route.scope}, yours is ${scope}`)
}

/** A cookie is sent by the browser whatever page asks; this header only by ours. */
const checkCsrf = ({ credential }: Caller, request: Request): void => {
  if (credential?.kind !== 'session' || credential.csrf === null) return
  if (!isSameDigest(credential.csrf, request.get('X-CSRF-Token') ?? ''))
    throw new ApiError('bad-csrf', 'send X-CSRF-Token with the csrf of /api/session')
}

const goneSignal = (response: Response): AbortSignal => {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return gone.signal
}

const send = (response: Response, answer: unknown): void => {
  if (isTextAnswer(answer)) return sendText(response, answer)
  response.type('application/json').send(jsonText(answer))
}

const sendText = (response: Response, { contentType, content, fileName }: TextAnswer): void => {
  if (fileName !== undefined) response.attachment(fileName)
  response.type(contentType).send(typeof content === 'string' ? content : Buffer.from(content))
}
