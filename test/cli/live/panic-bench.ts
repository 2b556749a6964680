/** Panic commands on a real store, with pipelines that are their control alone. */
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { processName } from '../../../app/connect/process-name.js'
import { keepStatus, type StoreStatusInputs } from '../../../app/live/monitoring/store-status.js'
import { systemClock } from '../../../lib/clock.js'
import type { Store } from '../../../store/store.js'
import { switchKeys } from '../../../streams/control/switches.js'
import { ACCOUNT, type ControlLife, frameOf, startControl } from '../../support/live/control.js'
import { testServer, type TestServer } from '../../support/store-server.js'
import { type Ran, runCli } from '../../support/run-cli.js'

export const message = ({ error }: Ran) => (error as Error | undefined)?.message

/** One for each test file: its store is empty before each test, and what lives on it ends after it. */
export const panicBench = () => {
  let server: TestServer
  let store: Store
  const lives: (() => Promise<void>)[] = []
  beforeAll(async () => {
    server = await testServer()
    store = await server.store()
  })
  afterAll(() => server.end())
  beforeEach(async () => store.write((await store.keys('*')).map((key) => ({ op: 'delete', key }))))
  afterEach(async () => {
    for (const end of lives.splice(0)) await end()
    process.exitCode = undefined
  })
  const held = async (owner = processName(), account = ACCOUNT): Promise<void> => {
    const lease = await store.acquireLease(`ops:lease:{${account}}`, owner, 60_000)
    lives.push(async () => store.releaseLease(lease!))
  }
  return {
    store: () => store,
    socket: () => server.now().socket,
    /** Takes the account's lease. */
    held,
    call: (add: Parameters<typeof runCli>[0], argv: readonly string[]): Promise<Ran> =>
      runCli(add, [...argv, '--store', server.now().socket]),
    switches: async (account = ACCOUNT) =>
      (await store.values([switchKeys(account).kill, switchKeys(account).mode])).map(
        (value) => value && new TextDecoder().decode(value),
      ),
    /** Writes a status as a pipeline does. */
    status: (ready: StoreStatusInputs['ready']) => {
      const stop = new AbortController()
      const inputs = { store, account: ACCOUNT, owner: 'x', part: null, ready, clock: systemClock }
      const running = keepStatus(inputs, stop.signal)
      lives.push(async () => {
        stop.abort()
        await running
      })
    },
    /** Carries each request in a slice; `units` as its account is by then. */
    pipeline: async (units: () => readonly number[] = () => [0, 0, 0]): Promise<ControlLife> => {
      await held()
      const life = await startControl({ store })
      const stop = new AbortController()
      const slices = (async () => {
        for (;;) {
          await life.control.requested(stop.signal)
          if (stop.signal.aborted) return
          const frame = frameOf(units(), life.control.row(), Date.UTC(2026, 0, 7, 12))
          await life.control.carried(frame)
          const flat = [...units().keys()].filter((k) => units()[k] === 0)
          life.control.flattenDone({ requestId: life.control.row().requestId, instruments: flat })
        }
      })()
      lives.push(async () => {
        stop.abort()
        await slices
        await life.end()
      })
      return life
    },
  }
}
