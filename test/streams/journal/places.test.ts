/** Which entry counts as ours, and from where a slice is run again. */
import { describe, expect, test } from 'vitest'
import { journalKeys } from '../../../streams/journal/keys.js'
import { explainJournal } from '../../../streams/journal/explain/explain.js'
import { loadSnapshots } from '../../../streams/snapshot/loader.js'
import type { Store } from '../../../store/store.js'
import { ACCOUNT, graphOf, recording } from '../../support/recorded-journal.js'

const { slice: SLICES, snapshots: SNAPSHOTS } = journalKeys(ACCOUNT)

describe('an entry that is already there when a slice is written', () => {
  const liveWith = (hashOf: (hash: Uint8Array) => Uint8Array) => {
    const recorded = recording({ minutes: 8 })
    const { store } = recorded
    const before: Store['fencedAppend'] = async (lease, appends) => {
      const [first] = appends
      if (first?.stream === SLICES && first.fields['body'] && (await store.length(SLICES)) === 4)
        await store.append(SLICES, first.id, { ...first.fields, hash: hashOf(first.fields['hash'] as Uint8Array) })
      return store.fencedAppend(lease, appends)
    }
    return recorded.live({ store: { ...store, fencedAppend: before } })
  }

  test('counts as written where it is the same', async () => {
    expect((await liveWith((hash) => hash)).slices).toBeGreaterThan(4)
  })

  test('ends the process where it is that of another', async () => {
    await expect(liveWith((hash) => hash.map((byte) => byte ^ 1))).rejects.toThrow('another entry is at or after')
  })
})

test('the slice of a snapshot is explained from a state before it', async () => {
  const recorded = recording({ minutes: 90 })
  await recorded.live()
  const { store } = recorded
  const [newest] = (await loadSnapshots(store, SNAPSHOTS)).snapshots
  const { tsMs } = newest!.place
  const found = await explainJournal({ store, account: ACCOUNT, graphOf, tsMs, instrument: 'EUR_USD' })
  expect(found).toMatchObject({ tsMs, asRecorded: true })
})

test.each([
  [true, 'is not saved where its journal was not confirmed on disk'],
  [false, 'is saved where no write can be confirmed'],
])('durable: %s: a snapshot %s', async (durable) => {
  const recorded = recording({ minutes: 8 })
  const { store } = recorded
  const unsynced = { flush: () => Promise.resolve(false), durability: () => Promise.resolve({ durable, reason: '' }) }
  const ended = recorded.live({ store: { ...store, ...unsynced } })
  if (durable) await expect(ended).rejects.toThrow('the journal before it was not confirmed on disk in time')
  else await ended
  expect((await loadSnapshots(store, SNAPSHOTS)).snapshots).toHaveLength(durable ? 0 : 1)
})
