/** What a running pipeline drops of its streams after a snapshot moved, and what it never drops. */
import { beforeEach, describe, expect, test } from 'vitest'
import { journalRetention, ordersRetention } from '../../../app/live/retention.js'
import { testClock } from '../../support/test-clock.js'
import { SepError } from '../../../model/error-codes.js'
import type { Lease, Store } from '../../../store/store.js'
import { initialState } from '../../../sinks/execution/protocol.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { memoryStore } from '../../../store/memory/store.js'
import { ACCOUNT, recording } from '../../support/recorded-journal.js'
import { SETTINGS } from '../../support/protocol-bench.js'
import { DAY_MS, HOUR_MS } from '../../../lib/time-units.js'

const NOW_MS = Date.UTC(2026, 0, 30)
const CONTROLS = keyName(KEYS.controls, { account: 'A' })
const REVISIONS = keyName(KEYS.revisions, { account: 'A' })

describe('upkeep', () => {
  let store: Store
  let lease: Lease
  let notes: string[]
  const upkeep = (bend: Partial<Store> = {}, account = 'A', endMs = NOW_MS, keepMs = 7 * DAY_MS) =>
    journalRetention({
      store: { ...store, ...bend },
      account,
      place: () => ({ seq: 1, tsMs: endMs, hash: new Uint8Array(0), base: null, lastId: null }),
      keepMs,
      log: (text) => notes.push(text),
    })
  beforeEach(async () => {
    store = memoryStore({ clock: testClock(NOW_MS) })
    lease = (await store.acquireLease(journalKeys('A').lease, 'one', 1e9)) as Lease
    notes = []
  })

  test('keeps a week of requests and of late candles, each by its own time', async () => {
    // The machine's clock may be years from the broker's: a paper market is of any time.
    const machineMs = Date.UTC(2030, 0, 1)
    for (let day = 0; day < 20; day++) {
      await store.append(CONTROLS, `${machineMs + day * DAY_MS}-0`, { kind: 'kill' })
      await store.append(REVISIONS, `${NOW_MS - DAY_MS * (20 - day)}-0`, { instrument: 'EUR_USD' })
    }
    await upkeep()(NOW_MS - HOUR_MS)
    expect([await store.length(CONTROLS), await store.length(REVISIONS)]).toEqual([8, 8])
  })

  test('a store that is unreachable is logged, and the run continues', async () => {
    const away = upkeep({ lastId: () => Promise.reject(new SepError('store-unavailable', 'store: away')) })
    await away(NOW_MS - HOUR_MS)
    expect(notes).toEqual(['retention: store: away'])
  })

  test('reads the ledger once a day, not with every snapshot', async () => {
    let reads = 0
    const range: Store['range'] = (stream, ...more) => {
      if (stream.endsWith(':ledger')) reads++
      return store.range(stream, ...more)
    }
    const keep = ordersRetention({
      store: { ...store, range },
      account: 'A',
      lease,
      runner: { state: () => initialState(SETTINGS) },
      clock: { nowMs: () => NOW_MS },
      log: (text) => notes.push(text),
    })
    for (let hour = 0; hour < 5; hour++) await keep()
    expect(reads).toBe(1)
  })

  test('never drops a slice after the older snapshot, nor one that a replay of the kept days needs', async () => {
    const recorded = recording({ minutes: 300, store })
    await recorded.live({ checkpointEveryMs: HOUR_MS })
    const keys = journalKeys(ACCOUNT)
    const ids = async () => (await store.range(keys.slice, '0')).map(({ id }) => Number(id.split('-')[0]))
    const endMs = (await ids()).at(-1) as number
    const [before] = await ids()
    // The older snapshot is the limit, whatever the days would keep.
    await upkeep({}, ACCOUNT, endMs, 0)(endMs - 3 * HOUR_MS)
    const [kept] = await ids()
    expect(kept).toBeGreaterThan(before as number)
    expect(kept).toBeLessThanOrEqual(endMs - 3 * HOUR_MS)
    // And the days are, whatever the snapshot would allow.
    await upkeep({}, ACCOUNT, endMs, 2 * HOUR_MS)(endMs)
    expect((await ids())[0]).toBeLessThanOrEqual(endMs - 2 * HOUR_MS)
    expect((await ids())[0]).toBeGreaterThan(kept as number)
  })
})
