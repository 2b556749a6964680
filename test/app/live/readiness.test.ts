import { expect, test } from 'vitest'
import { readiness } from '../../../app/live/monitoring/readiness.js'
import { testClock } from '../../support/test-clock.js'

const open = () => {
  const lines: string[] = []
  const clock = testClock(1000)
  return { lines, clock, ready: readiness((line) => lines.push(line), clock) }
}

test('a process starts, waits, warms up and runs; the phase is the reason until it runs', () => {
  const { lines, ready } = open()
  expect([ready.phase(), ready.reasons()]).toEqual([
    'starting',
    [{ code: 'starting', text: 'starting', sinceMs: 1000 }],
  ])
  ready.enter('standby', 'another instance holds the lease')
  ready.enter('standby', 'another instance holds the lease')
  expect(ready.reasons().map(({ code, text }) => [code, text])).toEqual([
    ['standby', 'another instance holds the lease'],
  ])
  ready.enter('warming', 'direction, shadow')
  ready.enter('running')
  expect([ready.phase(), ready.reasons()]).toEqual(['running', []])
  expect(lines).toEqual(['standby: another instance holds the lease', 'warming: direction, shadow', 'running'])
})

test('a reason keeps its begin while its text changes, and both ends are logged once', async () => {
  const { lines, clock, ready } = open()
  ready.enter('running')
  for (let n = 1; n <= 3; n++) {
    ready.set('prices', `silent for ${n} s`)
    await clock.advance(1000)
  }
  expect(ready.reasons()).toEqual([{ code: 'prices', text: 'silent for 3 s', sinceMs: 1000 }])
  ready.set('prices', null)
  ready.set('prices', null)
  expect(lines).toEqual(['running', 'not ready: prices: silent for 1 s', 'prices: ok'])
})

test('reasons stand in the order of their codes, whatever came first', () => {
  const { ready } = open()
  ready.enter('running')
  ready.set('store', 'down')
  ready.set('kill_switch', 'ON')
  expect(ready.reasons().map(({ code }) => code)).toEqual(['kill_switch', 'store'])
})
