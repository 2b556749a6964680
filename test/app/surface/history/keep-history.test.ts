/** The history of 90 days: what several processes with different memories leave in the store, and what a reader makes of it. */
import { expect, test } from 'vitest'
import type { FrameReads } from '../../../../api/model/frame-reads.js'
import type { Model } from '../../../../api/model/model.js'
import { keptFunnel, keptGateHistory } from '../../../../api/routes/kept-history.js'
import { keepHistory } from '../../../../app/surface/history/keep-history.js'
import { storedReads } from '../../../../app/surface/stored-reads.js'
import type { Frame } from '../../../../graph/engine/run/frame.js'
import { systemClock } from '../../../../lib/clock.js'
import { SepError } from '../../../../model/error-codes.js'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../lib/time-units.js'
import { keyName } from '../../../../store/key.js'
import { KEYS } from '../../../../store/keys.js'
import { memoryStore } from '../../../../store/memory/store.js'
import type { Store } from '../../../../store/store.js'

const ACCOUNT = '101-001-1-001'
const DAY_ONE_MS = Date.UTC(2026, 0, 5)
const isoDay = (day: number) => new Date(DAY_ONE_MS + day * DAY_MS).toISOString().slice(0, 10)

/** `days`: [day, slices]; `minutes`: of the points. */
const shown = (days: readonly (readonly [number, number])[], minutes: readonly number[]) => {
  const funnel = days.map(([day, slices]) => ({ day: isoDay(day), slices, stages: [], refused: {} }))
  const points = minutes.map((minute) => ({
    ...{ tsMs: DAY_ONE_MS + minute * MINUTE_MS, state: 'on', trades: 1, pnlBps: null, calmar: null, weight: 0 },
  }))
  return {
    instruments: () => [
      { name: 'EUR_USD', traded: true },
      { name: 'USD_JPY', traded: false },
    ],
    funnel: () => ({ days: funnel.toReversed() }),
    gateHistory: (instrument: string) => ({ instrument, points }),
  } as Partial<Record<keyof FrameReads, unknown>> as FrameReads
}
const frameAt = (tsMs: number) => ({ slices: 1, time: { tsMs: new Float64Array([tsMs]) } }) as Partial<Frame> as Frame

const keep = async (store: Store, reads: FrameReads, tsMs = DAY_ONE_MS, lines: string[] = []) => {
  const keeper = keepHistory({ store, account: ACCOUNT, log: (line) => void lines.push(line) })
  void keeper.sinkOf(reads).write(frameAt(tsMs))
  await keeper.idle()
}
const read = async (store: Store | null, frames: FrameReads) => {
  const model = { frames, store: store && storedReads(store, ACCOUNT, systemClock) } as Partial<Model> as Model
  const { days } = await keptFunnel(model)
  const { points } = await keptGateHistory(model, 'EUR_USD')
  return [
    days.map(({ day, slices }) => `${day} ${slices}`),
    points.map(({ tsMs }) => (tsMs - DAY_ONE_MS) / MINUTE_MS),
  ] as const
}

test('of a day the record with more slices stays, of an hour the earliest point', async () => {
  const store = memoryStore({ clock: systemClock })
  await keep(store, shown([[0, 700], [1, 20]], [0, 60, 120])) // biome-ignore format: a row
  // It began later: less of the first day, within the second hour.
  await keep(store, shown([[0, 90], [1, 30]], [75, 120, 180])) // biome-ignore format: a row
  expect(await read(store, shown([], []))).toEqual([
    [`${isoDay(1)} 30`, `${isoDay(0)} 700`],
    [0, 60, 120, 180],
  ])
})

test.each([
  [75, 60],
  [60, 75],
])('of the points of minutes %i and %i in one hour the store keeps the earlier', async (first, second) => {
  const store = memoryStore({ clock: systemClock })
  await keep(store, shown([], [first]))
  await keep(store, shown([], [second]))
  const key = keyName(KEYS.gateHistory, { account: ACCOUNT, inst: 'EUR_USD' })
  expect(await store.sortedRange(key, 0, Number.POSITIVE_INFINITY)).toHaveLength(1)
  expect((await read(store, shown([], [])))[1]).toEqual([60])
})

