import { afterEach, describe, expect, test } from 'vitest'
import { crashAt } from '../../../app/live/crash-at.js'
import { writeControlRequest } from '../../../streams/control/writer.js'
import { flattenMonitor } from '../../../app/live/control/flatten-monitor.js'
import { readSwitches } from '../../../streams/control/switches.js'
import { paceOf } from '../../../app/live/time-scaling.js'
import { resolveSettings } from '../../../app/config/settings.js'
import { systemClock } from '../../../lib/clock.js'
import { SepError } from '../../../model/error-codes.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import type { Store } from '../../../store/store.js'
import { noCrash } from '../../../lib/crash-points.js'
import type { LiveControl } from '../../../app/live/control/control.js'
import { ACCOUNT, type ControlLife, frameOf, NAMES, startControl } from '../../support/live/control.js'
import { DEFAULT_LIMITS, type Switches } from '../../../sinks/execution/protocol-types.js'
import { testClock } from '../../support/test-clock.js'
import { memoryStore } from '../../../store/memory/store.js'

const KILL = `ops:kill_switch:{${ACCOUNT}}`
const MODE = `ops:trading_mode:{${ACCOUNT}}`
const CONTROLS = `sep:stream:{${ACCOUNT}}:control`

let life: ControlLife | null = null
afterEach(async () => {
  await life?.end()
  life = null
})
const start = async (more?: Parameters<typeof startControl>[0]): Promise<ControlLife> => {
  life = await startControl(more)
  return life
}
const settling = (control: LiveControl) => {
  const look = flattenMonitor(NAMES.length)
  return (frame: Frame, busy: readonly number[] = []) => {
    const news = look(frame, (k) => busy.includes(k))
    if (news) control.flattenDone(news)
  }
}

describe('switches', () => {
  test.each<[kill: string | null, mode: string | null, first: boolean, expected: Switches]>([
    [null, null, false, { killSwitch: true, paused: false }],
    [null, null, true, { killSwitch: true, paused: true }],
    ['off', null, true, { killSwitch: false, paused: true }],
    ['off', 'trading', true, { killSwitch: false, paused: false }],
    ['off', 'paused', false, { killSwitch: false, paused: true }],
    ['off', 'Trading', false, { killSwitch: false, paused: true }],
    ['off', '', false, { killSwitch: false, paused: true }],
    ['on', 'trading', false, { killSwitch: true, paused: false }],
    ['OFF', 'trading', false, { killSwitch: true, paused: false }],
    ['off ', 'trading', false, { killSwitch: true, paused: false }],
    ['', 'trading', false, { killSwitch: true, paused: false }],
    ['false', 'trading', false, { killSwitch: true, paused: false }],
  ])('kill %j, mode %j, paused at first %j', async (kill, mode, first, expected) => {
    const store = memoryStore({ clock: systemClock })
    if (kill !== null) await store.write([{ op: 'set', key: KILL, value: kill }])
    if (mode !== null) await store.write([{ op: 'set', key: MODE, value: mode }])
    expect(await readSwitches(store, ACCOUNT, first)).toEqual(expected)
  })

  test('a request turns them, and the order runner knows before the slice', async () => {
    const { control, turns, ask } = await start()
    expect([control.row().killSwitch, control.row().paused]).toEqual([1, 0])
    await ask({ kind: 'kill', on: false, flatten: false })
    expect([control.row().killSwitch, turns]).toEqual([0, [{ killSwitch: false, paused: false }]])
    await ask({ kind: 'mode', paused: true })
    expect([control.row().killSwitch, control.row().paused]).toEqual([0, 1])
    await ask({ kind: 'kill', on: true, flatten: false })
    expect([control.row().killSwitch, control.row().flatten, turns.length]).toEqual([1, null, 3])
  })

  test('an unreachable store means ON and paused; the request stream is not read from its beginning afterwards', async () => {
    const store = memoryStore({ clock: systemClock })
    await writeControlRequest(
      { ...store, flush: async () => true },
      ACCOUNT,
      { kind: 'kill', on: false, flatten: false },
      1,
    )
    await writeControlRequest({ ...store, flush: async () => true }, ACCOUNT, { kind: 'flatten', pair: null }, 2)
    let away = true
    const [gone, clock] = [() => Promise.reject(new SepError('store-unavailable', 'away')), testClock()] as const
    const seen: Store = {
      ...store,
      values: (keys) => (away ? gone() : store.values(keys)),
      lastId: (key) => (away ? gone() : store.lastId(key)),
      tail: (...args) => (away ? gone() : store.tail(...args)),
    }
    const { control, turns, reports, ask } = await start({ store, seen, clock })
    for (let turn = 0; turn < 50; turn++) await systemClock.yield()
    expect(turns).toEqual([{ killSwitch: true, paused: true }])
    expect(reports).toEqual(['away'])
    away = false
    const later = () => clock.advance(1000).then(() => control.switches())
    await expect.poll(later, { interval: 20 }).toEqual({ killSwitch: false, paused: true })
    expect(control.row().flatten).toBeNull()
    await ask({ kind: 'flatten', pair: null })
    expect(control.row().requestId).toBe(1)
  })
})

