/** All services of one account as processes of this machine, until the signal: the compose file without containers. It arms nothing. */
import { once } from 'node:events'
import { join } from 'node:path'
import type { Clock } from '../../lib/clock.js'
import { listen } from '../../lib/listen.js'
import type { Logger } from '../../lib/logger.js'
import { SepError } from '../../model/error-codes.js'
import { spawnStore } from '../../store/server/spawn.js'
import { keepProcess, type KeptProcess } from './keep-process.js'
import { LOCAL_PORTS, type LocalPlace, type LocalService, localServices } from './services.js'
import { waitHealthy } from './wait-healthy.js'

export interface LocalRequest {
  readonly place: Omit<LocalPlace, 'store'>
  /** Of the store. */
  readonly dataDir: string
  readonly storeBinary: string | undefined
  /** A file in it for each service. */
  readonly logFolder: string
  readonly sep: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string>>
  readonly clock: Clock
  readonly log: Logger
  readonly signal: AbortSignal
  /** All are healthy. */
  readonly onHealthy: (rows: readonly LocalRow[]) => void
}
interface LocalRow {
  readonly name: string
  readonly address: string
  readonly logFile: string
}

export const runLocal = async (request: LocalRequest): Promise<void> => {
  const { place, dataDir, logFolder, sep, env, clock, log, signal } = request
  for (let n = 0; n < LOCAL_PORTS; n++) await checkPort(place.port + n)
  const store = await ownStore(request)
  log(`starting ${place.environment} ${place.account}; logs are in ${logFolder}`)
  const running: KeptProcess[] = []
  const over = new AbortController()
  const waiting = { clock, signal: AbortSignal.any([signal, over.signal]) }
  const start = async ({ name, args, port }: LocalService): Promise<LocalRow> => {
    const logFile = join(logFolder, `${name}.log`)
    const kept = keepProcess({ name, command: [...sep, ...args], env, logFile, clock, log })
    running.push(kept)
    await waitHealthy(kept, port, waiting)
    return { name, address: `http://localhost:${port}`, logFile }
  }
  try {
    const services = localServices({ ...place, store: store.socket })
    const [broker, others] = [services.filter(isBroker), services.filter((service) => !isBroker(service))]
    const rows: LocalRow[] = [{ name: 'store', address: store.socket, logFile: join(dataDir, 'store.log') }]
    for (const service of broker) rows.push(await start(service))
    if (!signal.aborted) rows.push(...(await Promise.all(others.map(start))))
    if (signal.aborted) return
    request.onHealthy(rows)
    await once(signal, 'abort')
  } finally {
    over.abort()
    for (const kept of running.toReversed()) await kept.end()
    await store.close()
  }
}

/** Live needs it to start. */
const isBroker = ({ name }: LocalService): boolean => name === 'broker'

const checkPort = async (port: number): Promise<void> => {
  const held = await listen(() => undefined, { port, host: '127.0.0.1', flags: '--port' })
  await held.close()
}

const ownStore = async ({ dataDir, storeBinary: binary, clock, log }: LocalRequest) => {
  const store = await spawnStore({ dataDir, clock, binary, log })
  if (!store) throw new SepError('store-unavailable', 'no store: install valkey-server or redis-server 7.0 or newer')
  if (store.owned) return store
  throw new SepError('bad-argument', `the account runs already: another process has the store in ${dataDir}`)
}
