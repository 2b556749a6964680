/** What a pipeline records of the requests that it takes, for the commands that wait for it. */
import { afterEach, describe, expect, test } from 'vitest'
import { waitingRoom } from '../../../app/live/control/waiting-room.js'
import { flattenMonitor } from '../../../app/live/control/flatten-monitor.js'
import { systemClock } from '../../../lib/clock.js'
import { memoryStore } from '../../../store/memory/store.js'
import type { Store } from '../../../store/store.js'
import { SepError } from '../../../model/error-codes.js'
import type { ControlRequest } from '../../../streams/control/request.js'
import { readTaken, takenKey } from '../../../streams/control/taken.js'
import { writeControlRequest } from '../../../streams/control/writer.js'
import { ACCOUNT, type ControlLife, frameOf, NAMES, startControl } from '../../support/live/control.js'

const FLATTEN: ControlRequest = { kind: 'flatten', pair: null }
const ARM: ControlRequest = { kind: 'kill', on: false, flatten: false }

const lives: ControlLife[] = []
afterEach(async () => {
  for (const life of lives.splice(0)) await life.end()
})
const start = async (more?: Parameters<typeof startControl>[0]): Promise<ControlLife> => {
  const life = await startControl(more)
  lives.push(life)
  return life
}
const durable = (store: Store): Store => ({ ...store, flush: async () => true })
const write = (store: Store, request: ControlRequest, nowMs = systemClock.nowMs()) =>
  writeControlRequest(durable(store), ACCOUNT, request, nowMs)
const record = async (store: Store, id: string) => (await readTaken(store, ACCOUNT)).get(id)
/** A slice with the row as it is now, at a Wednesday's noon. */
const slice = ({ control }: ControlLife, units: readonly number[] = [0, 0, 0]) =>
  frameOf(units, control.row(), Date.UTC(2026, 0, 7, 12))
const becomes = (store: Store, id: string, state: string) =>
  expect.poll(async () => (await record(store, id))?.state, { interval: 5 }).toBe(state)

describe('a request', () => {
  test.each<ControlRequest>([
    ARM,
    { kind: 'kill', on: true, flatten: false },
    { kind: 'mode', paused: true },
    { kind: 'lock', pair: 'EUR_USD', untilMs: 5 },
    { kind: 'reconcile' },
  ])('%j is done once a slice carries it, not before', async (request) => {
    const life = await start()
    const before = slice(life)
    const id = await life.ask(request)
    await life.control.carried(before)
    expect(await record(life.store, id)).toBeUndefined()
    await life.control.carried(slice(life))
    expect(await record(life.store, id)).toMatchObject({ kind: request.kind, state: 'done', why: '' })
  })

  test.each<ControlRequest>([
    { kind: 'flatten', pair: 'XAU_XAG' as never },
    { kind: 'lock', pair: 'AUD_CAD', untilMs: 1 },
  ])('%j of a pair that is not traded is refused with those that are', async (request) => {
    const life = await start()
    const id = await write(life.store, request)
    await becomes(life.store, id, 'refused')
    expect(await record(life.store, id)).toMatchObject({ why: expect.stringContaining(NAMES.join(', ')) })
    expect(life.control.row().requestId).toBe(0)
  })

  test('that cannot be read is refused', async () => {
    const life = await start()
    await life.store.append(`sep:stream:{${ACCOUNT}}:control`, '5-0', { request: '{"kind":"buy"}' })
    await becomes(life.store, '5-0', 'refused')
  })

  test('whose record the store did not take is recorded later', async () => {
    const store = memoryStore({ clock: systemClock })
    let full = true
    const refused = () => Promise.reject(new SepError('store-refused', 'OOM'))
    const life = await start({ store, seen: { ...store, write: (batch) => (full ? refused() : store.write(batch)) } })
    const id = await life.ask(ARM)
    await life.control.carried(slice(life))
    expect(await record(store, id)).toBeUndefined()
    full = false
    await becomes(store, id, 'done')
  })
})

