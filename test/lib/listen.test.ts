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
