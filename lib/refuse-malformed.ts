/** Answers what is no request, or is never finished, in the form of every other error. */
import type { Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

const REFUSALS: Readonly<Record<string, readonly [status: string, code: string, title: string]>> = Object.freeze({
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'too-large', 'the head of the request is above 16 KiB'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'too-slow', 'the request was not finished in time'],
})
const MALFORMED = ['400 Bad Request', 'bad-request', 'it is not HTTP'] as const

export const refuseMalformed = (server: Server): void => {
  const answering = new WeakMap<Duplex, ServerResponse>()
  server.on('request', (request, response) => answering.set(request.socket, response))
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // In the middle of an answer a second one would be read as a part of it.
    const response = answering.get(socket)
    const isAnswering = response !== undefined && response.headersSent && !response.writableFinished
    if (isAnswering || !socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
    socket.end(refusal(REFUSALS[error.code ?? ''] ?? MALFORMED))
  })
}

const refusal = ([line, code, title]: readonly [string, string, string]): string => {
  const body = JSON.stringify({ type: 'about:blank', title, status: Number.parseInt(line, 10), code })
  const head = [
    ...[`HTTP/1.1 ${line}`, 'Content-Type: application/problem+json', 'Connection: close'],
    `Content-Length: ${body.length}`,
  ]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}
