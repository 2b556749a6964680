/** A journal whose last entries are gone, while what belongs to them is kept: a replay runs up to there, a start goes on from there. */
import { beforeAll, describe, expect, test } from 'vitest'
import { lastIdOf } from '../../../store/stream-id.js'
import type { Store, StreamEntry } from '../../../store/store.js'
import { decodeDecision, encodeDecision } from '../../../streams/decisions/record.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { replayJournal } from '../../../streams/journal/replay.js'
import { ACCOUNT, graphOf, type Recording, recording } from '../../support/recorded-journal.js'
import { sliceLayout } from '../../../graph/engine/run/slice-layout.js'
import { sep } from '../../../graph/sep.js'
import { memoryStore } from '../../../store/memory/store.js'
import { journalWriter } from '../../../streams/journal/writer.js'
import { CHAIN_START } from '../../../streams/sealed-entry.js'
import { eager } from '../../support/sep-run.js'
import { testClock } from '../../support/test-clock.js'
import { tampered } from './tampered.js'

const { slice: SLICES, decision: DECISIONS } = journalKeys(ACCOUNT)
const always = { account: ACCOUNT, fromMs: 0, toMs: 4e12, graphOf }
const SPAN = 90

const recorded = async (): Promise<{ readonly recording: Recording; readonly lastId: string }> => {
  const made = recording({ minutes: 120 })
  await made.live({ slices: SPAN })
  return { recording: made, lastId: (await made.store.lastId(SLICES)) as string }
}
const without = (store: Store, isLost: (id: string) => boolean): Store =>
  tampered(store, SLICES, (entry) => (isLost(entry.id) ? undefined : entry))

describe('the last slice is gone, its outputs and the snapshot after it are there', () => {
  let all: Awaited<ReturnType<typeof recorded>>
  let store: Store
  beforeAll(async () => {
    all = await recorded()
    store = without(all.recording.store, (id) => id === all.lastId)
  })

  test('a replay runs up to there', async () => {
    const result = await replayJournal({ ...always, store })
    expect(result).toMatchObject({ equal: SPAN - 1, differing: 0, unrecorded: 0 })
  })

  test('a start names it and goes on; a replay runs over the hole', async () => {
    const { resumed } = await all.recording.live({ store, slices: 20 })
    expect(resumed.notes[0]).toContain(
      `journal ${ACCOUNT}: entry ${all.lastId} is gone from the store; it goes on after`,
    )
    expect(resumed.place.seq).toBe(SPAN - 1)
    expect(await replayJournal({ ...always, store })).toMatchObject({ equal: SPAN + 19, differing: 0 })
  })
})

test.each([
  ['nothing yet', { tsMs: Number.NaN, lastId: null }, Number.NaN],
  ['a first start record', { tsMs: Number.NaN, lastId: '0-1' }, Number.NaN],
  ['a slice', { tsMs: 60_000, lastId: '60000-0' }, 60_000],
  ['a slice that is gone: it is not made a second time', { tsMs: 60_000, lastId: '120000-0' }, 120_000],
  ['all of them gone', { tsMs: Number.NaN, lastId: '120000-0' }, 120_000],
])('the journal ends with %s', (_what, end, endMs) => {
  const place = { seq: 0, hash: CHAIN_START, base: null, ...end }
  const layout = sliceLayout(sep(eager()), ['candle', 'quote', 'control', 'execution'])
  const lease = { key: 'lease', owner: 'one', epoch: 1 }
  const store = memoryStore({ clock: testClock() })
  expect(journalWriter({ store, lease, account: ACCOUNT, layout, place }).endMs()).toBe(endMs)
})

test('all entries are gone: a first start that names what was there', async () => {
  const { recording: made, lastId } = await recorded()
  const end = Number.parseInt(lastId, 10)
  const store = without(
    made.store,
    (id) => Number.parseInt(id, 10) <= end && id <= lastIdOf(end) && !isLater(id, lastId),
  )
  const { resumed } = await made.live({ store, slices: 10 })
  expect(resumed.notes).toEqual([
    `journal ${ACCOUNT}: its entries are gone from the store, it ended with ${lastId}: a first start`,
  ])
  expect(await replayJournal({ ...always, store })).toMatchObject({ equal: 10, differing: 0 })
})

const isLater = (id: string, lastId: string): boolean => {
  const [ms, n] = id.split('-').map(Number) as [number, number]
  const [lastMs, lastN] = lastId.split('-').map(Number) as [number, number]
  return ms > lastMs || (ms === lastMs && n > lastN)
}

test('outputs of a lost entry of the same time are not compared, and the replay names them', async () => {
  const { recording: made } = await recorded()
  const [, , third] = await made.store.range(DECISIONS, '0')
  const ofAnother = (entry: StreamEntry): StreamEntry => {
    if (entry.id !== third?.id) return entry
    const decision = decodeDecision(entry.fields, 'entry')
    const fields = encodeDecision({ ...decision, slice: decision.slice.map((byte) => byte ^ 1) })
    return { id: entry.id, fields: fields as Readonly<Record<string, Uint8Array>> }
  }
  const result = await replayJournal({ ...always, store: tampered(made.store, DECISIONS, ofAnother) })
  expect(result).toMatchObject({ equal: SPAN - 1, differing: 0, unrecorded: 1 })
  expect(result.notes.join()).toContain('1 slices, the first 2024-03-05T')
})
