/** An unreachable or full store: the journal waits for it, failures after the orders are reported and do not end the run. */
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../lib/clock.js'
import { testClock } from '../../support/test-clock.js'
import { type ErrorCode, SepError } from '../../../model/error-codes.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import type { Store } from '../../../store/store.js'
import { commitSink } from '../../../streams/journal/commit.js'
import type { JournalWriter } from '../../../streams/journal/writer.js'
import { writeAhead } from '../../../streams/journal/write-ahead.js'
import { journalWriter } from '../../../streams/journal/writer.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { memoryStore } from '../../../store/memory/store.js'

const frame = { slices: 1 } as unknown as Frame
const place = { seq: 1, tsMs: 60_000, hash: new Uint8Array(32), base: '0-1', lastId: '60000-0' }
const nothing = (): Promise<void> => Promise.resolve()

const written = async (faults: readonly ErrorCode[]): Promise<number> => {
  const left = [...faults]
  const writer: JournalWriter = {
    endMs: () => Number.NaN,
    place: () => place,
    start: nothing,
    slice: () => {
      const code = left.shift()
      return code ? Promise.reject(new SepError(code, 'planted')) : Promise.resolve()
    },
  }
  let frames = 0
  const clock = { ...systemClock, sleep: nothing }
  for await (const _ of writeAhead([{ frame, closedBy: 'complete' }], writer, { clock })) frames++
  return frames
}

/** A sink whose parts after the orders do what is asked. */
const sink = (parts: { readonly decisions?: () => Promise<void>; readonly after?: () => Promise<void> }) => {
  const reported: unknown[] = []
  let snapshots = 0
  const made = commitSink({
    compiled: {} as never,
    place: () => place,
    sendOrders: () => undefined,
    decisions: { write: parts.decisions ?? nothing },
    snapshots: {
      after: parts.after ?? nothing,
      now: () => {
        snapshots++
        return nothing()
      },
    },
    mirrors: [],
    clock: systemClock,
    onError: (error) => reported.push(error),
  })
  return { made, reported, snapshots: () => snapshots }
}

const at = (tsMs: number) => ({ time: { tsMs: [tsMs], asOfMs: [tsMs] } }) as unknown as Frame

/** A store of its own with slices at these times. */
const journal = async (...times: readonly number[]) => {
  const store = memoryStore({ clock: testClock() })
  const { lease: key, slice: stream } = journalKeys('A')
  const lease = (await store.acquireLease(key, 'me', 60_000))!
  const layout = { columns: [], hash: '', take: () => [], put: () => undefined }
  const inputs = { store, lease, account: 'A', layout }
  const writer = journalWriter({ ...inputs, place: { ...place, lastId: null } })
  for (const tsMs of times) await writer.slice(at(tsMs), 0, 'complete')
  return { inputs, writer, ends: () => store.lastId(stream) }
}

describe('a store in trouble', () => {
  test.each<[string, ErrorCode[]]>([
    ['away', ['store-unavailable']],
    ['full', ['store-refused']],
    ['away, full, away', ['store-unavailable', 'store-refused', 'store-unavailable']],
  ])('%s: the slice waits and is stepped once', async (_, faults) => {
    expect(await written(faults)).toBe(1)
  })

  test('a newer owner ends the run at once', async () => {
    await expect(written(['lease-lost'])).rejects.toMatchObject({ code: 'lease-lost' })
  })

  test('a store that came back without its last entries takes no more: the run ends before there is a hole', async () => {
    const [lost, whole] = [await journal(60_000), await journal(60_000, 120_000)]
    const after = journalWriter({ ...lost.inputs, place: whole.writer.place() })
    await expect(after.slice(at(180_000), 0, 'complete')).rejects.toMatchObject({
      code: 'bad-journal',
      message: expect.stringContaining('the store ends at 60000-0, we wrote up to 120000-0: it has lost entries'),
    })
    expect(await lost.ends()).toBe('60000-0')
    const empty = journalWriter({ ...(await journal()).inputs, place: whole.writer.place() })
    await expect(empty.slice(at(180_000), 0, 'complete')).rejects.toMatchObject({
      message: expect.stringContaining('the store ends at nothing, we wrote up to 120000-0: it has lost entries'),
    })
  })

  test('a journal that another has written to takes no more', async () => {
    const { inputs, writer, ends } = await journal(60_000)
    const other = journalWriter({ ...inputs, place: writer.place() })
    await other.slice(at(120_000), 0, 'complete')
    await expect(writer.slice(at(180_000), 0, 'complete')).rejects.toMatchObject({
      code: 'bad-journal',
      message: expect.stringContaining('the store ends at 120000-0, we wrote up to 60000-0: another process'),
    })
    expect(await ends()).toBe('120000-0')
  })

  test('a slice is one call of the store', async () => {
    const { inputs, writer, ends } = await journal(60_000)
    const calls: string[] = []
    const counting = new Proxy(inputs.store, {
      get: (target, name: keyof Store) => {
        calls.push(name)
        return target[name]
      },
    })
    const counted = journalWriter({ ...inputs, store: counting, place: writer.place() })
    await counted.slice(at(120_000), 0, 'complete')
    expect([calls, await ends()]).toEqual([['fencedAppend'], '120000-0'])
    // Its answer was lost, and it is written again as it was: it counts as written.
    await writer.slice(at(120_000), 0, 'complete')
    await writer.slice(at(180_000), 0, 'complete')
    expect(writer.place()).toMatchObject({ seq: 4, lastId: '180000-0' })
  })

  test.each(['decisions', 'after'] as const)('%s of a frame: a store that fails is reported', async (part) => {
    const fault = new SepError('store-unavailable', 'planted')
    const { made, reported, snapshots } = sink({ [part]: () => Promise.reject(fault) })
    await made.write(frame)
    expect(reported).toEqual([fault])
    await made.close?.()
    expect(snapshots()).toBe(1)
  })

  test('of a frame: a lost lease ends the run, and no snapshot is written', async () => {
    const { made, snapshots } = sink({ decisions: () => Promise.reject(new SepError('lease-lost', 'planted')) })
    await expect(made.write(frame)).rejects.toMatchObject({ code: 'lease-lost' })
    await made.close?.()
    expect(snapshots()).toBe(0)
  })

  test('a stop in the middle of a frame waits for it, and writes the snapshot', async () => {
    let finish: () => void = () => {}
    const { made, snapshots } = sink({ decisions: () => new Promise((resolve) => (finish = resolve)) })
    const writing = made.write(frame)
    await systemClock.yield()
    await systemClock.yield()
    const closing = made.close?.()
    finish()
    await Promise.all([writing, closing])
    expect(snapshots()).toBe(1)
  })
})