describe('a flatten', () => {
  test('is taken with what is open, and done when two slices that carry it are flat', async () => {
    const life = await start()
    const monitor = flattenMonitor(NAMES.length)
    const see = async (units: readonly number[]) => {
      const frame = slice(life, units)
      await life.control.carried(frame)
      const flat = monitor(frame, () => false)
      if (flat) life.control.flattenDone(flat)
      return (await record(life.store, id))!
    }
    const id = await life.ask(FLATTEN)
    expect(await see([1000, 0, -5])).toMatchObject({
      state: 'taken',
      why: expect.stringMatching('open: EUR_USD 1000, USD_JPY -5; '),
    })
    expect(await see([0, 0, -5])).toMatchObject({ state: 'taken', why: expect.stringMatching('open: USD_JPY -5; ') })
    await see([0, 0, 0])
    await see([0, 0, 0])
    await becomes(life.store, id, 'done')
    expect(life.control.row().flatten).toBeNull()
  })

  test('ends with the kill switch on, too', async () => {
    const life = await start()
    await life.ask({ kind: 'kill', on: true, flatten: false })
    const id = await life.ask(FLATTEN)
    life.control.flattenDone({ requestId: life.control.row().requestId, instruments: [0, 1, 2] })
    await becomes(life.store, id, 'done')
    expect(life.control.row().flatten).toBeNull()
  })

  test('of everything holds the pipeline paused, whatever the mode is meanwhile', async () => {
    const life = await start()
    await life.ask(ARM)
    await life.ask(FLATTEN)
    await life.ask({ kind: 'mode', paused: false })
    expect(life.control.switches().paused).toBe(true)
    life.control.flattenDone({ requestId: life.control.row().requestId, instruments: [0, 1, 2] })
    await life.ask({ kind: 'reconcile' })
    expect(life.control.switches().paused).toBe(false)
  })

  test('a repeated one of the same pair ends both', async () => {
    const life = await start()
    const first = await life.ask({ kind: 'flatten', pair: 'EUR_USD' })
    const { requestId } = life.control.row()
    const second = await life.ask({ kind: 'flatten', pair: 'EUR_USD' })
    life.control.flattenDone({ requestId, instruments: [0] })
    await becomes(life.store, first, 'done')
    expect(life.control.row().flatten).toEqual(Uint8Array.of(1, 0, 0))
    life.control.flattenDone({ requestId: requestId + 1, instruments: [0] })
    await becomes(life.store, second, 'done')
  })

  test('that was not done goes on after a restart, of the pairs that are left', async () => {
    const first = await start()
    const id = await first.ask(FLATTEN)
    await first.control.carried(slice(first, [1, 0, 0]))
    await first.end()
    const second = await start({ store: first.store, flatten: Uint8Array.of(1, 0, 0) })
    expect(second.control.row().flatten).toEqual(Uint8Array.of(1, 0, 0))
    await second.ask({ kind: 'reconcile' })
    expect(await record(first.store, id)).toMatchObject({ state: 'taken' })
    second.control.flattenDone({ requestId: 0, instruments: [0] })
    await becomes(first.store, id, 'done')
    expect(second.control.row().flatten).toBeNull()
  })

  test('whose end was not recorded is done after a restart', async () => {
    const first = await start()
    const id = await first.ask(FLATTEN)
    await first.control.carried(slice(first))
    await first.end()
    await start({ store: first.store })
    await becomes(first.store, id, 'done')
  })
})

describe('before there is a session', () => {
  const room = (store: Store, more: { isStandby?: boolean } = {}) =>
    waitingRoom({
      ...{ store, account: ACCOUNT, since: '0-0', clock: systemClock, log: () => undefined },
      isStandby: () => more.isStandby ?? false,
      why: () => 'not running yet: the broker is away',
    })

  test('requests are taken at once, with what the pipeline waits for; the session obeys them', async () => {
    const store = memoryStore({ clock: systemClock })
    const leave = room(store)
    const armed = await write(store, ARM)
    const id = await write(store, FLATTEN, 1000)
    await becomes(store, id, 'taken')
    expect(await record(store, id)).toMatchObject({ tsMs: 0, why: 'not running yet: the broker is away' })
    await leave()
    const life = await start({ store, since: '0-0' })
    await expect.poll(() => life.control.row().requestId, { interval: 5 }).toBe(2)
    expect(life.control.row().flatten).toEqual(Uint8Array.of(1, 1, 1))
    await life.control.carried(slice(life, [7, 0, 0]))
    expect([(await record(store, armed))?.state, (await record(store, id))?.why]).toEqual([
      'done',
      expect.stringContaining('EUR_USD 7'),
    ])
  })

  test('a standby leaves requests to the instance that has the account', async () => {
    const store = memoryStore({ clock: systemClock })
    const leave = room(store, { isStandby: true })
    const id = await write(store, FLATTEN)
    await systemClock.sleep(20)
    await leave()
    expect(await record(store, id)).toBeUndefined()
  })

  test.each([
    ['since the process started', '0-0', 0, 1],
    ['from before it', `${systemClock.nowMs() + 9e9}-0`, 0, 0],
    ['that is older than anyone waits', '0-0', 3 * 60_000, 0],
  ])('a request %s that no one took is obeyed: %s %d -> %d', async (_, since, ageMs, taken) => {
    const store = memoryStore({ clock: systemClock })
    await write(store, FLATTEN, systemClock.nowMs() - ageMs)
    const life = await start({ store, since })
    const id = await life.ask({ kind: 'reconcile' })
    expect([life.control.row().requestId, id.length > 0]).toEqual([taken + 1, true])
  })

  test('one that another instance had in a slice, or refused, is not obeyed again', async () => {
    const first = await start()
    const id = await first.ask({ kind: 'lock', pair: 'EUR_USD', untilMs: 9 })
    await first.control.carried(slice(first))
    const refused = await write(first.store, { kind: 'lock', pair: 'AUD_CAD', untilMs: 9 })
    await becomes(first.store, refused, 'refused')
    const second = await start({ store: first.store, since: '0-0' })
    await second.ask({ kind: 'reconcile' })
    expect([
      second.control.row().requestId,
      [...second.control.row().lockUntilMs!],
      (await record(first.store, id))?.state,
    ]).toEqual([1, [0, 0, 0], 'done'])
  })

  test('records that cannot be read keep no request from being heard', async () => {
    const store = memoryStore({ clock: systemClock })
    await store.write([{ op: 'hashSet', key: takenKey(ACCOUNT), fields: { '1-0': '{', '2-0': '{"state":"x"}' } }])
    const life = await start({ store, since: '0-0' })
    expect(await life.ask(FLATTEN)).not.toBe('')
  })
})

describe('a pipeline in parts', () => {
  test('the slices take a switch, the part that trades confirms it once both have it', async () => {
    const slices = await start({ part: 'slices' })
    const trades = await start({ part: 'trades', store: slices.store })
    const heard = trades.control.requested(new AbortController().signal)
    const id = await slices.ask(ARM)
    await heard
    expect(trades.control.switches().killSwitch).toBe(false)
    expect(await record(slices.store, id)).toBeUndefined()
    await slices.control.carried(slice(slices))
    await becomes(slices.store, id, 'done')
  })
})
