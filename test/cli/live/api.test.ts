/** `sep api`: what is refused before anything is opened, and a process that ends when it is asked to. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addApi } from '../../../cli/live/api.js'
import { packageRoot } from '../../../lib/package-root.js'
import { runCli } from '../../support/run-cli.js'
import { watched } from '../../support/secrets/watched.js'
import { testServer } from '../../support/store-server.js'
import { until } from '../../support/until.js'

test.each([
  [['--host', '0.0.0.0'], '--host 0.0.0.0: other machines reach it, so it needs --token-file (sep token new)'],
  [['--host', '192.168.1.5'], '--host 192.168.1.5: other machines reach it, so it needs --token-file'],
])('%j without a token file', async (argv, text) => {
  const { error } = await runCli(addApi, ['api', '--store', 'redis://127.0.0.1:1', ...argv])
  expect((error as Error).message).toContain(text)
})

test('a store without an account: which one has to be named; a named one is waited for, and SIGTERM ends it', async () => {
  const server = await testServer()
  const store = ['--store', server.now().socket]
  const { error } = await runCli(addApi, ['api', ...store])
  expect((error as Error).message).toBe('the store knows no account yet: name the one that will run with --account')
  const main = join(packageRoot(), 'dist/cli/main.js')
  const args = [main, 'api', ...store, '--account', '101-001-1-001', '--port', '0', '--json']
  const child = watched(spawn(process.execPath, args))
  let out = ''
  child.stdout.on('data', (text: Buffer) => (out += text.toString()))
  await until('its address', 60_000, () => out.includes('\n') || child.exitCode !== null)
  const { url } = JSON.parse(out.split('\n')[0] as string) as { url: string }
  expect((await fetch(`${url}/health`)).status).toBe(200)
  const answer = await fetch(`${url}/api/pairs`)
  expect([answer.status, answer.headers.get('Retry-After')]).toEqual([503, '5'])
  expect(await answer.json()).toMatchObject({ code: 'unavailable' })
  expect((await fetch(`${url}/api/kill-switch`, { method: 'POST' })).status).toBe(401)
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
  await server.end()
})
