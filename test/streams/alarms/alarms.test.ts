/** The alarm stream of an account: what its entries add up to, however processes, restarts and acknowledgements mix. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keepAlarms } from '../../../app/live/status/keep-alarms.js'
import { systemClock } from '../../../lib/clock.js'
import { alarmLog } from '../../../sinks/alarms/alarm-log.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { memoryStore } from '../../../store/memory/store.js'
import type { Store } from '../../../store/store.js'
import { appendAlarm } from '../../../streams/alarms/append-alarm.js'
import { readAlarms } from '../../../streams/alarms/read-alarms.js'
import { trimAlarms } from '../../../streams/alarms/trim-alarms.js'
import { testClock } from '../../support/test-clock.js'

const ACCOUNT = '101-001-1-001'
const STREAM = keyName(KEYS.alarms, { account: ACCOUNT })
const T0 = Date.UTC(2026, 0, 5, 12)
const SECOND = 1_000

/** A process with alarms: its clock, and a way to let a second pass. */
const processOf = (store: Store, clock: ReturnType<typeof testClock>, owner: string, standby = false) => {
  const stop = new AbortController()
  const alarms = alarmLog(clock, () => undefined)
  const lines: string[] = []
  const state = { standby }
  const looking = alarms.run(stop.signal)
  const running = keepAlarms(
    {
      ...{ store, account: ACCOUNT, owner, part: null, alarms, clock },
      isStandby: () => state.standby,
      log: (line) => lines.push(line),
    },
    stop.signal,
  )
  return {
    alarms,
    lines,
    state,
    pass: async (seconds = 1) => {
      for (let n = 0; n < seconds * 4; n++) {
        await clock.advance(SECOND / 4)
        for (let turn = 0; turn < 8; turn++) await clock.yield()
      }
    },
    end: async () => {
      stop.abort()
      await Promise.all([looking, running])
    },
  }
}

describe('alarms of a pipeline in the store', () => {
  test('a condition starts, is acknowledged, ends; an event is one entry', async () => {
    const [clock, store] = [testClock(T0), memoryStore({ clock: systemClock })]
    const life = processOf(store, clock, 'one')
    life.alarms.raise('adopted', 'trade 7 was adopted')
    await life.pass()
    for (let n = 0; n < 8; n++) {
      life.alarms.hold('prices', 'the pricing stream: no bytes')
      await life.pass()
    }
    const [standing, event] = await readAlarms(store, ACCOUNT)
    expect(standing).toMatchObject({ code: 'prices', severity: 'critical', endMs: null, acknowledgedBy: null })
    expect(event).toMatchObject({ code: 'adopted', severity: 'warning', count: 1, endMs: event?.startMs })
    await appendAlarm(store, ACCOUNT, { kind: 'acknowledged', alarm: standing!.id, by: 'anna' }, clock.nowMs())
    await appendAlarm(store, ACCOUNT, { kind: 'acknowledged', alarm: standing!.id, by: 'ben' }, clock.nowMs())
    life.alarms.hold('prices', null)
    await life.pass(7)
    const [over] = await readAlarms(store, ACCOUNT)
    expect(over).toMatchObject({ id: standing!.id, acknowledgedBy: 'anna', startMs: standing!.startMs })
    expect(over!.endMs).toBeGreaterThan(over!.startMs)
    // An event, a start, two acknowledgements, an end.
    expect(await store.length(STREAM)).toBe(5)
    await life.end()
    expect(life.lines).toEqual([])
  })

  test('what a killed process left standing ends when the next one holds the account; a standby writes nothing', async () => {
    const [clock, store] = [testClock(T0), memoryStore({ clock: systemClock })]
    const left = { kind: 'alarm', alarm: null, code: 'broker', severity: 'critical', text: 'away' } as const
    const of = { startMs: T0 - 60_000, endMs: null, count: 3, owner: 'killed' }
    await appendAlarm(store, ACCOUNT, { ...left, ...of, part: null }, T0 - 60_000)
    await appendAlarm(store, ACCOUNT, { ...left, ...of, part: 'trades' }, T0 - 59_000)
    const life = processOf(store, clock, 'two', true)
    life.alarms.raise('order', 'of a standby')
    await life.pass(2)
    const standing = async () => (await readAlarms(store, ACCOUNT)).filter(({ endMs }) => endMs === null).length
    expect(await standing()).toBe(2)
    expect(await store.length(STREAM)).toBe(2)
    life.state.standby = false
    await life.pass(2)
    await life.end()
    expect(await standing()).toBe(1)
    const [whole] = (await readAlarms(store, ACCOUNT)).filter(({ code, part }) => code === 'broker' && part === null)
    expect(whole).toMatchObject({ owner: 'killed', count: 3, unwatched: true })
  })

  test('what stands at a clean end ends with the process', async () => {
    const [clock, store] = [testClock(T0), memoryStore({ clock: systemClock })]
    const life = processOf(store, clock, 'one')
    for (let n = 0; n < 8; n++) {
      life.alarms.hold('broker', 'no answer')
      await life.pass()
    }
    expect((await readAlarms(store, ACCOUNT))[0]!.endMs).toBeNull()
    await life.end()
    expect((await readAlarms(store, ACCOUNT))[0]).toMatchObject({
      endMs: expect.any(Number) as number,
      unwatched: true,
    })
  })

  test('any interleaving of writers: each entry has an id of its own, and no acknowledgement is lost', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ nowMs: fc.integer({ min: T0, max: T0 + 5 }), acknowledges: fc.boolean() }), {
          minLength: 1,
          maxLength: 12,
        }),
        async (writes) => {
          const store = memoryStore({ clock: systemClock })
          const alarm = { kind: 'alarm', code: 'order', severity: 'critical', text: 'a', endMs: T0, count: 1 } as const
          const of = { alarm: null, owner: 'one', part: null, startMs: T0 }
          const id = await appendAlarm(store, ACCOUNT, { ...alarm, ...of }, T0)
          for (const { nowMs, acknowledges } of writes)
            await appendAlarm(
              store,
              ACCOUNT,
              acknowledges ? { kind: 'acknowledged', alarm: id, by: 'anna' } : { ...alarm, ...of },
              nowMs,
            )
          const found = await readAlarms(store, ACCOUNT)
          const raised = 1 + writes.filter(({ acknowledges }) => !acknowledges).length
          expect(new Set(found.map((each) => each.id)).size).toBe(raised)
          const first = found.find((each) => each.id === id)
          expect(first?.acknowledgedBy).toBe(writes.some(({ acknowledges }) => acknowledges) ? 'anna' : null)
        },
      ),
      { numRuns: 40 },
    ))

  test('an entry that cannot be read is left out, and the stream is bounded', async () => {
    const store = memoryStore({ clock: systemClock })
    await store.append(STREAM, '1-0', { entry: '{"kind":"alarm"}' })
    const alarm = { kind: 'alarm', alarm: null, code: 'order', severity: 'info', text: '' } as const
    for (let n = 0; n < 4_010; n++)
      await appendAlarm(store, ACCOUNT, { ...alarm, startMs: n, endMs: n, count: 1, owner: '', part: null }, T0 + n)
    expect(await readAlarms(store, ACCOUNT)).toHaveLength(4_010)
    expect(await trimAlarms(store, ACCOUNT)).toBe(11)
    expect(await trimAlarms(store, ACCOUNT)).toBe(0)
    expect((await readAlarms(store, ACCOUNT)).at(-1)?.startMs).toBe(10)
  })
})
