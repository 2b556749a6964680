/** `sep api` in front of a live pipeline, all as processes: controls go through it, and no kill -9 leaves it showing what is not so. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packageRoot } from '../../../../lib/package-root.js'
import { sepProcess } from '../../../support/sep-process.js'
import { EAGER } from '../../../support/sep-run.js'
import { type TestServer, testServer } from '../../../support/store-server.js'
import { until } from '../../../support/until.js'
import { type Child, startChild } from '../child.js'

const ACCOUNT = '101-001-1000001-001'
const WAIT_MS = 180_000
/** Slow enough that on a busy machine orders are young enough to leave. */
const SPEED = ['--speed', '120']
const folder = mkdtempSync(join(tmpdir(), 'sep-surface-'))
const tokens = join(folder, 'tokens')
const main = join(packageRoot(), 'dist/cli/main.js')
const children: Child[] = []
const start = (name: string, ...args: readonly string[]): Child => {
  const child = startChild(name, process.execPath, [main, name, ...args])
  children.push(child)
  return child
}
const jsonOf = (child: Child) =>
  until(
    `ports of ${child.name}`,
    WAIT_MS,
    () => /^\{.*\}$/m.exec(child.text())?.[0],
    () => child.text(),
  ).then((line) => JSON.parse(line) as Record<string, string>)

let server: TestServer
let broker: Record<string, string>
let secret = ''
beforeAll(async () => {
  server = await testServer()
  const made = sepProcess(['token', 'new', 'desk', '--scope', 'admin', '--token-file', tokens, '--json'], {}, 'token')
  secret = (JSON.parse(made.out) as { secret: string }).secret
  writeFileSync(join(folder, 'broker-token'), 'token-of-a-test\n', { mode: 0o600 })
  broker = await jsonOf(
    start('broker', '--port', '0', '--stream-port', '0', '--memory', '--token', 'token-of-a-test', ...SPEED, '--json'),
  )
})
afterAll(async () => {
  for (const child of children.toReversed()) if (child.ended() === null) child.send('SIGKILL')
  await server.end()
  rmSync(folder, { recursive: true })
})

const store = () => ['--store', server.now().socket, '--account', ACCOUNT]
const startLive = () =>
  start(
    'live',
    ...[...store(), '--env', 'paper', '--rest-url', broker['restUrl']!, '--stream-url', broker['streamUrl']!],
    ...[
      '--token-file',
      join(folder, 'broker-token'),
      '--pairs',
      'EUR_USD,GBP_USD',
      '--port',
      '0',
      '--warmup-days',
      '2',
    ],
    ...[...SPEED, ...EAGER.flatMap((setting) => ['--set', setting])],
  )
const startApi = async () => {
  const child = start('api', ...store(), '--port', '0', '--token-file', tokens, '--json')
  return { child, url: (await jsonOf(child))['url']! }
}
type Answer = { readonly status: number; readonly body: Record<string, unknown> }
const ask = async (url: string, path: string, body?: object): Promise<Answer> => {
  const headers = { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' }
  const sent = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers }
  const response = await fetch(`${url}${path}`, sent)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
const shows = (url: string, path: string, holds: (answer: Answer) => boolean) =>
  until(
    path,
    WAIT_MS,
    async () => {
      const answer = await ask(url, path)
      return holds(answer) ? answer : null
    },
    () => children.map((child) => `${child.name}: ${child.text().slice(-1500)}`).join('\n'),
  )
const itemsOf = async (url: string, list: string) =>
  (await ask(url, `/api/ledger/${list}`)).body['items'] as Record<string, unknown>[]

/** All have their outcome. */
const settledOrders = async (url: string) => {
  await shows(url, '/api/status', ({ body }) => (body['unknownOrders'] as []).length === 0)
  for (;;) {
    const [first, second] = [await itemsOf(url, 'orders'), await itemsOf(url, 'orders')]
    if (JSON.stringify(first) === JSON.stringify(second)) return second
  }
}

test('arm, trade, flatten and stop through sep api, over the kill of each', async () => {
  const live = startLive()
  const api = await startApi()
  await shows(api.url, '/api/status', ({ status, body }) => status === 200 && body['phase'] === 'running')
  // The interface waits ten seconds for the slice that carries it; on a busy machine it may be asked again.
  await until('armed', WAIT_MS, async () => {
    const { status, body } = await ask(api.url, '/api/kill-switch', { on: false, account: ACCOUNT })
    return status === 200 && body['state'] === 'done'
  })
  await until(
    'an order',
    WAIT_MS,
    async () => (await itemsOf(api.url, 'orders')).length > 0,
    () => live.text().slice(-3000),
  )

  expect((await ask(api.url, '/api/trade/flatten', {})).body).toMatchObject({ code: 'bad-request' })
  await until('a flatten that is taken', WAIT_MS, async () => {
    const { status, body } = await ask(api.url, '/api/trade/flatten', { all: true })
    return status === 200 && ['done', 'taken'].includes(String(body['state']))
  })
  await shows(api.url, '/api/status', ({ body }) => body['paused'] === true && (body['positions'] as []).length === 0)
  const calls = (await itemsOf(api.url, 'controls')).map(({ kind, by }) => `${kind as string} by ${by as string}`)
  expect(calls).toEqual(expect.arrayContaining(['flatten by desk', 'kill by desk']))

  // The interface dies: the next one shows the same ledger, and the pipeline has not noticed.
  const before = await settledOrders(api.url)
  api.child.send('SIGKILL')
  await api.child.end(WAIT_MS)
  const next = await startApi()
  await shows(next.url, '/api/status', ({ status, body }) => status === 200 && body['stale'] === false)
  expect(await itemsOf(next.url, 'orders')).toEqual(before)
  expect(live.ended()).toBe(null)

  // The pipeline dies: its figures are those of the past, and a kill switch is written for the next start.
  live.send('SIGKILL')
  await live.end(WAIT_MS)
  await shows(next.url, '/api/status', ({ body }) => body['stale'] === true && body['ready'] === false)
  const killed = await ask(next.url, '/api/kill-switch', { on: true })
  expect(killed).toMatchObject({ status: 200, body: { state: 'sent' } })
  const again = startLive()
  await shows(next.url, '/api/status', ({ body }) => body['stale'] === false && body['phase'] === 'running')
  expect((await ask(next.url, '/api/kill-switch')).body).toMatchObject({ on: true })
  expect(await itemsOf(next.url, 'orders')).toEqual(before)
  for (const child of [next.child, again]) child.send('SIGTERM')
  expect([await next.child.end(WAIT_MS), await again.end(WAIT_MS)]).toEqual([0, 0])
})
