/** Looks at each answer that servers of this process give; the list of routes is read with the first one. */
import { type IncomingMessage, ServerResponse } from 'node:http'
import type { GivenAnswer } from './given-answer.js'

export interface WatchedAnswers {
  /** Once all that were given are looked at. */
  readonly idle: () => Promise<void>
  readonly stop: () => void
}

/** `onFault` gets one line for each answer that does not fit its route. */
export const watchAnswers = (onFault: (text: string) => void): WatchedAnswers => {
  const pending = new Set<Promise<void>>()
  const look = async (answer: GivenAnswer): Promise<void> => {
    const { answerFault } = await import('./answer-fault.js')
    const fault = answerFault(answer)
    if (fault !== null) onFault(fault)
  }
  const end = ServerResponse.prototype.end
  ServerResponse.prototype.end = function (this: ServerResponse, ...args: unknown[]): ServerResponse {
    const answer = givenAnswer(this, args[0])
    if (answer !== null) {
      const looking = look(answer).finally(() => pending.delete(looking))
      pending.add(looking)
    }
    return Reflect.apply(end, this, args) as ServerResponse
  }
  return {
    stop: () => {
      ServerResponse.prototype.end = end
    },
    idle: async () => {
      while (pending.size > 0) await Promise.all(pending)
    },
  }
}

/** Null: no JSON, or not of the interface, which is known by its policy for scripts: the broker and a part of a pipeline send none. */
const givenAnswer = (response: ServerResponse, body: unknown): GivenAnswer | null => {
  const contentType = String(response.getHeader('Content-Type') ?? '')
  const isOfInterface = response.hasHeader('Content-Security-Policy')
  if (!isOfInterface || !/^application\/(problem\+)?json/.test(contentType)) return null
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) return null
  const { method = '', url = '', originalUrl = url } = response.req as IncomingMessage & { originalUrl?: string }
  const [path = ''] = originalUrl.split('?')
  return { method, path, status: response.statusCode, contentType, text: body.toString() }
}
