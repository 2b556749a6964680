/** A path that exists, asked with another method. */
import type { RequestHandler } from 'express'
import type { Authority } from '../auth/authority.js'
import { ApiError } from '../routes/api-error.js'
import type { Route } from '../routes/route.js'

export const notAllowed = (authority: Authority, ofPath: readonly Pick<Route, 'method'>[]): RequestHandler => {
  const allowed = ofPath
    .flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]))
    .join(', ')
  return async (request, response) => {
    await authority.authorize(request)
    response.set('Allow', allowed)
    throw new ApiError('method-not-allowed', `${request.path.slice(0, 100)} takes ${allowed}`)
  }
}