describe('wishes', () => {
  test('flatten is of one pair or of all', async () => {
    const { control, ask } = await start()
    await ask({ kind: 'flatten', pair: 'GBP_USD' })
    expect(control.row().flatten).toEqual(Uint8Array.of(0, 1, 0))
    await ask({ kind: 'flatten', pair: null })
    expect(control.row().flatten).toEqual(Uint8Array.of(1, 1, 1))
  })

  test('each pair ends its own once it is flat in two slices that carry the wish, with no order on its way', async () => {
    const { control, ask } = await start()
    await ask({ kind: 'kill', on: false, flatten: false })
    await ask({ kind: 'flatten', pair: null })
    const see = settling(control)
    const settle = (units: readonly number[], busy: readonly number[] = []) => {
      see(frameOf(units, control.row()), busy)
      return control.row().flatten && [...control.row().flatten!]
    }
    expect(settle([0, 500, 0], [2])).toEqual([1, 1, 1])
    expect(settle([0, 500, 0])).toEqual([0, 1, 1])
    expect(settle([0, 500, 900])).toEqual([0, 1, 1])
    expect(settle([0, 0, 0])).toEqual([0, 1, 1])
    expect(settle([0, 0, 0])).toBeNull()
  })

  test('a slice from before the request proves nothing about it', async () => {
    const { control, ask } = await start()
    await ask({ kind: 'kill', on: false, flatten: false })
    const before = frameOf([0, 0, 0], control.row())
    const see = settling(control)
    await ask({ kind: 'flatten', pair: 'EUR_USD' })
    for (let n = 0; n < 5; n++) see(before)
    expect(control.row().flatten).toEqual(Uint8Array.of(1, 0, 0))
  })

  test('news of a wish that was made again since ends nothing', async () => {
    const { control, ask } = await start()
    await ask({ kind: 'kill', on: false, flatten: false })
    await ask({ kind: 'flatten', pair: null })
    const { requestId } = control.row()
    await ask({ kind: 'flatten', pair: 'EUR_USD' })
    control.flattenDone({ requestId, instruments: [0, 1] })
    expect(control.row().flatten).toEqual(Uint8Array.of(1, 0, 1))
  })

  test('a kill switch that flattens does so until it is off', async () => {
    const { control, ask } = await start()
    await ask({ kind: 'kill', on: true, flatten: true })
    const see = settling(control)
    for (let n = 0; n < 5; n++) see(frameOf([0, 0, 0], control.row()))
    expect(control.row().flatten).toEqual(Uint8Array.of(1, 1, 1))
    await ask({ kind: 'kill', on: false, flatten: false })
    expect(control.row().flatten).toBeNull()
  })

  test('a lock is of one pair, outlives a restart, and 0 ends it', async () => {
    const { control, ask } = await start({ lockUntilMs: Float64Array.of(0, 7000, 0) })
    await ask({ kind: 'lock', pair: 'EUR_USD', untilMs: 9000 })
    expect([...control.row().lockUntilMs!]).toEqual([9000, 7000, 0])
    await ask({ kind: 'lock', pair: 'GBP_USD', untilMs: 0 })
    expect([...control.row().lockUntilMs!]).toEqual([9000, 0, 0])
  })

  test('a compare with the broker may be asked for', async () => {
    const { reconciled, ask } = await start()
    await ask({ kind: 'reconcile' })
    expect(reconciled()).toBe(1)
  })
})

