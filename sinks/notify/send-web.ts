/** Posts a message to a web service and reads what its answer means. */
import { deadline } from '../../lib/deadline.js'
import { SECOND_MS } from '../../lib/time-units.js'
import { secretsOf } from './channel.js'
import { clipped } from './clipped.js'
import type { Delivery, Sender, Sending } from './delivery.js'
import { webRequestOf, type WebChannel } from './requests/web-request-of.js'
import type { WebRequest } from './requests/web-request.js'
import { scrubbed } from './scrubbed.js'

const ANSWER_MS = 10 * SECOND_MS
/** Of an answer that is read; no service writes more. */
const ANSWER_BYTES_MAX = 64 * 1024
/** Of the words of a service that are shown. */
const WORDS_MAX = 200
const BUSY_MS = 30 * SECOND_MS
/** A service that asks for longer is asked again after this. */
const BUSY_MAX_MS = 3600 * SECOND_MS

export const webSender = (channel: WebChannel, { clock, answerMs = ANSWER_MS }: Sending): Sender => {
  const secrets = secretsOf(channel)
  const clean = (text: string) => clipped(scrubbed(text.replace(/\s+/g, ' ').trim(), secrets), WORDS_MAX)
  return async (message, signal) => {
    const limit = deadline(clock, answerMs, signal)
    try {
      return meaningOf(channel.kind, await post(webRequestOf(channel, message, clock.nowMs()), limit.signal), clean)
    } catch (error) {
      const why = limit.signal.aborted ? String(limit.signal.reason) : faultText(error)
      return { state: 'failed', why: clean(why), lasting: false }
    } finally {
      limit.release()
    }
  }
}

interface Answered {
  readonly status: number
  readonly retryAfter: string | null
  readonly body: string
}

/** A redirect is not followed: the operator wrote one address. */
const post = async ({ url, headers, body }: WebRequest, signal: AbortSignal): Promise<Answered> => {
  const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal })
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await startOf(response) }
}

const startOf = async ({ body }: Response): Promise<string> => {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    chunks.push(chunk)
    bytes += chunk.length
    // Leaving the loop ends the download.
    if (bytes >= ANSWER_BYTES_MAX) break
  }
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES_MAX).toString()
}

const meaningOf = (kind: WebChannel['kind'], answer: Answered, clean: (text: string) => string): Delivery => {
  const { status } = answer
  const document = documentIn(answer.body)
  const words = clean(wordsIn(document) ?? (kind === 'slack' ? answer.body : ''))
  const why = `HTTP ${status}${words === '' ? '' : `: ${words}`}`
  if (status === 429) return { state: 'busy', afterMs: waitOf(answer.retryAfter, document), why }
  if (status >= 200 && status < 300)
    return kind === 'telegram' && document?.['ok'] !== true
      ? { state: 'failed', why: `${why || 'an answer without ok'}`, lasting: true }
      : { state: 'sent' }
  // Of the answers that blame the request only 408 and 425 may differ next time; a redirect is a wrong address.
  return { state: 'failed', why, lasting: status < 500 && status !== 408 && status !== 425 }
}

type Document = Readonly<Record<string, unknown>>

const documentIn = (body: string): Document | null => {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? (value as Document) : null
  } catch {
    return null
  }
}

/** Telegram, Discord and ntfy name their reason differently. */
const wordsIn = (document: Document | null): string | null => {
  const found = ['description', 'message', 'error'].map((name) => document?.[name])
  return found.find((value): value is string => typeof value === 'string') ?? null
}

/** In a header, in seconds; Telegram and Discord also have it in the document. */
const waitOf = (header: string | null, document: Document | null): number => {
  const parameters = document?.['parameters'] as Document | undefined
  const said = [header === null ? Number.NaN : Number(header), document?.['retry_after'], parameters?.['retry_after']]
  const seconds = Math.max(0, ...said.filter((value): value is number => Number.isFinite(value)))
  return seconds === 0 ? BUSY_MS : Math.min(BUSY_MAX_MS, Math.ceil(seconds * SECOND_MS))
}

/** The code of the system is enough, and holds no address. */
const faultText = (error: unknown): string => {
  const { cause, message } = error as Error
  const { code } = (cause ?? {}) as NodeJS.ErrnoException
  return code ?? (cause instanceof Error ? cause.message : message)
}
