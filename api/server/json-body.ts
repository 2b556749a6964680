/** The body of a request, read when everything before it allows the call. */
import express, { type Request, type Response } from 'express'
import { ApiError } from '../routes/api-error.js'

export const BODY_LIMIT = '64kb'

const read = express.json({ limit: BODY_LIMIT, strict: false, inflate: false, type: () => true })
/** Bytes; so much is not read off before it is refused. */
const UNREAD_FROM = 1 << 20
const JSON_TYPE = /^application\/json\s*(;|$)/i

/** Undefined where none was sent. */
export const jsonBody = async (request: Request, response: Response): Promise<unknown> => {
  const length = request.headers['content-length']
  if (request.headers['transfer-encoding'] === undefined && (length === undefined || length === '0')) return undefined
  if (!JSON_TYPE.test(request.headers['content-type'] ?? ''))
    throw new ApiError('unsupported-media-type', 'send application/json')
  if (Number(length) > UNREAD_FROM) {
    response.set('Connection', 'close')
    throw new ApiError('too-large', 'a body has at most 64 KiB')
  }
  await new Promise<void>((resolve, reject) => {
    read(request, response, (error?: unknown) => {
      if (error) reject(error instanceof SyntaxError ? new ApiError('bad-request', 'the body is not JSON') : error)
      else resolve()
    })
  })
  return request.body as unknown
}
