/** Tests on a clock that they move; with real sockets a machine under load delivers late, even to itself. */
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net'
import { systemClock } from '../../lib/clock.js'
import type { testClock } from './test-clock.js'

/** Advances the test's clock until `work` is done: `stepMs` whenever all has `arrived`, by default after a few turns of the event loop. */
export const settle = async <T>(
  clock: ReturnType<typeof testClock>,
  work: Promise<T>,
  stepMs = 20,
  arrived: () => Promise<void> = async () => {
    for (let turn = 0; turn < 4; turn++) await clock.yield()
  },
): Promise<T> => {
  let done = false
  const ends = () => {
    done = true
  }
  work.then(ends, ends)
  while (!done) {
    await arrived()
    if (!done) await clock.advance(stepMs)
  }
  return work
}

/** Two connected sockets of this process that keep nothing alive. */
const connected = async (): Promise<readonly [Socket, Socket]> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const here = createConnection((server.address() as AddressInfo).port, '127.0.0.1')
  const [[there]] = (await Promise.all([once(server, 'connection'), once(here, 'connect')])) as [[Socket], unknown]
  server.close()
  for (const socket of [here, there]) socket.setNoDelay().unref()
  return [here, there]
}

const pair = { made: undefined as Promise<readonly [Socket, Socket]> | undefined }

/** Waits until a byte that is sent now arrives, and until a thread of the pool (which unzips) has answered: what came before is through. */
const loopbackDelivered = async (): Promise<void> => {
  pair.made ??= connected()
  const [here, there] = await pair.made
  const arrived = once(there.ref(), 'data')
  here.write('.')
  await Promise.all([arrived, stat('/')])
  there.unref()
  await systemClock.yield()
}

/** As `settle`, and its time passes only while nothing is on its way. */
export const settleSockets = <T>(clock: ReturnType<typeof testClock>, work: Promise<T>, stepMs = 20): Promise<T> =>
  settle(clock, work, stepMs, loopbackDelivered)
