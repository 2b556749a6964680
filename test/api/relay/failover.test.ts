/** Two `sep ws` on one real store over a real paper pipeline: one is killed, its client resumes at the other without a hole. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ServerMessage } from '../../../api/contract/stream.js'
import { packageRoot } from '../../../lib/package-root.js'
import { ACCOUNT, type Lives, openLives, running, WAIT_MS } from '../../support/live/live-lives.js'
import { sepProcess } from '../../support/sep-process.js'
import { watched } from '../../support/secrets/watched.js'
import { type TestServer, testServer } from '../../support/store-server.js'
import { until } from '../../support/until.js'
import { clientModel } from './client-model.js'
import { openSocket, tryUpgrade } from './socket-client.js'

const ORIGIN = 'http://localhost:8080'
interface RelayProcess {
  readonly url: string
  readonly child: ChildProcess
  readonly text: () => string
}
const children: ChildProcess[] = []
const startRelay = async (store: string): Promise<RelayProcess> => {
  const child = watched(
    spawn(
      process.execPath,
      [
        ...[join(packageRoot(), 'dist/cli/main.js'), 'ws', '--origin', ORIGIN, '--store', store],
        ...['--account', ACCOUNT, '--port', '0', '--json', '--token-file', join(server.dataDir, 'tokens')],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    ),
  )
  children.push(child)
  const out = { text: '', err: '' }
  child.stdout.on('data', (part: Buffer) => {
    out.text += part.toString()
  })
  child.stderr.on('data', (part: Buffer) => {
    out.err += part.toString()
  })
  const line = await until(
    'a listening relay',
    WAIT_MS,
    () => out.text.split('\n').find((one) => one.startsWith('{')),
    () => out.err,
  )
  const { url } = JSON.parse(line) as { url: string }
  return { url: `${url.replace('http', 'ws')}/ws`, child, text: () => out.err }
}

const token = { secret: '' }
let server: TestServer
let lives: Lives
beforeAll(async () => {
  server = await testServer()
  const file = join(server.dataDir, 'tokens')
  const made = sepProcess(['token', 'new', 'desk', '--scope', 'read', '--token-file', file, '--json'], {}, 'token')
  token.secret = (JSON.parse(made.out) as { secret: string }).secret
  lives = await openLives({ hedging: false, store: await server.store() })
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await lives.close()
  await server.end()
})

const httpOf = ({ url }: RelayProcess, path: string): string => `${url.replace('ws', 'http').replace('/ws', '')}${path}`

/** Until it has caught up nobody connects, 503; then one with a ticket, of whichever relay. */
const connect = async (relay: RelayProcess, issuer = relay) => {
  const isUp = async () => (await tryUpgrade(relay.url, { Origin: ORIGIN })).status === 401
  await until('a relay that has caught up', WAIT_MS, isUp, relay.text)
  const headers = { Authorization: `Bearer ${token.secret}` }
  const answer = await fetch(httpOf(issuer, '/api/ws-ticket'), { method: 'POST', headers })
  const { ticket } = (await answer.json()) as { ticket: string }
  return openSocket(`${relay.url}?ticket=${ticket}`, { Origin: ORIGIN })
}

test('a client whose relay is killed has every slice once, in order', async () => {
  const life = await lives.start()
  await running(life)
  const [first, second] = await Promise.all([startRelay(server.now().socket), startRelay(server.now().socket)])
  const [client, witness] = [await connect(first), await connect(second, first)]
  expect(await tryUpgrade(first.url, { Origin: ORIGIN })).toMatchObject({ status: 401 })
  expect(await tryUpgrade(first.url, { Origin: 'http://evil.example' })).toMatchObject({ code: 'foreign-origin' })
  expect((await fetch(httpOf(first, '/health'))).status).toBe(200)
  expect((await fetch(httpOf(first, '/api/pairs'))).status).toBe(404)

  const channels = ['market', 'signals', 'ledger']
  const model = clientModel()
  const got: [id: string, text: string][] = []
  const take = (texts: string[]): void => {
    for (const text of texts.splice(0)) {
      const message: ServerMessage = model.take(text)
      expect(message.op).not.toBe('error')
      if (message.op === 'message') got.push([message.id as string, JSON.stringify(message.data)])
    }
  }
  witness.send({ op: 'subscribe', channels })
  const [snapshot] = [await witness.next('the snapshot')]
  client.send({ op: 'subscribe', channels, from: snapshot.id })
  for (const ch of ['market', 'signals', 'ledger'] as const) model.state.set(ch, new Map())
  await until('messages', WAIT_MS, () => client.texts.length > 20)
  first.child.kill('SIGKILL')
  await until('the end', WAIT_MS, () => client.ended() !== null)
  take(client.texts)
  const before = got.length

  const resumed = await connect(second)
  model.reconnected()
  resumed.send({ op: 'subscribe', channels, from: got.at(-1)?.[0] })
  await until('more messages', WAIT_MS, () => resumed.texts.length > 20)
  take(resumed.texts)
  expect(got.length).toBeGreaterThan(before)
  expect([model.gaps(), model.replaced()]).toEqual([0, 0])
  const lastId = got.at(-1)?.[0]
  const seen: [string, string][] = []
  await witness.next('the last message', (message) => {
    if (message.op === 'message') seen.push([message.id as string, JSON.stringify(message.data)])
    return message.id === lastId
  })
  // Of two processes, byte for byte.
  expect(got).toEqual(seen)
})
