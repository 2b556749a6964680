/** A copy of a store in a file, as of one moment, while it works. */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, systemClock } from '../../../lib/clock.js'
import { isoTime } from '../../../lib/iso-time.js'
import { SepError } from '../../../model/error-codes.js'
import { type StoreAddress, storeAddress } from '../../../store/address.js'
import { spawnStore } from '../../../store/server/spawn.js'
import type { StoreRequest } from '../../connect/store-of.js'
import { hasStore, storePlace, storesThere } from '../../connect/store-place.js'
import { storeScript } from './store-script.js'

export interface BackedUp {
  readonly file: string
  readonly bytes: number
}

/** `target`: a file that is not there, or a folder that is, which gets a file named for the time. */
export const backUpStore = async (
  request: StoreRequest,
  target: string,
  env: Readonly<Record<string, string>>,
  clock: Clock = systemClock,
): Promise<BackedUp> => {
  const file = fileFor(target, clock.nowMs())
  if (existsSync(file)) throw new SepError('bad-argument', `${file} is there already: nothing is overwritten`)
  const { flags, password, close } = await serverOf(request, clock)
  try {
    await storeScript('backup', [file, ...flags], password === '' ? env : { ...env, REDISCLI_AUTH: password })
    return { file, bytes: statSync(file).size }
  } finally {
    await close()
  }
}

const fileFor = (target: string, nowMs: number): string =>
  statSync(target, { throwIfNoEntry: false })?.isDirectory() === true
    ? join(target, `sep-store-${isoTime(nowMs).slice(0, 19).replaceAll(':', '')}Z.rdb`)
    : target

interface Server {
  /** Of valkey-cli. */
  readonly flags: readonly string[]
  readonly password: string
  close(): Promise<void>
}

const serverOf = async ({ storeUrl, storeBinary, ...place }: StoreRequest, clock: Clock): Promise<Server> => {
  if (storeUrl !== undefined) return { ...accessOf(storeAddress(storeUrl)), close: () => Promise.resolve() }
  const dataDir = storePlace(place)
  if (!hasStore(dataDir)) throw new SepError('missing-data', `no store at ${dataDir}; ${storesThere(place.home)}`)
  const server = await spawnStore({ dataDir, clock, binary: storeBinary })
  if (!server) throw new SepError('store-unavailable', 'no store: install valkey-server or redis-server 7.0 or newer')
  return { flags: ['-s', server.socket], password: '', close: server.close }
}

const accessOf = (address: StoreAddress): Pick<Server, 'flags' | 'password'> => {
  if (address.kind === 'socket') return { flags: ['-s', address.path], password: '' }
  const { host, port, tls, username, password } = address
  const user = username === '' ? [] : ['--user', username]
  return { flags: ['-h', host, '-p', String(port), ...(tls ? ['--tls'] : []), ...user], password }
}
