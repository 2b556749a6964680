/** Answers a request to upgrade that is not granted, and closes its connection. */
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { API_ERRORS, ApiError } from '../../routes/api-error.js'

export const refuseUpgrade = (socket: Duplex, error: unknown): void => {
  const { code, message } = error instanceof ApiError ? error : { code: 'internal' as const, message: undefined }
  const { status, title } = API_ERRORS[code]
  const body = JSON.stringify({ type: 'about:blank', title, status, code, detail: message })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    ...(status === 401 ? ['WWW-Authenticate: Bearer'] : []),
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
