/** Whichever of its leases a session loses, and however: it ends within a renewal, gives the others up, and raises one alarm. */
import { topologyOf } from '../../../app/live/monitoring/topology-of.js'
import { accountPulses } from '../../../app/live/events/heartbeat.js'
import { expect, test } from 'vitest'
import type { LiveSession } from '../../../app/live/session.js'
import { withAccountLease } from '../../../app/live/trading.js'
import { type LeasesInputs, withLeases } from '../../../app/live/with-leases.js'
import { alarmLog } from '../../../sinks/alarms/alarm-log.js'
import { orderKeys } from '../../../sinks/execution/order-records.js'
import { lostLease } from '../../../store/lost-lease.js'
import { memoryStore } from '../../../store/memory/store.js'
import type { Write } from '../../../store/store.js'
import { settle } from '../../support/settle.js'
import { testClock } from '../../support/test-clock.js'

const TTL_MS = 3_000
const FIRST = 'lease-of-slices'
const SECOND = 'lease-of-edge'
const ACCOUNT = orderKeys('A').lease

const bench = () => {
  const clock = testClock(1_700_000_000_000)
  const store = memoryStore({ clock })
  const alarms: string[] = []
  const over = new AbortController()
  const inputs: LeasesInputs = {
    ...{ store, clock, owner: 'one', leaseTtlMs: TTL_MS, signal: over.signal },
    ready: { enter: () => {} },
    alarms: alarmLog(clock, (line) => alarms.push(line)),
    target: { accountId: 'A' },
  }
  const open = (run: (signal: AbortSignal) => Promise<void>) =>
    withLeases(inputs, [FIRST, SECOND], 'busy', async (_leases, tasks) => {
      const context = { ...inputs, clock, speed: 1, account: { id: 'A' }, signal: tasks.signal, tasks }
      return withAccountLease(context, async (account) => ({
        run: async () => {
          try {
            await run(tasks.signal)
          } finally {
            await tasks.end()
            await account.release()
          }
          return 'over'
        },
        status: () => ({}),
        stats: () => [],
        look: () => {},
        instruments: () => ({}),
        topology: () => topologyOf({ graph: {}, world: {} } as never),
        facts: () => {
          throw new Error('nobody asks')
        },
        pulse: () => accountPulses().pulse(0, null),
        explain: () => {
          throw new Error('nobody asks')
        },
      }))
    })
  const isFree = async (key: string) => (await store.hashAll(key))['owner']?.length === 0
  return { clock, store, alarms, over, open, isFree }
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) =>
    signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true }),
  )

const stolen = (key: string): Write => ({ op: 'hashSet', key, fields: { owner: 'thief', epoch: '99' } })
const gone = (key: string): Write => ({ op: 'delete', key })

test.each(
  [FIRST, SECOND, ACCOUNT].flatMap(
    (key) =>
      [
        [key, 'taken', stolen(key), 'a newer process holds the lease'],
        [key, 'deleted', gone(key), 'is gone from the store'],
      ] as const,
  ),
)('%s %s', async (key, _what, write, why) => {
  const { clock, store, alarms, open, isFree } = bench()
  const session = (await open(untilAborted)) as LiveSession
  const ended = expect(session.run()).rejects.toMatchObject({
    code: 'lease-lost',
    message: expect.stringContaining(why),
  })
  await store.write([write])
  const beganMs = clock.monotonicMs()
  await settle(clock, ended)
  expect(clock.monotonicMs() - beganMs).toBeLessThanOrEqual(TTL_MS / 2)
  for (const other of [FIRST, SECOND, ACCOUNT]) if (other !== key) expect(await isFree(other)).toBe(true)
  expect(alarms).toEqual([expect.stringMatching(/^ALARM lease .*; this process gives up all of its leases and ends$/)])
})

test('a fenced write that notices first gives the same alarm', async () => {
  const { store, alarms, open } = bench()
  const session = (await open(async () => {
    await store.write([stolen(ACCOUNT)])
    throw await lostLease(store, { key: ACCOUNT, owner: 'one', epoch: 1 }, 'journal A')
  })) as LiveSession
  await expect(session.run()).rejects.toMatchObject({ code: 'lease-lost' })
  expect(alarms).toHaveLength(1)
})

test('a session that is stopped gives all of them up, without an alarm', async () => {
  const { alarms, over, open, isFree } = bench()
  const session = (await open(untilAborted)) as LiveSession
  over.abort()
  expect(await session.run()).toBe('over')
  for (const key of [FIRST, SECOND, ACCOUNT]) expect(await isFree(key)).toBe(true)
  expect(alarms).toEqual([])
})

test('where one is held by another, none is kept', async () => {
  const { store, open, isFree } = bench()
  await store.acquireLease(ACCOUNT, 'other', 60_000)
  expect(await open(untilAborted)).toBeNull()
  for (const key of [FIRST, SECOND]) expect(await isFree(key)).toBe(true)
})
