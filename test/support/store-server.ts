/** A real server for tests, in its own folder. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock as clock } from '../../lib/clock.js'
import type { Store } from '../../store/store.js'
import { inlineCommand } from '../../store/server/inline-command.js'
import { type SpawnedServer, spawnStore } from '../../store/server/spawn.js'
import { valkeyStore } from '../../store/valkey/store.js'

/** Of a test that is not about a server that does not answer: a machine under load pauses either process. */
export const PATIENCE_MS = 30_000

export interface TestServer {
  readonly dataDir: string
  /** The running server. */
  readonly now: () => SpawnedServer
  readonly store: (commandTimeoutMs?: number) => Promise<Store>
  readonly ask: (command: string) => Promise<string | null>
  readonly signal: (name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT') => void
  readonly start: () => Promise<void>
  readonly end: () => Promise<void>
}

/** Starts it. On a machine without a server the test fails; it is not skipped. */
export const testServer = async (): Promise<TestServer> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sep-store-'))
  const started = async (): Promise<SpawnedServer> => {
    const server = await spawnStore({ dataDir, clock })
    if (!server)
      throw new Error(
        'neither valkey-server nor redis-server (7.0 or newer) is installed: apt-get install redis-server',
      )
    return server
  }
  let server = await started()
  const stores: Store[] = []
  return {
    dataDir,
    now: () => server,
    store: async (commandTimeoutMs = PATIENCE_MS) => {
      const store = await valkeyStore({ address: server.socket, clock, commandTimeoutMs })
      stores.push(store)
      return store
    },
    ask: (command) => inlineCommand(clock, server.socket, command, PATIENCE_MS),
    signal: (name) => process.kill(server.pid, name),
    start: async () => {
      server = await started()
    },
    end: async () => {
      for (const store of stores) await store.close()
      await server.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Repeats until there is an answer: anything but null, undefined, false or a rejection. */
export const eventually = async <T>(ask: () => Promise<T | null | undefined | false>): Promise<T> => {
  for (;;) {
    const answer = await ask().catch(() => null)
    if (answer !== null && answer !== undefined && answer !== false) return answer
    await clock.sleep(5)
  }
}
