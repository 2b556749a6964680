/** `/login?code=`: a link that works once becomes a session. */
import type { RequestHandler } from 'express'
import type { Authority } from '../auth/authority.js'
import { sessionCookie } from '../auth/cookies.js'
import { ApiError } from '../routes/api-error.js'

export const login =
  ({ logIn }: Authority): RequestHandler =>
  async (request, response) => {
    const { code } = request.query
    if (typeof code !== 'string' || code === '') throw new ApiError('bad-request', 'query.code: that of a login link')
    const secret = await logIn(code)
    if (secret === null)
      throw new ApiError(
        'bad-token',
        'the link is used, older than 10 minutes or unknown; "sep token link" makes another',
      )
    response.append('Set-Cookie', sessionCookie(request, secret)).redirect(303, '/')
  }
