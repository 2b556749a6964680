/** Switches of a running pipeline whose keys disappear. */
import { afterEach, expect, test } from 'vitest'
import type { Switches } from '../../../sinks/execution/protocol-types.js'
import { switchKeys } from '../../../streams/control/switches.js'
import { ACCOUNT, type ControlLife, startControl } from '../../support/live/control.js'

const { kill: KILL, mode: MODE, global: GLOBAL } = switchKeys(ACCOUNT)

let life: ControlLife
afterEach(() => life.end())

test.each<[key: string, first: boolean, left: Switches]>([
  [KILL, false, { killSwitch: true, paused: false }],
  [MODE, false, { killSwitch: false, paused: false }],
  [MODE, true, { killSwitch: false, paused: true }],
  [GLOBAL, true, { killSwitch: false, paused: false }],
])('%s deleted while armed, paused at first %j', async (key, pausedAtFirst, left) => {
  life = await startControl({ pausedAtFirst })
  const { control, store, turns, ask } = life
  await ask({ kind: 'mode', paused: false })
  await store.write([{ op: 'set', key: GLOBAL, value: 'off' }])
  await ask({ kind: 'kill', on: false, flatten: false })
  expect(control.switches()).toEqual({ killSwitch: false, paused: false })
  await store.write([{ op: 'delete', key }])
  await ask({ kind: 'reconcile' })
  expect([control.row().killSwitch, control.row().paused]).toEqual([Number(left.killSwitch), Number(left.paused)])
  expect(turns.at(-1)).toEqual(left)
})
