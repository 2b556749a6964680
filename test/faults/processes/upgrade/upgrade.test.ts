/** A store that a release before has written: this version reads it, replays it to the same bytes, goes on with it and trades. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { packageRoot } from '../../../../lib/package-root.js'
import { orderKeys, readLedger, readOrder } from '../../../../sinks/execution/order-records.js'
import type { Store } from '../../../../store/store.js'
import { isSlice, isStart, readJournal } from '../../../../streams/journal/reader.js'
import { checkJournal } from '../check-journal.js'
import { cleanStop, running, trades, WAIT_MS } from '../life.js'
import { replayed } from '../replayed.js'
import { ACCOUNT, openScene } from '../scene.js'
import { fillStore } from './fill-store.js'
import type { KeptKey } from './kept-key.js'
import { KEPT_SCENE } from './kept-scene.js'

const FOLDER = join(packageRoot(), 'test/golden/stores')
const MOST_BYTES = 300_000
const files = readdirSync(FOLDER).map((name) => ({ name, bytes: readFileSync(join(FOLDER, name)) }))

const { orders, ledger } = orderKeys(ACCOUNT)
const entriesOf = (store: Store, key: string) => store.range(key, '0')
const books = async (store: Store) => {
  const kinds = (list: readonly { readonly kind: string }[]) => new Set(list.map(({ kind }) => kind))
  const slices: number[] = []
  const starts: unknown[] = []
  for await (const entry of readJournal(store, ACCOUNT, '0')) {
    if (isSlice(entry)) slices.push(entry.record.seq)
    if (isStart(entry)) starts.push(entry)
  }
  return {
    orders: kinds((await entriesOf(store, orders)).map(readOrder)),
    ledger: kinds((await entriesOf(store, ledger)).map(readLedger)),
    controls: await store.length(`sep:stream:{${ACCOUNT}}:control`),
    starts: starts.length,
    slices,
  }
}

test.each(files)('$name', async ({ bytes }) => {
  expect(bytes.length).toBeLessThanOrEqual(MOST_BYTES)
  const kept = JSON.parse(gunzipSync(bytes).toString()) as readonly KeptKey[]
  const scene = await openScene({ ...KEPT_SCENE, fill: (socket) => fillStore(socket, kept) })
  try {
    const before = await scene.read(books)
    expect(before.orders).toEqual(new Set(['sent', 'outcome']))
    expect(before.ledger).toEqual(new Set(['snapshot', 'transaction']))
    expect([before.controls > 1, before.slices.length > 10]).toEqual([true, true])
    const check = scene.sep('store', 'check', '--store', scene.socket, '--env', 'paper', '--account', ACCOUNT)
    expect([await check.end(WAIT_MS), check.text()]).toEqual([0, expect.any(String)])
    expect(await replayed(scene)).toMatchObject({ code: 0 })

    // This version resumes from the snapshot, numbers its slices on, trades with the broker of then, and stops.
    const live = scene.live()
    await running(live)
    expect(live.child.text()).toMatch(/snapshot at \S+ restored/)
    await trades(scene, live)
    await cleanStop(live)
    const after = await scene.read(books)
    expect(after.starts).toBe(before.starts + 1)
    expect(after.slices.slice(0, before.slices.length)).toEqual(before.slices)
    expect(after.slices[before.slices.length]).toBe(before.slices.at(-1)! + 1)
    expect(await scene.read((store) => checkJournal(store, ACCOUNT))).toEqual([])
    expect(await replayed(scene)).toMatchObject({ code: 0 })
  } finally {
    await scene.close()
  }
})
