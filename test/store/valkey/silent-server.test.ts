/** A server that accepts a connection and never answers on it: frozen, or behind a proxy that lost it. */
import { once } from 'node:events'
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock as clock } from '../../../lib/clock.js'
import { valkeyStore } from '../../../store/valkey/store.js'
import { eventually, PATIENCE_MS, type TestServer, testServer } from '../../support/store-server.js'

/** Node warns at eleven listeners. */
const SILENT = 12

let server: TestServer
beforeEach(async () => {
  server = await testServer()
})
afterEach(() => server?.end())

test('is left for another connection, however often, without a warning', async () => {
  const warnings: Error[] = []
  const hear = (warning: Error) => void warnings.push(warning)
  process.on('warning', hear)
  const sockets: Socket[] = []
  // The first connections are accepted, and nothing else; later ones reach the server.
  const front = createServer((socket) => {
    socket.on('error', () => undefined)
    if (sockets.push(socket) <= SILENT) return socket.resume()
    const upstream = createConnection(server.now().socket)
    upstream.on('error', () => undefined)
    return socket.pipe(upstream).pipe(socket)
  }).listen(0, '127.0.0.1')
  await once(front, 'listening')
  const { port } = front.address() as AddressInfo
  const store = await valkeyStore({
    address: `redis://127.0.0.1:${port}`,
    clock,
    commandTimeoutMs: 100,
    openMs: 4 * PATIENCE_MS,
  })
  await eventually(() => store.get('k').then((value) => value === null))
  expect(sockets.length).toBeGreaterThan(SILENT)
  await store.close()
  for (const socket of sockets) socket.destroy()
  front.close()
  process.off('warning', hear)
  expect(warnings).toEqual([])
})
