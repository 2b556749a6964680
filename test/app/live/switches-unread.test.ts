/** A store that is away: the switches count as ON and paused, and no text names a command that could not turn them. */
import { afterEach, expect, test } from 'vitest'
import { accountReasons } from '../../../app/live/monitoring/account-reasons.js'
import { SepError } from '../../../model/error-codes.js'
import { memoryStore } from '../../../store/memory/store.js'
import { systemClock } from '../../../lib/clock.js'
import { ACCOUNT, type ControlLife, startControl } from '../../support/live/control.js'
import { until } from '../../support/until.js'

let life: ControlLife | null = null
afterEach(async () => {
  await life?.end()
  life = null
})

const reasonsOf = ({ control }: ControlLife) => {
  const found = accountReasons({
    areSwitchesRead: control.areSwitchesRead(),
    row: { ...control.row(), heartbeatAgeMs: 0 },
    ...{ maxHeartbeatAgeMs: 10_000, shut: 0, gate: [], outage: () => null, lease: null, slices: null },
  })
  return [...found].flatMap(([code, text]) => (text === null ? [] : [`${code}: ${text}`]))
}

test('unread, and read again', async () => {
  const store = memoryStore({ clock: systemClock })
  await store.write([{ op: 'set', key: `ops:kill_switch:{${ACCOUNT}}`, value: 'off' }])
  let isAway = false
  const seen: typeof store = {
    ...store,
    values: (keys) => (isAway ? Promise.reject(new SepError('store-unavailable', 'away')) : store.values(keys)),
  }
  life = await startControl({ store, seen })
  const { control } = life
  expect(reasonsOf(life)).toEqual([])
  isAway = true
  await until('unread switches', 60_000, () => !control.areSwitchesRead())
  await until('switches that count as ON', 60_000, () => control.switches().killSwitch)
  expect(reasonsOf(life)).toEqual(['kill_switch: the kill switch cannot be read and counts as ON'])
  isAway = false
  await until('the switches', 60_000, () => !control.switches().killSwitch)
  expect(reasonsOf(life)).toEqual([])
})
