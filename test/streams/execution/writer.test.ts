/** What the trading part appends arrives once and in order, whatever the store does in between. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../lib/clock.js'
import { testClock } from '../../support/test-clock.js'
import type { Lease, Store } from '../../../store/store.js'
import type { ExecutionRow, FlattenDone } from '../../../streams/execution/record.js'
import { executionRow } from '../../../streams/execution/record.js'
import { executionWriter } from '../../../streams/execution/writer.js'
import { executionReader } from '../../../streams/execution/reader.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { memoryStore } from '../../../store/memory/store.js'
import { flip, unreliable } from '../journal/tampered.js'

const ACCOUNT = '101-001-1-001'
const KEYS = journalKeys(ACCOUNT)
const row = (n: number): ExecutionRow => executionRow('noted', { transactionId: n })
const leaseOf = async (store: Store, owner = 'one') => (await store.acquireLease(KEYS.lease, owner, 1e9)) as Lease

/** Sleeps cost a turn of the event loop. */
const quick = { ...testClock(), sleep: () => systemClock.yield() }

const open = async (store: Store, lease: Lease, lastId = '0-0') => {
  const stop = new AbortController()
  const lines: string[] = []
  const writer = executionWriter({
    store,
    lease,
    account: ACCOUNT,
    lastId,
    clock: quick,
    log: (line) => lines.push(line),
  })
  const running = writer.run(stop.signal)
  return { writer, lines, running, end: () => (stop.abort(), running) }
}
const reader = (store: Store, after = '0') => {
  const stop = new AbortController()
  const flats: FlattenDone[] = []
  const executions = executionReader({
    store,
    account: ACCOUNT,
    after,
    clock: quick,
    onFlattenDone: (news) => flats.push(news),
    log: () => {},
  })
  const running = executions.run(stop.signal)
  return { executions, flats, running, signal: stop.signal, end: () => (stop.abort(), running) }
}
const settled = (done: () => boolean | Promise<boolean>) => expect.poll(async () => done(), { interval: 1 }).toBe(true)

describe('execution stream', () => {
  test('rows come out as they went in, each once, however the store fails', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 20 }),
        fc.array(fc.constantFrom('before', 'after', null, null), { maxLength: 40 }),
        async (sizes, failures) => {
          const store = memoryStore({ clock: quick })
          const seen = unreliable(store, (n) => failures[n] ?? null)
          const { writer, end } = await open(seen, await leaseOf(store))
          const { executions, end: endReader } = reader(store)
          let n = 0
          const batches = sizes.map((size) => Array.from({ length: size }, () => row(++n)))
          const ids = batches.map((rows) => writer.append({ rows, flat: null }))
          const got: ExecutionRow[] = []
          await settled(() => {
            got.push(...executions.drain())
            return executions.executionOffset() === ids.at(-1)
          })
          await end()
          await endReader()
          expect(got).toEqual(batches.flat())
          expect((await store.range(KEYS.execution, '0')).map(({ id }) => id)).toEqual(ids)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('a reader that begins at the execution offset of a slice gets what came after it', async () => {
    const store = memoryStore({ clock: quick })
    const { writer, end } = await open(store, await leaseOf(store))
    const first = writer.append({ rows: [row(1)], flat: null })
    const second = writer.append({ rows: [row(2)], flat: { requestId: 3, instruments: [0, 2] } })
    await settled(async () => (await store.lastId(KEYS.execution)) === second)
    await end()
    const { executions, flats, end: endReader } = reader(store, first)
    await settled(() => flats.length > 0)
    expect(executions.executionOffset()).toBe(first)
    expect(executions.drain()).toEqual([row(2)])
    expect(executions.executionOffset()).toBe(second)
    expect(flats).toEqual([{ requestId: 3, instruments: [0, 2] }])
    await endReader()
  })

  test('a reader starts with the first entry', async () => {
    const store = memoryStore({ clock: quick })
    const { executions, signal, end: endReader } = reader(store)
    let hasStarted = false
    const waiting = executions.started(signal).then(() => (hasStarted = true))
    await systemClock.yield()
    expect(hasStarted).toBe(false)
    const { writer, end } = await open(store, await leaseOf(store))
    writer.append({ rows: [row(1)], flat: null })
    await waiting
    await end()
    await endReader()
  })

  test('a newer process that trades ends this one', async () => {
    const store = memoryStore({ clock: quick })
    const old = await leaseOf(store)
    await store.releaseLease(old)
    await leaseOf(store, 'two')
    const { writer, running } = await open(store, old)
    writer.append({ rows: [row(1)], flat: null })
    await expect(running).rejects.toThrow(
      `account ${ACCOUNT}: a newer process holds the lease, our epoch 1 has been superseded`,
    )
    expect(await store.length(KEYS.execution)).toBe(0)
  })

  test('a damaged entry is named', async () => {
    const store = memoryStore({ clock: quick })
    const { writer, end } = await open(store, await leaseOf(store))
    const id = writer.append({ rows: [row(1)], flat: null })
    await settled(async () => (await store.lastId(KEYS.execution)) === id)
    await end()
    const damaged: Store = {
      ...store,
      tail: async (...args) => (await store.tail(...args)).map((entry) => flip(entry, 'body', 3, 1)),
    }
    await expect(reader(damaged).running).rejects.toThrow(`execution of ${ACCOUNT}, entry ${id}: damaged`)
  })
})
