/** A paper broker, a store and token files for `sep doctor`, for the tests of a describe block. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { scaledClock, systemClock } from '../../../lib/clock.js'
import { ACCOUNT, type Started, start, START_MS, TOKEN } from '../../support/start-broker.js'
import { type TestServer, testServer } from '../../support/store-server.js'

/** A heartbeat of the broker each 0.25 s. */
const SPEED = 20

export interface DoctorBench {
  readonly server: TestServer
  readonly broker: Started
  readonly folder: string
  /** Of the broker; `token`: the name of a file in the folder. */
  flags(token?: string): readonly string[]
}

/** Filled before the tests run. */
export const doctorBench = (): DoctorBench => {
  const held: { server?: TestServer; broker?: Started } = {}
  const folder = mkdtempSync(join(tmpdir(), 'sep-doctor-'))
  const made = <T>(one: T | undefined): T => {
    if (one === undefined) throw new Error('before the tests')
    return one
  }
  beforeAll(async () => {
    writeFileSync(join(folder, 'token'), TOKEN, { mode: 0o600 })
    held.server = await testServer()
    held.broker = await start({ clock: scaledClock(systemClock, { startMs: START_MS, speed: SPEED }) })
  })
  afterAll(async () => {
    await held.broker?.close()
    await held.server?.end()
    rmSync(folder, { recursive: true })
  })
  afterEach(() => {
    process.exitCode = undefined
  })
  return {
    folder,
    get server() {
      return made(held.server)
    },
    get broker() {
      return made(held.broker)
    },
    flags: (token = 'token') => [
      ...['--env', 'paper', '--account', ACCOUNT, '--token-file', join(folder, token)],
      ...['--rest-url', made(held.broker).url, '--store', made(held.server).now().socket, '--speed', `${SPEED}`],
    ],
  }
}
