/** One request and its whole answer, limited in size, with JSON parsed where it is JSON. */
import { gunzipSync, inflateSync } from 'node:zlib'
import { MINUTE_MS } from '../../lib/time-units.js'
import { type Fault, faultText, type HttpRequest } from './open-request.js'
import type { Transport } from './transport.js'

/** 5000 candles with three prices are 2 MB. */
const ANSWER_MAX_BYTES = 32 * 1024 * 1024

export interface Answer {
  readonly ok: true
  readonly status: number
  /** The document; undefined where the answer is not a JSON object, such as the error page of a proxy. */
  readonly document: Readonly<Record<string, unknown>> | undefined
  /** The server's Retry-After, ms; 0 where there is none. */
  readonly retryAfterMs: number
  /** The `Date` header, ms; NaN where there is none. */
  readonly dateMs: number
}

/** Rejects only with an error of `onStage` or `mayLeave`. */
export const fetchJson = async (request: HttpRequest, open: Transport['open']): Promise<Answer | Fault> => {
  const opened = await open(request)
  if (!opened.ok) return opened
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of opened.body as AsyncIterable<Uint8Array>) {
      bytes += chunk.length
      if (bytes > ANSWER_MAX_BYTES)
        return { ok: false, sent: true, why: `an answer of more than ${ANSWER_MAX_BYTES} bytes` }
      chunks.push(chunk)
    }
  } catch (error) {
    return { ok: false, sent: true, why: faultText(error) }
  }
  const { status, headers } = opened
  const text = plain(headers['content-encoding'], Buffer.concat(chunks))
  if (!text) return { ok: false, sent: true, why: 'an answer that cannot be decompressed' }
  const document = parse(headers['content-type'] ?? '', text)
  await request.onStage?.('reply.parsed')
  return {
    ok: true,
    status,
    document,
    retryAfterMs: waitOf(headers['retry-after']),
    dateMs: Date.parse(headers.date ?? ''),
  }
}

/** Null where it cannot be decompressed within the size. */
const plain = (encoding: string | undefined, bytes: Buffer): Buffer | null => {
  if (!encoding || encoding === 'identity') return bytes
  const unpack = encoding === 'gzip' ? gunzipSync : encoding === 'deflate' ? inflateSync : null
  try {
    return unpack && unpack(bytes, { maxOutputLength: ANSWER_MAX_BYTES })
  } catch {
    return null
  }
}

const OPEN_BRACE = 0x7b

const parse = (type: string, bytes: Buffer): Answer['document'] => {
  if (type.includes('html') || bytes[bytes.findIndex((byte) => byte > 0x20)] !== OPEN_BRACE) return undefined
  try {
    return JSON.parse(bytes.toString('utf8')) as Record<string, unknown>
  } catch {
    return undefined
  }
}

const RETRY_AFTER_MAX_MS = MINUTE_MS
const waitOf = (seconds: string | undefined): number =>
  seconds && /^\d{1,6}$/.test(seconds) ? Math.min(RETRY_AFTER_MAX_MS, Number(seconds) * 1000) : 0