test.each`
  memory              | stored                  | days
  ${[[0, 5]]}         | ${[[0, 700]]}           | ${[[0, 5]]}
  ${[[0, 5], [1, 3]]} | ${[[0, 700], [1, 900]]} | ${[[1, 3], [0, 700]]}
  ${[[1, 3]]}         | ${[[0, 700]]}           | ${[[1, 3], [0, 700]]}
  ${[]}               | ${[[0, 700]]}           | ${[[0, 700]]}
`('memory $memory and store $stored are shown as $days: the newest day is that of memory', async (row) => {
  const { memory, stored, days } = row as Record<string, [number, number][]>
  const store = memoryStore({ clock: systemClock })
  await keep(store, shown(stored!, []))
  const text = days!.map(([day, slices]) => `${isoDay(day)} ${slices}`)
  expect((await read(store, shown(memory!, [])))[0]).toEqual(text)
})

test('after 90 days what is older goes, and the keys expire', async () => {
  const store = memoryStore({ clock: systemClock })
  const minutes = (hours: number) => Array.from({ length: hours }, (_, hour) => hour * 60)
  await keep(store, shown([[0, 1], [1, 1], [2, 1]], minutes(48))) // biome-ignore format: a row
  await keep(store, shown([[92, 1]], [92 * 1440])) // biome-ignore format: a row
  const [days, points] = await read(store, shown([], []))
  expect(days).toEqual([isoDay(92), isoDay(2)].map((day) => `${day} 1`))
  expect(points).toEqual([92 * 1440])
  for (const key of [
    keyName(KEYS.funnel, { account: ACCOUNT }),
    keyName(KEYS.gateHistory, { account: ACCOUNT, inst: 'EUR_USD' }),
  ])
    expect(await store.ttlMs(key)).toBeGreaterThan(89 * DAY_MS)
})

test('a store that is away costs no slice; it is logged once, and what it missed is written later', async () => {
  const store = memoryStore({ clock: systemClock })
  const away = { on: true }
  const lines: string[] = []
  const flaky: Store = {
    ...store,
    write: (batch) => (away.on ? Promise.reject(new SepError('store-unavailable', 'gone')) : store.write(batch)),
  }
  const keeper = keepHistory({ store: flaky, account: ACCOUNT, log: (line) => void lines.push(line) })
  const sink = keeper.sinkOf(shown([[0, 700]], [0]))
  for (const minute of [0, 1]) {
    void sink.write(frameAt(DAY_ONE_MS + minute * MINUTE_MS))
    await keeper.idle()
  }
  away.on = false
  void sink.write(frameAt(DAY_ONE_MS + 2 * MINUTE_MS))
  await keeper.idle()
  expect(lines).toEqual([
    'the history of gates and funnel is not kept now: gone',
    'the history of gates and funnel is kept again',
  ])
  expect(await read(store, shown([], []))).toEqual([[`${isoDay(0)} 700`], [0]])
})

test('without the store there is what memory holds', async () => {
  const store = memoryStore({ clock: systemClock })
  const gone: Store = { ...store, sortedRange: () => Promise.reject(new SepError('store-unavailable', 'gone')) }
  for (const each of [gone, null]) expect(await read(each, shown([[0, 4]], [0]))).toEqual([[`${isoDay(0)} 4`], [0]])
})

test('what is written each minute is written every five', async () => {
  const store = memoryStore({ clock: systemClock })
  const batches: number[] = []
  const counting: Store = { ...store, write: (batch) => (batches.push(batch.length), store.write(batch)) }
  const keeper = keepHistory({ store: counting, account: ACCOUNT, log: () => {} })
  const slices = { now: 0 }
  const reads = {
    ...shown([], []),
    funnel: () => ({ days: [{ day: isoDay(0), slices: slices.now, stages: [], refused: {} }] }),
  }
  const sink = keeper.sinkOf(reads)
  for (let minute = 0; minute < HOUR_MS / MINUTE_MS; minute++) {
    slices.now++
    void sink.write(frameAt(DAY_ONE_MS + minute * MINUTE_MS))
    await keeper.idle()
  }
  expect(batches).toHaveLength(12)
})
