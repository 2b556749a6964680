/** Errors as application/problem+json (RFC 9457) with a stable code. */
import type { ErrorRequestHandler, Response } from 'express'
import { CodedError } from '../../lib/errors.js'
import type { Logger } from '../../lib/logger.js'
import type { ProblemView } from '../contract/common.js'
import { API_ERRORS, ApiError, type ApiErrorCode } from '../routes/api-error.js'

/** When to ask again where store or pipeline are away, s. */
const RETRY_AFTER_S = '5'

export const sendProblem = (response: Response, code: ApiErrorCode, detail?: string): void => {
  const { status, title } = API_ERRORS[code]
  const problem: ProblemView = { type: 'about:blank', title, status, code, ...(detail ? { detail } : {}) }
  if (status === 401) response.set('WWW-Authenticate', 'Bearer realm="sep"')
  if (status === 503) response.set('Retry-After', RETRY_AFTER_S)
  response.status(status).type('application/problem+json').send(JSON.stringify(problem))
}

/** What a request does wrong gets its reason; anything else is a bug of ours, goes to the log and reveals nothing. */
export const problems =
  (log: Logger): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    const [code, detail] = problemOf(error)
    if (code === 'internal')
      log(`${request.method} ${request.path}: ${(error as Error).stack ?? String(error)}`, 'error')
    sendProblem(response, code, detail)
  }

const problemOf = (error: unknown): readonly [ApiErrorCode, string?] => {
  if (error instanceof ApiError) return [error.code, error.message]
  if (error instanceof CodedError) return ofCode(error)
  const status = (error as { readonly status?: unknown }).status
  if (status === 413) return ['too-large', 'a body has at most 64 KiB']
  if (status === 415) return ['unsupported-media-type', 'send application/json in UTF-8, not compressed']
  if (typeof status === 'number' && status >= 400 && status < 500) return ['bad-request', 'it cannot be read']
  return ['internal']
}

const ofCode = ({ code, message }: CodedError): readonly [ApiErrorCode, string?] => {
  if (code === 'store-unavailable' || code === 'broker-unavailable') return ['unavailable', firstLine(message)]
  if (code === 'bad-argument') return ['bad-request', firstLine(message)]
  if (code === 'missing-data') return ['no-data', firstLine(message)]
  return ['internal']
}

const firstLine = (text: string): string => text.split('\n')[0] as string
