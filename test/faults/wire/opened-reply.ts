/** Answers as a process receives them: whole, or as proxies, overload and a dying connection make them. */
import { Readable } from 'node:stream'
import type { Fault, Opened } from '../../../oanda/client/open-request.js'
import type { Reply } from './v20-documents.js'

/** What becomes of an answer on its way. */
export type ReplyFault =
  | 'none'
  | 'bad-gateway'
  | 'unavailable'
  | 'time-out'
  | 'firewall'
  | 'login'
  | 'limit'
  | 'router'
  | 'cut'
  | 'broken'
  | 'wrong-coding'

/** Answers of what stands between, before or after the broker has the request. */
export const GATEWAY_FAULTS: readonly ReplyFault[] = [
  ...(['bad-gateway', 'unavailable', 'time-out'] as const),
  ...(['firewall', 'login', 'limit', 'router'] as const),
]
/** Each leaves the outcome of an order unknown. */
export const REPLY_FAULTS: readonly ReplyFault[] = [...GATEWAY_FAULTS, 'cut', 'broken', 'wrong-coding']

const JSON_TYPE = { 'content-type': 'application/json' } as const
const HTML_TYPE = { 'content-type': 'text/html' } as const

/** `dateMs`: the broker's clock. */
export const openedReply = ({ status, document }: Reply, fault: ReplyFault, dateMs: number): Opened => {
  const text = JSON.stringify(document)
  const json = { ...JSON_TYPE, date: new Date(dateMs).toUTCString() }
  if (fault === 'none') return opened(status, json, [text])
  if (fault === 'bad-gateway') return opened(502, HTML_TYPE, ['<html>502 Bad Gateway</html>'])
  if (fault === 'unavailable')
    return opened(503, { ...JSON_TYPE, 'retry-after': '1' }, ['{"errorMessage":"Service unavailable"}'])
  if (fault === 'time-out') return opened(504, JSON_TYPE, ['{"errorMessage":"The request timed out"}'])
  if (fault === 'firewall') return opened(403, HTML_TYPE, ['<html>Attention Required!</html>'])
  if (fault === 'login') return opened(401, JSON_TYPE, ['{"message":"Unauthorized"}'])
  if (fault === 'limit') return opened(429, { ...HTML_TYPE, 'retry-after': '1' }, ['<html>Too Many Requests</html>'])
  if (fault === 'router') return opened(404, JSON_TYPE, ['{"message":"no Route matched with those values"}'])
  const half = text.slice(0, Math.floor(text.length / 2))
  if (fault === 'cut') return opened(status, json, [half])
  if (fault === 'wrong-coding') return opened(status, { ...json, 'content-encoding': 'gzip' }, [text])
  return { ...opened(status, json, []), body: Readable.from(broken(half)) }
}

const opened = (status: number, headers: Opened['headers'], chunks: readonly string[]): Opened => ({
  ok: true,
  status,
  headers,
  body: Readable.from(chunks.map((text) => Buffer.from(text))),
})

const broken = async function* (half: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(half)
  await Promise.resolve()
  throw Object.assign(new Error('reset'), { code: 'ECONNRESET' })
}

/** Refused before anything is looked at. */
export const refusal = (status: 401 | 403 | 429): Opened =>
  opened(status, { ...JSON_TYPE, ...(status === 429 && { 'retry-after': '1' }) }, [
    `{"errorMessage":"refused with ${status}"}`,
  ])

export const noReply = (sent: boolean, why: string): Fault => ({ ok: false, sent, why })
