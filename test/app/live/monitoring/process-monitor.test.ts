/** What a process reports of broker and store before, during and after a session. */
import { expect, test } from 'vitest'
import { processMonitor } from '../../../../app/live/monitoring/process-monitor.js'
import type { LiveSession } from '../../../../app/live/session.js'
import { SepError } from '../../../../model/error-codes.js'
import { testClock } from '../../../support/test-clock.js'

const open = () => {
  const clock = testClock(0)
  const lines: string[] = []
  const events: string[] = []
  const state = { isDown: false, isAway: false }
  const durability = async () => {
    if (state.isDown) throw new SepError('store-unavailable', 'ECONNREFUSED')
    return { durable: true, reason: '' }
  }
  const monitor = processMonitor(
    {
      store: { kind: 'valkey', durability } as never,
      log: (line) => lines.push(line),
      onEvent: ({ event }) => events.push(event),
    },
    clock,
  )
  const client = {
    summary: async () => {
      if (state.isAway) monitor.health.broker.failed('HTTP 503')
      else monitor.health.broker.answered()
    },
  }
  void monitor.run(client as never, new AbortController().signal)
  const pass = async (seconds: number) => {
    for (let quarter = 0; quarter < seconds * 4; quarter++) await clock.advance(250)
  }
  return { monitor, lines, events, state, pass }
}
/** A session that finds what the monitor's health finds. */
const sessionOf = ({ ready, alarms, health }: ReturnType<typeof processMonitor>): LiveSession => {
  let held: string | null = null
  return {
    look: () => {
      const reason = health.store.reason()
      ready.set('store', reason, 'watch')
      ready.set('prices', 'not open yet', 'watch')
      if ((reason === null) !== (held === null)) alarms.hold('store', reason)
      held = reason
    },
  } as LiveSession
}

test('a store that was away before the session is one alarm, which ends during it', async () => {
  const { monitor, lines, state, pass } = open()
  state.isDown = true
  await pass(8)
  expect(monitor.ports.reasons().map(({ code }) => code)).toEqual(['starting', 'store'])
  monitor.onSession(sessionOf(monitor))
  await pass(3)
  state.isDown = false
  await pass(8)
  expect(lines.filter((line) => /alarm/i.test(line)).map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
    'ALARM store the',
    'alarm over: store',
  ])
})

test('a broker that is back at the moment in which the session opens is no alarm any more', async () => {
  const { monitor, lines, state, pass } = open()
  state.isAway = true
  await pass(8)
  state.isAway = false
  monitor.health.broker.answered()
  monitor.onSession(sessionOf(monitor))
  await pass(8)
  expect(lines.filter((line) => /alarm/i.test(line)).map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
    'ALARM broker the',
    'alarm over: broker',
  ])
})

test('what a session found ends with it; the phase stays', async () => {
  const { monitor, pass } = open()
  monitor.onSession(sessionOf(monitor))
  monitor.ready.enter('running')
  await pass(1)
  expect(monitor.ports.reasons().map(({ code }) => code)).toEqual(['prices'])
  monitor.ready.enter('standby', 'another instance holds the lease')
  monitor.onSession(null)
  expect(monitor.ports.reasons().map(({ code }) => code)).toEqual(['standby'])
  monitor.onSession(null)
  expect(monitor.ports.phase()).toBe('standby')
})

test('a heartbeat each minute', async () => {
  const { events, pass } = open()
  await pass(181)
  expect(events).toEqual(['heartbeat', 'heartbeat', 'heartbeat'])
})
