/** One request and its whole answer: within a size, and JSON only where it is JSON. */
import { gunzipSync, inflateSync } from 'node:zlib'
import { type Ask, type Fault, faultText, openRequest } from './open-request.js'

/** 5000 candles with three prices are 2 MB. */
const ANSWER_MAX_BYTES = 32 * 1024 * 1024

export interface Answer {
  readonly ok: true
  readonly status: number
  /** The document; undefined where the answer is not a JSON object, as the pages of proxies are not. */
  readonly document: Readonly<Record<string, unknown>> | undefined
  /** What the server asks to wait before the next try, ms; 0 where it says nothing. */
  readonly retryAfterMs: number
  /** The `Date` header, ms; NaN where there is none. */
  readonly dateMs: number
}

/** Never rejects, but with what `onStage` or `refusal` throws. */
export const exchange = async (ask: Ask): Promise<Answer | Fault> => {
  const opened = await openRequest(ask)
  if (!opened.ok) return opened
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of opened.body as AsyncIterable<Uint8Array>) {
      bytes += chunk.length
      if (bytes > ANSWER_MAX_BYTES) return { ok: false, sent: true, why: `an answer above ${ANSWER_MAX_BYTES} bytes` }
      chunks.push(chunk)
    }
  } catch (error) {
    return { ok: false, sent: true, why: faultText(error) }
  }
  const { status, headers } = opened
  const text = plain(headers['content-encoding'], Buffer.concat(chunks))
  if (!text) return { ok: false, sent: true, why: 'an answer that cannot be unpacked' }
  const document = parse(headers['content-type'] ?? '', text)
  await ask.onStage?.('reply.parsed')
  return {
    ok: true,
    status,
    document,
    retryAfterMs: waitOf(headers['retry-after']),
    dateMs: Date.parse(headers.date ?? ''),
  }
}

/** Null where it cannot be unpacked, or not within the size. */
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

const RETRY_AFTER_MAX_MS = 60_000
const waitOf = (seconds: string | undefined): number =>
  seconds && /^\d{1,6}$/.test(seconds) ? Math.min(RETRY_AFTER_MAX_MS, Number(seconds) * 1000) : 0