describe('the stream of requests', () => {
  test.each<[string, Record<string, string>]>([
    ['no request', { other: 'x' }],
    ['not JSON', { request: '{' }],
    ['of no kind', { request: '{"kind":"buy"}' }],
    ['with something more', { request: '{"kind":"reconcile","now":true}' }],
    ['of a bad pair', { request: '{"kind":"flatten","pair":"eurusd"}' }],
  ])('an entry that is %s is logged, and the next is taken', async (_, fields) => {
    const { store, control, reports, ask } = await start()
    await store.append(CONTROLS, '1-1', fields)
    await ask({ kind: 'flatten', pair: null })
    expect(reports).toEqual(['control request 1-1 cannot be read'])
    expect([control.row().requestId, control.row().flatten]).toEqual([1, Uint8Array.of(1, 1, 1)])
  })

  test('requests from before this start are over', async () => {
    const store = memoryStore({ clock: systemClock })
    await writeControlRequest({ ...store, flush: async () => true }, ACCOUNT, { kind: 'flatten', pair: null }, 5)
    const { control, ask } = await start({ store })
    await ask({ kind: 'lock', pair: 'USD_JPY', untilMs: 1 })
    expect([control.row().requestId, control.row().flatten]).toEqual([1, null])
  })

  test('a request without a waiter gets its slice as soon as there is one', async () => {
    const { control, store } = await start()
    const minute = new AbortController()
    const waited = control.requested(minute.signal)
    minute.abort()
    await waited
    // Taken while the slice of that minute is on its way to the disk.
    await store.append(CONTROLS, '1-1', { request: '{"kind":"flatten","pair":null}' })
    await expect.poll(() => control.row().requestId, { interval: 5 }).toBe(1)
    const next = new AbortController()
    const came = control.requested(next.signal).then(() => true)
    expect(await Promise.race([came, systemClock.yield().then(() => false)])).toBe(true)
    next.abort()
  })

  test('ids are the time of asking and never go back; a switch changes with its request', async () => {
    const store = { ...memoryStore({ clock: systemClock }), flush: async () => true }
    const ids = []
    for (const nowMs of [1000.7, 1000, 400, 1001])
      ids.push(await writeControlRequest(store, ACCOUNT, { kind: 'kill', on: nowMs > 1000, flatten: false }, nowMs))
    expect(ids).toEqual(['1000-0', '1000-1', '1000-2', '1001-0'])
    expect(new TextDecoder().decode((await store.get(KILL))!)).toBe('on')
    await expect(
      writeControlRequest({ ...store, flush: async () => false }, ACCOUNT, { kind: 'reconcile' }, 5000),
    ).rejects.toThrow('has not confirmed')
  })
})

test('a process that is to kill itself is refused where money is real', () => {
  expect(() => crashAt('slice.closed:1', 'live')).toThrow('refused')
  for (const bad of [
    'nowhere:1',
    'slice.closed:0',
    'slice.closed:x',
    'slice.closed:-1',
    'slice.closed:1:faint',
    'slice.closed:1:kill:',
  ])
    expect(() => crashAt(bad, 'paper')).toThrow('label:n')
  expect([crashAt(undefined, 'live'), crashAt('', 'live')]).toEqual([noCrash, noCrash])
  const later = crashAt('slice.closed:2', 'paper')
  expect([later.at('slice.closed'), later.at('slice.journaled')]).toEqual([undefined, undefined])
  const broken = crashAt('slice.closed:1:throw', 'paper')
  expect(() => broken.at('slice.closed')).toThrow('SEP_CRASH_AT')
  expect(broken.at('slice.closed')).toBeUndefined()
})

describe('the pace of a broker whose time runs faster', () => {
  const settings = resolveSettings()
  test.each([1, 2, 20])('speed %i: nothing is changed', (speed) => {
    const pace = paceOf(settings, speed, 5000)
    expect(pace.settings).toBe(settings)
    expect(pace.limits).toEqual({
      ...DEFAULT_LIMITS,
      entryMaxAgeMs: Math.min(DEFAULT_LIMITS.entryMaxAgeMs, settings.risk.freshMaxSignalAgeSec * 1000),
    })
    expect([pace.graceMs, pace.pollMs, pace.lastPollMs, pace.silenceMs]).toEqual([5000, 250, 2000, 10_000])
  })

  test('the limits of waiting grow; the age of a signal does not', () => {
    const { settings: changed, limits, graceMs } = paceOf(settings, 200, 5000)
    expect(changed.risk.maxHeartbeatAgeSec).toBe(settings.risk.maxHeartbeatAgeSec * 10)
    expect({ ...changed, risk: settings.risk }).toEqual(settings)
    expect(limits.entryMaxAgeMs).toBeLessThanOrEqual(settings.risk.freshMaxSignalAgeSec * 1000)
    expect(limits.tickMs).toBe(DEFAULT_LIMITS.tickMs * 10)
    expect(graceMs).toBe(45_000)
  })
})
