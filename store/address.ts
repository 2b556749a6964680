/** The one place that reads the address of a store. What it cannot use is refused in words that never hold a part of a password. */
import { hideSecret } from '../lib/log/secret-values.js'
import { SepError } from '../model/error-codes.js'

export interface StoreServer {
  readonly kind: 'server'
  readonly host: string
  readonly port: number
  readonly tls: boolean
  readonly username: string
  /** Empty = none. */
  readonly password: string
  readonly database: number
  /** For people: without user and password. */
  readonly shown: string
}
interface StoreSocket {
  readonly kind: 'socket'
  readonly path: string
  readonly database: 0
  readonly shown: string
}
export type StoreAddress = StoreServer | StoreSocket

const PORT = 6379
const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i
const ENCODE = 'percent-encode the password: %2F for /, %23 for #, %3F for ?, %25 for %'

/** `redis://`, `rediss://`, `valkey://`, `valkeys://` with user, password, port and database, or the path of a unix socket. */
export const storeAddress = (text: string): StoreAddress => {
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase()
  if (scheme === undefined || scheme === 'unix') {
    const path = text.replace(/^unix:\/\//i, '')
    if (path === '') throw refused('is empty')
    // An address whose scheme was forgotten may hold a password, and a path is shown.
    if (/:[^@]*@/.test(path)) throw refused('begins with redis:// unless it is a path')
    return { kind: 'socket', path, database: 0, shown: text }
  }
  if (!/^(redis|valkey)s?$/.test(scheme))
    throw refused(`starts with redis://, rediss://, valkey://, valkeys:// or is a path; it has ${scheme}://`)
  return serverOf(scheme, text.slice(scheme.length + 3))
}

const serverOf = (scheme: string, rest: string): StoreServer => {
  const [, authority = '', after = ''] = /^([^/?#]*)(.*)$/s.exec(rest) ?? []
  // A raw / ? or # in the password ends what a URL reads as its host.
  if (after.includes('@')) throw refused(ENCODE)
  // Blanks and control characters.
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0020\u007f]/.test(rest)) throw refused('has a blank or a control character')
  const at = authority.lastIndexOf('@')
  const [username, password] = at < 0 ? ['', ''] : userOf(authority.slice(0, at))
  hideSecret(password)
  const { host, port } = hostOf(authority.slice(at + 1))
  const database = databaseOf(after)
  const tls = scheme === 'rediss' || scheme === 'valkeys'
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const shown = `${scheme}://${place}${database === 0 ? '' : `/${database}`}`
  return { kind: 'server', host, port, tls, username, password, database, shown }
}

/** `user:password`; a password may hold colons and @. */
const userOf = (text: string): readonly [username: string, password: string] => {
  const colon = text.indexOf(':')
  const decoded = (part: string): string => {
    try {
      return decodeURIComponent(part)
    } catch {
      throw refused(ENCODE)
    }
  }
  return colon < 0 ? [decoded(text), ''] : [decoded(text.slice(0, colon)), decoded(text.slice(colon + 1))]
}

const hostOf = (text: string): { readonly host: string; readonly port: number } => {
  const [, v6, name, digits] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]*))(?::(.*))?$/is.exec(text) ?? []
  const host = v6 ?? name ?? ''
  if (host === '') throw refused(`has no host, like redis://127.0.0.1:${PORT}; ${ENCODE}`)
  const port = digits === undefined ? PORT : /^\d{1,9}$/.test(digits) ? Number(digits) : 0
  if (port >= 1 && port <= 65_535) return { host, port }
  throw refused(`its port ${port > 0 ? `is ${port}; it ` : ''}must be a whole number from 1 to 65535`)
}

const databaseOf = (after: string): number => {
  if (after === '' || after === '/') return 0
  if (/^\/\d{1,9}$/.test(after)) return Number(after.slice(1))
  if (/^[^?#]*[?#]/s.test(after)) throw refused('takes no options after ? or #')
  const wrong = /^\/-?\d{1,9}$/.test(after) ? ` ${after.slice(1)}` : ''
  throw refused(`its database${wrong} must be a whole number from 0, like redis://127.0.0.1:${PORT}/2`)
}

const refused = (why: string): SepError => new SepError('bad-config', `store address (--store, SEP_STORE_URL): ${why}`)
