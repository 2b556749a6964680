/** A server of ours that dies is started again on its data; one that is closed is not. Real servers, and a script for the failures. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../../lib/clock.js'
import { inlineCommand } from '../../../store/server/inline-command.js'
import { keepRunning } from '../../../store/server/keep-running.js'
import { spawnStore } from '../../../store/server/spawn.js'
import { openStore } from '../../../store/open-store.js'
import { eventually, PATIENCE_MS } from '../../support/store-server.js'

const ask = (socket: string, command: string) => inlineCommand(systemClock, socket, command, PATIENCE_MS)

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sep-keep-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

describe('a server that dies', () => {
  test('is started again on its data, again and again; after close it stays away', async () => {
    const lines: string[] = []
    const server = await spawnStore({ dataDir, clock: systemClock, log: (line) => lines.push(line) })
    if (!server) throw new Error('neither valkey-server nor redis-server is installed')
    await ask(server.socket, 'SET k kept')
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      const { pid } = server
      process.kill(pid, signal)
      await eventually(async () => server.pid !== pid)
      expect(await ask(server.socket, 'GET k')).toContain('kept')
    }
    const second = await spawnStore({ dataDir, clock: systemClock })
    expect(second).toMatchObject({ owned: false, pid: server.pid })
    await server.close()
    expect(await ask(server.socket, 'PING')).toBeNull()
    const [ended, running] = [
      `the store in ${dataDir} has ended; it is started again`,
      `the store in ${dataDir} is running again`,
    ]
    expect(lines).toEqual([ended, running, ended, running])
  })

  test('a store that is open goes on with the new one', async () => {
    const { store } = await openStore({ dataDir, clock: systemClock, log: () => {} })
    await store.write([{ op: 'set', key: 'k', value: 'kept' }])
    const info = await ask(join(dataDir, 'store.sock'), 'INFO server')
    process.kill(Number(/process_id:(\d+)/.exec(info ?? '')?.[1]), 'SIGKILL')
    await eventually(() =>
      store.get('k').then(
        (value) => value !== null,
        () => false,
      ),
    )
    expect(Buffer.from((await store.get('k')) as Uint8Array).toString()).toBe('kept')
    await store.close()
  })
})

describe('a server that does not start', () => {
  const script = (starts: readonly ('runs' | 'ends' | Error)[]) => {
    const waits: number[] = []
    const lines: string[] = []
    const left = [...starts]
    const clock = {
      ...systemClock,
      monotonicMs: () => 0,
      sleep: async (ms: number, signal?: AbortSignal) => {
        waits.push(ms)
        await systemClock.yield()
        signal?.throwIfAborted()
      },
    }
    const one = (kind: 'runs' | 'ends') => ({
      ended: kind === 'ends' ? Promise.resolve() : new Promise<void>(() => undefined),
    })
    const again = async () => {
      const next = left.shift() ?? 'runs'
      if (next instanceof Error) throw next
      return one(next)
    }
    const kept = keepRunning(one('ends'), { clock, again, log: (line) => lines.push(line), place: 'x' })
    return { kept, waits, lines, left }
  }

  test('is tried with growing waits; a run of failures is one line', async () => {
    const fault = new Error('store: the server does not start: disk full')
    const { waits, lines, left } = script([...Array<Error>(9).fill(fault), 'runs'])
    await eventually(async () => left.length === 0 && lines.length === 3)
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000])
    expect(lines).toEqual([
      'the store x has ended; it is started again',
      'store: the server does not start: disk full; tried until it starts (docs/error-codes.md, store-unavailable)',
      'the store x is running again',
    ])
  })

  test('one that ends at once waits longer each time, too', async () => {
    const { waits, left } = script(['ends', 'ends', 'ends', 'runs'])
    await eventually(async () => left.length === 0)
    expect(waits).toEqual([500, 1000, 2000, 4000])
  })

  test('after stop there is no further start', async () => {
    const { kept, left } = script(['runs'])
    await kept.stop()
    await systemClock.yield()
    expect(left).toEqual(['runs'])
  })
})
