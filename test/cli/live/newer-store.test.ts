/** A store that a newer version has written: refused in one sentence, but the kill switch goes ON all the same. */
import { describe, expect, test } from 'vitest'
import { addApi } from '../../../cli/live/api.js'
import { addArm } from '../../../cli/live/arm.js'
import { addHydrate } from '../../../cli/live/hydrate.js'
import { openLiveStore } from '../../../cli/live/live-store.js'
import { addSnapshot } from '../../../cli/live/snapshot.js'
import { addStore } from '../../../cli/live/store.js'
import { addWs } from '../../../cli/live/ws.js'
import { addReplay } from '../../../cli/run/replay.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { LAYOUT } from '../../../store/layout.js'
import { ACCOUNT } from '../../support/live/control.js'
import { message, panicBench } from './panic-bench.js'

const bench = panicBench()
const KEY = keyName(KEYS.layout, {})
const mark = async (layout: number) => bench.store().write([{ op: 'set', key: KEY, value: JSON.stringify(layout) }])
const live = () =>
  openLiveStore(
    {
      storeUrl: bench.socket(),
      storeBinary: undefined,
      account: ACCOUNT,
      environment: 'paper',
      dataDir: undefined,
      home: '',
    },
    () => {},
  )

describe('a store of a newer layout', () => {
  test.each([
    ['store check', addStore, ['store', 'check']],
    ['store set-aside', addStore, ['store', 'set-aside', 'slice']],
    ['replay', addReplay, ['replay', '--journal', '..']],
    ['snapshot', addSnapshot, ['snapshot']],
    ['hydrate', addHydrate, ['hydrate']],
    ['api', addApi, ['api', '--port', '0']],
    ['ws', addWs, ['ws', '--port', '0', '--origin', 'http://localhost:1']],
  ] as const)('%s refuses it', async (_, add, argv) => {
    await mark(LAYOUT + 1)
    const before = await bench.store().keys('*')
    const ran = await bench.call(add, [...argv, '--account', ACCOUNT])
    expect(message(ran)).toMatch(/^the store has layout \d+, this version knows up to \d+: go on with the version/)
    expect(ran.error).toMatchObject({ code: 'store-refused' })
    expect(await bench.store().keys('*')).toEqual(before)
  })

  test('sep live refuses it, and marks one without a mark', async () => {
    await mark(LAYOUT + 1)
    await expect(live()).rejects.toMatchObject({ code: 'store-refused' })
    await bench.store().write([{ op: 'delete', key: KEY }])
    await (await live()).close()
    expect(new TextDecoder().decode((await bench.store().get(KEY))!)).toBe(String(LAYOUT))
  })

  test('arm --off writes the switch', async () => {
    await mark(LAYOUT + 1)
    await bench.call(addArm, ['arm', '--account', ACCOUNT, '--off'])
    expect(await bench.switches()).toEqual(['on', null])
  })
})
