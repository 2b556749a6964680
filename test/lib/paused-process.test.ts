/** A process that was paused longer than its limits finds the answer and the end of the time together: the answer counts. */
import { once } from 'node:events'
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { systemClock } from '../../lib/clock.js'
import { deadline } from '../../lib/deadline.js'
import { within } from '../../lib/timeout.js'
import { readLines } from '../../oanda/stream/read-lines.js'

const LIMIT_MS = 20

/** Runs `work` with two connected sockets. What one has written is at the other when `write` returns: both are of this process. */
const connected = async (work: (here: Socket, there: Socket) => Promise<void>): Promise<void> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const here = createConnection((server.address() as AddressInfo).port, '127.0.0.1')
  const [there] = (await once(server, 'connection')) as [Socket]
  await work(here, there).finally(() => {
    here.destroy()
    there.destroy()
    server.close()
  })
}

/** Blocks the event loop for longer than the limit; then timers come first. */
const pauseProcess = async (): Promise<void> => {
  await systemClock.yield()
  const endMs = systemClock.monotonicMs() + 3 * LIMIT_MS
  while (systemClock.monotonicMs() < endMs);
}

test('a bounded wait gives the answer', () =>
  connected(async (here, there) => {
    const answer = once(here, 'data').then(String)
    there.write('answer')
    const waited = within(systemClock, LIMIT_MS, answer, () => 'late')
    await pauseProcess()
    expect(await waited).toBe('answer')
  }))

test('a deadline that is released on the answer does not abort', () =>
  connected(async (here, there) => {
    const { signal, release } = deadline(systemClock, LIMIT_MS)
    const released = once(here, 'data').then(release)
    there.write('answer')
    await pauseProcess()
    await released
    await systemClock.yield()
    expect(signal.aborted).toBe(false)
  }))

test('a stream that has spoken is not silent', () =>
  connected(async (here, there) => {
    const { signal } = new AbortController()
    const lines = readLines(here, { clock: systemClock, silenceMs: LIMIT_MS, signal })
    const first = lines.next()
    there.write('{"line":1}\n')
    await pauseProcess()
    expect(await first).toEqual({ done: false, value: { line: 1 } })
    expect(await lines.next()).toEqual({ done: true, value: `silent for ${LIMIT_MS} ms` })
  }))

test('without an answer both end', async () => {
  const never = new Promise<string>(() => undefined)
  expect(await within(systemClock, LIMIT_MS, never, () => 'late')).toBe('late')
  const { signal } = deadline(systemClock, LIMIT_MS)
  if (!signal.aborted) await once(signal, 'abort')
  expect(signal.reason).toBe(`no answer within ${LIMIT_MS} ms`)
})
