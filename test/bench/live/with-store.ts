/** A store in memory or one on disk, as long as `run` needs it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../../lib/clock.js'
import { memoryStore } from '../../../store/memory/store.js'
import { spawnStore } from '../../../store/server/spawn.js'
import type { Store } from '../../../store/store.js'
import { valkeyStore } from '../../../store/valkey/store.js'

export const withMemoryStore = <T>(run: (store: Store) => Promise<T>): Promise<T> =>
  run(memoryStore({ clock: systemClock }))

export const withDiskStore = async <T>(run: (store: Store) => Promise<T>): Promise<T> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sep-live-'))
  const server = await spawnStore({ dataDir, clock: systemClock })
  if (!server) throw new Error('no valkey-server or redis-server is installed')
  try {
    const store = await valkeyStore({ address: server.socket, clock: systemClock })
    try {
      return await run(store)
    } finally {
      await store.close()
    }
  } finally {
    await server.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
