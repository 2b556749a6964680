import { expect, test } from 'vitest'
import { readiness } from '../../../../app/live/monitoring/readiness.js'
import { testClock } from '../../../support/test-clock.js'

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

test('a reason that two hold is gone when neither does', () => {
  const { ready } = open()
  ready.enter('running')
  ready.set('store', 'the disk does not confirm')
  ready.set('store', 'no answer', 'watch')
  ready.set('store', null)
  expect(ready.reasons().map(({ text }) => text)).toEqual(['no answer'])
  ready.set('store', null, 'watch')
  expect(ready.reasons()).toEqual([])
})

test('what blocks an instrument is held by code', () => {
  const { ready } = open()
  ready.block('EUR_USD', 'implausible', 'a high of 11.5')
  ready.block('EUR_USD', 'unreadable', 'trade 7')
  ready.block('EUR_USD', 'implausible', null)
  expect([ready.blocks('EUR_USD'), ready.blocks('USD_JPY')]).toEqual([[{ code: 'unreadable', text: 'trade 7' }], []])
})

test('reasons stand in the order of their codes, whatever came first', () => {
  const { ready } = open()
  ready.enter('running')
  ready.set('store', 'down')
  ready.set('kill_switch', 'ON')
  expect(ready.reasons().map(({ code }) => code)).toEqual(['kill_switch', 'store'])
})
