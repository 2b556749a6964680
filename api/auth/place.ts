/** Where a request comes from: what its connection and headers show of it, before its body is read. */
import type { IncomingMessage } from 'node:http'
import { ApiError } from '../routes/api-error.js'

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/

export const isLoopback = (name: string): boolean => LOOPBACK.test(name)

/** The name in a Host header, without port and brackets. */
export const hostName = (host: string): string =>
  host
    .replace(/:\d{1,5}$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase()

/** Peer, Host and the address that is listened on are loopback, and no proxy passed it on. */
export const isFromHere = (request: IncomingMessage, listening: string): boolean =>
  isLoopback(listening) &&
  isLoopback(request.socket.remoteAddress ?? '') &&
  isLoopback(hostName(request.headers.host ?? '')) &&
  !Object.keys(request.headers).some((name) => name === 'forwarded' || name.startsWith('x-forwarded-'))

/** `origins`: further ones that are let in, such as that of a page on another port. */
export const checkOrigin = (request: IncomingMessage, origins: readonly string[]): void => {
  const { origin } = request.headers
  if (origin !== undefined && !isOwnOrigin(request, origins))
    throw new ApiError('foreign-origin', 'Origin names another site than Host')
  // A browser that sends no Origin, as with an image, still tells where the request began. A link to the page may come from anywhere.
  const site = request.headers['sec-fetch-site']
  if (origin === undefined && site === 'cross-site' && request.headers['sec-fetch-mode'] !== 'navigate')
    throw new ApiError('foreign-origin', 'the request began on another site')
}

export const isOwnOrigin = ({ headers: { origin, host } }: IncomingMessage, origins: readonly string[]): boolean =>
  origin !== undefined &&
  (origins.includes(origin) || origin.toLowerCase().replace(/^https?:\/\//, '') === (host ?? '').toLowerCase())

/** `undefined`: there is no such header. A scheme other than Bearer is an invalid token. */
export const bearerOf = (request: IncomingMessage): string | undefined => {
  const { authorization } = request.headers
  if (authorization === undefined) return undefined
  const [, token] = /^Bearer +(\S+) *$/i.exec(authorization) ?? []
  if (token === undefined) throw new ApiError('bad-token', 'Authorization is not "Bearer <token>"')
  return token
}
