/** Who asks, tickets for a WebSocket, the end of a session, and the tokens that there are. */
import { z } from 'zod'
import type { Authority } from '../auth/authority.js'
import { timeMs } from '../contract/common.js'
import { sessionSchema, wsTicketSchema } from '../contract/control.js'
import { type Route, route } from '../routes/route.js'

const tokensSchema = z.strictObject({
  tokens: z.array(
    z.strictObject({
      name: z.string(),
      scope: z.enum(['read', 'control', 'admin']),
      created: z.string(),
      expires: z.string().optional(),
      /** Null: not since this process started. */
      lastUsedMs: timeMs.nullable(),
    }),
  ),
})

export const sessionRoutes = (authority: Authority): readonly Route[] => [
  route({
    method: 'get',
    path: '/api/session',
    scope: 'public',
    summary: 'Who asks, with what scope, and the CSRF token of the session',
    response: sessionSchema,
    errors: [],
    handler: ({ caller: { name, scope, credential } }) => ({
      name,
      scope: scope === 'public' ? 'none' : scope,
      csrf: credential?.csrf ?? null,
      expiresMs: credential?.expiresMs ?? null,
    }),
  }),
  route({
    method: 'post',
    path: '/api/session/end',
    scope: 'read',
    summary: 'Logs the session out; with a token it does nothing',
    response: sessionSchema,
    errors: [],
    handler: async ({ caller }) => {
      await authority.logOut(caller)
      return { name: null, scope: 'none' as const, csrf: null, expiresMs: null }
    },
  }),
  route({
    method: 'post',
    path: '/api/ws-ticket',
    scope: 'read',
    summary: 'A ticket that opens one WebSocket within 30 s: /ws?ticket=',
    response: wsTicketSchema,
    errors: [],
    handler: ({ caller }) => authority.issueTicket(caller),
  }),
  route({
    method: 'get',
    path: '/api/tokens',
    scope: 'admin',
    summary: 'Names and scopes of the tokens of this process, and when each was last used',
    response: tokensSchema,
    errors: [],
    handler: () => ({ tokens: [...authority.tokens()] }),
  }),
]
