/** The cookie of a session. Its name bears the port: cookies of one host are shared by all of its ports. */
import type { IncomingMessage } from 'node:http'
import { parseCookie, stringifySetCookie } from 'cookie'
import { SECOND_MS } from '../../lib/time-units.js'
import { SESSION_MS } from './sessions.js'

const NAME = 'sep_session_'
/** More are no page of ours. */
const COOKIES_MAX = 8

/** Secrets of sessions, that of this port first. */
export const sessionCookies = (request: IncomingMessage): readonly string[] => {
  const own = nameOf(request)
  const sent = Object.entries(parseCookie(request.headers.cookie ?? ''))
  return sent
    .filter(([name, secret]) => name.startsWith(NAME) && secret !== undefined && secret !== '')
    .sort(([a], [b]) => Number(b === own) - Number(a === own))
    .slice(0, COOKIES_MAX)
    .map(([, secret]) => secret as string)
}

export const sessionCookie = (request: IncomingMessage, secret: string): string =>
  stringifySetCookie({
    name: nameOf(request),
    value: secret,
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    maxAge: SESSION_MS / SECOND_MS,
    secure: isBehindTls(request),
  })

const nameOf = ({ socket }: IncomingMessage): string => `${NAME}${socket.localPort ?? 0}`

/** A header that lies makes the cookie only stricter. */
const isBehindTls = ({ headers }: IncomingMessage): boolean => headers['x-forwarded-proto'] === 'https'
