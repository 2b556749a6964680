/** Headers common to all responses, and JSON bodies, gzipped for clients that accept it. */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Request, Response } from 'express'
import type { Reply } from './request-context.js'
import { WireError } from '../wire/errors.js'
import { documentText } from '../wire/time-text.js'

/** Smaller bodies are sent uncompressed. */
const GZIP_FROM_BYTES = 1024
const zip = promisify(gzip)

/** `dateMs` is broker time. */
export const setHeaders = (response: Response, requestId: string, dateMs: number): void => {
  response.sendDate = false
  response.set({
    Date: new Date(dateMs).toUTCString(),
    RequestID: requestId,
    'Access-Control-Allow-Headers': 'Authorization, Content-Type, Accept-Datetime-Format, OANDA-Agent, ETag',
  })
}

export const respond = async (request: Request, response: Response, answer: Reply | WireError): Promise<void> => {
  const { status, body, headers } = answer instanceof WireError ? errorReply(answer) : answer
  const bytes = Buffer.from(documentText(body, wantsUnix(request)))
  // Express would append a character set, but clients compare the type exactly.
  response
    .status(status)
    .set(headers ?? {})
    .setHeader('Content-Type', 'application/json')
  if (bytes.length < GZIP_FROM_BYTES || !/\bgzip\b/.test(request.get('Accept-Encoding') ?? '')) {
    response.set('Content-Length', String(bytes.length)).end(bytes)
    return
  }
  const packed = await zip(bytes)
  response
    .set({ 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding', 'Content-Length': String(packed.length) })
    .end(packed)
}

/** The client wants times as seconds since 1970 instead of RFC 3339. */
export const wantsUnix = (request: Request): boolean => request.get('Accept-Datetime-Format')?.toUpperCase() === 'UNIX'

const errorReply = ({ code, message, more, status }: WireError): Reply => ({
  status,
  body: { ...more, errorMessage: message, ...(code ? { errorCode: code } : {}) },
})
