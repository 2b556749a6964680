/** A store that is away or full: the journal waits for it, what comes after the orders is told and does not end the run. */
import { describe, expect, test } from 'vitest'
import { systemClock, testClock } from '../../graph/clock.js'
import { type ErrorCode, SepError } from '../../graph/errors.js'
import type { Frame } from '../../graph/frame.js'
import { commitSink } from '../../sinks/journal/commit-sink.js'
import type { JournalWriter } from '../../sinks/journal/journal-writer.js'
import { journaled } from '../../sinks/journal/journaled.js'
import { journalWriter } from '../../sinks/journal/journal-writer.js'
import { journalKeys } from '../../store/journal-keys.js'
import { memoryStore } from '../../store/memory-store.js'

const frame = { slices: 1 } as unknown as Frame
const place = { seq: 1, tsMs: 60_000, hash: new Uint8Array(32), base: '0-1', lastId: '60000-0' }
const nothing = (): Promise<void> => Promise.resolve()

const written = async (faults: readonly ErrorCode[]): Promise<number> => {
  const left = [...faults]
  const writer: JournalWriter = {
    place: () => place,
    start: nothing,
    slice: () => {
      const code = left.shift()
      return code ? Promise.reject(new SepError(code, 'planted')) : Promise.resolve()
    },
  }
  let frames = 0
  const clock = { ...systemClock, sleep: nothing }
  for await (const _ of journaled([{ frame, closedBy: 'complete' }], writer, { clock })) frames++
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
    report: (error) => reported.push(error),
  })
  return { made, reported, snapshots: () => snapshots }
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
    const store = memoryStore({ clock: testClock() })
    const { lease: key, slice: stream } = journalKeys('A')
    const lease = (await store.acquireLease(key, 'me', 60_000))!
    const layout = { columns: [], hash: '', take: () => [], put: () => undefined }
    const at = (tsMs: number) => ({ time: { tsMs: [tsMs], asOfMs: [tsMs] } }) as unknown as Frame
    const writer = journalWriter({ store, lease, account: 'A', layout, place: { ...place, lastId: null } })
    await writer.slice(at(60_000), 0, 'complete')
    await writer.slice(at(120_000), 0, 'complete')
    const lost = { ...store, lastId: (of: string) => (of === stream ? Promise.resolve('60000-0') : store.lastId(of)) }
    const after = journalWriter({ store: lost, lease, account: 'A', layout, place: writer.place() })
    await expect(after.slice(at(180_000), 0, 'complete')).rejects.toMatchObject({
      code: 'bad-journal',
      message: expect.stringContaining('the store ends at 60000-0, written was 120000-0: it has lost entries'),
    })
    expect(await store.lastId(stream)).toBe('120000-0')
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
