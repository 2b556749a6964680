import { request } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { type HttpListener, listen } from '../../lib/listen.js'

const open: HttpListener[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close()
})

const statusFor = async (host: string, named: string): Promise<number> => {
  const server = await listen((_, response) => void response.end('ok'), { port: 0, host })
  open.push(server)
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: server.port, headers: { Host: named } }, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
    sent.on('error', reject)
    sent.end()
  })
}

describe('the Host of a request', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1:8000', 200],
    ['127.0.0.1', 'localhost', 200],
    ['127.0.0.1', 'LOCALHOST:1', 200],
    ['127.0.0.1', '[::1]:8000', 200],
    ['127.0.0.1', 'evil.example', 421],
    ['127.0.0.1', 'localhost.evil.example:8000', 421],
    ['127.0.0.1', '127.0.0.1.evil.example', 421],
    ['127.0.0.1', '10.0.0.1', 421],
    ['localhost', 'localhost:8000', 200],
    ['0.0.0.0', 'sep-backend:8000', 200],
  ])('bound to %s, asked as %s: %d', async (host, named, status) => {
    expect(await statusFor(host, named)).toBe(status)
  })
})
