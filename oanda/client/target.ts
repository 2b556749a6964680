/** The hosts that a client talks to; environment, hosts and account are checked against each other before the token leaves. */
import { SepError } from '../../model/error-codes.js'

const HOSTS = Object.freeze({
  practice: { rest: 'https://api-fxpractice.oanda.com', stream: 'https://stream-fxpractice.oanda.com', site: '101' },
  live: { rest: 'https://api-fxtrade.oanda.com', stream: 'https://stream-fxtrade.oanda.com', site: '001' },
})
const OTHER = Object.freeze({ practice: 'live', live: 'practice' } as const)
const REAL_HOST = /(^|\.)oanda\.com$/i
const ACCOUNT = /^(\d{3})-\d{3}-\d{1,12}-\d{3}$/
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

export type OandaEnvironment = 'practice' | 'live' | 'paper'

export interface TargetOptions {
  readonly environment: OandaEnvironment
  readonly accountId: string
  /** Required for paper; elsewhere they may only repeat the hosts of the environment. */
  readonly restUrl?: string | undefined
  /** Default: the REST URL. */
  readonly streamUrl?: string | undefined
  /** The one other host that paper may reach by plain http: a container next to this one. */
  readonly paperHost?: string | undefined
}

export interface Target {
  readonly environment: OandaEnvironment
  readonly accountId: string
  readonly rest: URL
  readonly stream: URL
}

/** Refuses legacy accounts, accounts of the other environment, foreign hosts, and plain http to other machines. */
export const oandaTarget = (options: TargetOptions): Target => {
  const { environment, accountId, restUrl, streamUrl, paperHost } = options
  const site = siteOf(accountId)
  if (environment === 'paper') {
    if (!restUrl)
      throw new SepError('bad-config', 'paper needs --rest-url (or OANDA_REST_URL), the address of the paper broker')
    const rest = paperUrl('OANDA_REST_URL', restUrl, paperHost)
    const stream = streamUrl ? paperUrl('OANDA_STREAM_URL', streamUrl, paperHost) : rest
    return { environment, accountId, rest, stream }
  }
  const host = HOSTS[environment]
  if (site !== host.site) throw new SepError('broker-refused', elsewhere(accountId, site, environment))
  const own = (name: string, given: string | undefined, wanted: string): URL => {
    if (given && urlOf(name, given).href !== new URL(wanted).href)
      throw new SepError('broker-refused', `${name} ${given} is not the host of ${environment}, ${wanted}`)
    return new URL(wanted)
  }
  return {
    environment,
    accountId,
    rest: own('OANDA_REST_URL', restUrl, host.rest),
    stream: own('OANDA_STREAM_URL', streamUrl, host.stream),
  }
}

/** In words what the broker would answer with a bare 401. */
const elsewhere = (accountId: string, site: string, environment: 'practice' | 'live'): string => {
  const { rest, site: own } = HOSTS[environment]
  const other = OTHER[environment]
  const fits = HOSTS[other].site === site ? `; it fits --env ${other}, with a token made for ${other}` : ''
  const host = new URL(rest).host
  return `account ${accountId} is not an account of ${environment}: those begin with ${own}-, and ${host} answers 401 to others${fits}`
}

const siteOf = (accountId: string): string => {
  const site = ACCOUNT.exec(accountId)?.[1]
  if (site) return site
  const legacy = /^\d+$/.test(accountId)
    ? ': digits alone name a legacy account, which this interface cannot reach'
    : ''
  throw new SepError('bad-argument', `account "${accountId}" is not of the form 101-001-1234567-001${legacy}`)
}

const paperUrl = (name: string, text: string, paperHost: string | undefined): URL => {
  const url = urlOf(name, text)
  if (REAL_HOST.test(url.hostname)) throw new SepError('broker-refused', `${name} ${text}: a real host is not paper`)
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname) && url.hostname !== paperHost)
    throw new SepError(
      'broker-refused',
      `${name} ${text}: plain http would show the token; only this machine may use it, and the host that SEP_PAPER_HOST names`,
    )
  return url
}

const urlOf = (name: string, text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new SepError('bad-config', `${name} "${text}" is not a URL like http://127.0.0.1:8100`)
  if (url.username || url.password || url.search || url.hash || url.pathname !== '/')
    throw new SepError('bad-config', `${name}: only protocol, host and port are allowed`)
  return url
}
