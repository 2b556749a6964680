import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { listen } from '../../lib/listen.js'

const answer = (_: unknown, response: { end(text: string): void }) => response.end('here')

test('it answers until it is closed, and the port is free again', async () => {
  const first = await listen(answer, { port: 0, host: '127.0.0.1' })
  expect(first.url).toBe(`http://localhost:${first.port}`)
  expect(await (await fetch(`http://127.0.0.1:${first.port}`)).text()).toBe('here')
  await first.close()
  const second = await listen(answer, { port: first.port, host: '127.0.0.1' })
  expect(second.port).toBe(first.port)
  await second.close()
})

test('a port in use is a usage error that names the flags', async () => {
  const first = await listen(answer, { port: 0, host: '127.0.0.1' })
  try {
    for (const [flags, named] of [
      [{}, '--port or --host'],
      [{ flags: '--stream-port' }, '--stream-port'],
    ] as const)
      await expect(listen(answer, { port: first.port, host: '127.0.0.1', ...flags })).rejects.toMatchObject({
        code: 'bad-argument',
        message: `port ${first.port} of 127.0.0.1 is in use; choose another with ${named}`,
      })
  } finally {
    await first.close()
  }
})

/** What a connection gets for these bytes until the server closes it. */
const sent = async (port: number, text: string): Promise<string> => {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8')
  const pieces: string[] = []
  socket.on('data', (piece: string) => void pieces.push(piece))
  socket.on('error', () => undefined)
  socket.write(text)
  await once(socket, 'close')
  return pieces.join('')
}
const request = (target: string, ...lines: string[]): string =>
  `${[`GET ${target} HTTP/1.1`, ...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`

test.each`
  text                                                           | status | code              | why
  ${request('/', 'Host: 127.0.0.1')}                             | ${200} | ${null}           | ${'a request'}
  ${request('http://127.0.0.1/', 'Host: evil.example')}          | ${200} | ${null}           | ${'the target names the server'}
  ${request('http://evil.example/', 'Host: 127.0.0.1')}          | ${421} | ${'foreign-host'} | ${'the target names another'}
  ${request('/', 'Host: evil.example')}                          | ${421} | ${'foreign-host'} | ${'another name'}
  ${request('/', 'Host: 127.0.0.1', 'Host: evil.example')}       | ${421} | ${'foreign-host'} | ${'two names'}
  ${'\x16\x03\x01\r\n\r\n'}                                      | ${400} | ${'bad-request'}  | ${'not HTTP'}
  ${request('/', 'Host: 127.0.0.1', 'Content-Length: -1')}       | ${400} | ${'bad-request'}  | ${'a length that is none'}
  ${request('/', 'Host: 127.0.0.1', `X: ${'a'.repeat(20_000)}`)} | ${431} | ${'too-large'}    | ${'a head that is too large'}
`('$why: $status', async ({ text, status, code }: SentRow) => {
  const server = await listen(answer, { port: 0, host: '127.0.0.1' })
  const [head = '', body = ''] = (await sent(server.port, text)).split('\r\n\r\n')
  await server.close()
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  if (code === null) return
  expect(head).toMatch(/Content-Type: application\/problem\+json/)
  expect(JSON.parse(body)).toMatchObject({ type: 'about:blank', status, code })
})

interface SentRow {
  readonly text: string
  readonly status: number
  readonly code: string | null
}

test('nonsense in the middle of an answer ends it, and adds nothing to it', async () => {
  const server = await listen((_request, response) => void response.writeHead(200).write('half'), {
    port: 0,
    host: '127.0.0.1',
  })
  const body = 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n'
  const text = `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`
  const socket = connect(server.port, '127.0.0.1').setEncoding('utf8')
  const pieces: string[] = []
  socket.on('data', (piece: string) => {
    pieces.push(piece)
    if (piece.includes('half')) socket.write(`nonsense ${body}\r\n\r\n`)
  })
  socket.on('error', () => undefined)
  socket.write(text)
  await once(socket, 'close')
  await server.close()
  expect(pieces.join('')).toMatch(/^HTTP\/1.1 200 /)
  expect(pieces.join('')).not.toContain('about:blank')
})
