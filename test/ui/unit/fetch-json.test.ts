/** What the page makes of answers, whole and broken. */
import type { RequestListener } from 'node:http'
import { describe, expect, test } from 'vitest'
import { listen } from '../../../lib/listen.js'
import { fetchJson } from '../../../ui/data/fetch-json.js'

const ask = async (answer: RequestListener): Promise<unknown> => {
  const server = await listen(answer, {
    port: 0,
    host: '127.0.0.1',
  })
  try {
    return await fetchJson(`${server.url}/api/status`).catch(({ code, status }: { code: string; status: number }) => ({
      code,
      status,
    }))
  } finally {
    await server.close()
  }
}

describe('an answer', () => {
  test('that is whole is taken', async () => {
    expect(await ask((_request, response) => response.end('{"tsMs":1}'))).toEqual({ tsMs: 1 })
  })

  test('that breaks off is none: the page must not take it for empty', async () => {
    const cut: RequestListener = (_request, response) => {
      response.writeHead(200, { 'content-length': 100 })
      response.write('{"tsMs":')
      response.socket?.end()
    }
    expect(await ask(cut)).toEqual({ code: 'unreachable', status: 0 })
  })

  test.each([
    ['with the code of the server', 409, '{"code":"refused","status":409,"title":"no"}', 'refused'],
    ['of something that is no server of SEP', 502, '<html>', 'http-502'],
  ])('that refuses, %s', async (_, status, body, code) => {
    expect(await ask((_request, response) => response.writeHead(status).end(body))).toEqual({ code, status })
  })
})
