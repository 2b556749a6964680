/** Kill switches and modes in the store: of one account, and over all. */
import { beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../../lib/clock.js'
import { memoryStore } from '../../../store/memory/store.js'
import type { Store } from '../../../store/store.js'
import { writeFirstSwitch } from '../../../streams/control/first-switch.js'
import { readGlobalSwitch, readSwitches, switchKeys } from '../../../streams/control/switches.js'
import { writeControlRequest, writeGlobalSwitch } from '../../../streams/control/writer.js'
import { SepError } from '../../../model/error-codes.js'

const [ONE, TWO, REAL] = ['101-001-1000001-001', '101-001-1000002-001', '001-001-1000001-001'] as const
const GLOBAL = 'ops:kill_switch'

let store: Store
beforeEach(() => {
  store = { ...memoryStore({ clock: systemClock }), flush: async () => true }
})
const kill = (account: string, on: boolean) =>
  writeControlRequest(store, account, { kind: 'kill', on, flatten: false }, systemClock.nowMs())
const has = async (...names: string[]) =>
  (await store.values(names)).map((value) => (value === null ? null : new TextDecoder().decode(value)))
const isOn = async (account: string) => (await readSwitches(store, account, false)).killSwitch
const set = (key: string, value: string) => store.write([{ op: 'set', key, value }])

describe('the global key', () => {
  test.each<[global: string | null, own: string | null, on: boolean]>([
    [null, 'off', false],
    ['off', 'off', false],
    ['off', null, true],
    ['off', 'on', true],
    [null, null, true],
    ['on', 'off', true],
    ['', 'off', true],
    ['OFF', 'off', true],
    ['off ', 'off', true],
    ['anything', 'off', true],
  ])('%j over an account that has %j: ON is %j', async (global, own, on) => {
    if (global !== null) await set(GLOBAL, global)
    if (own !== null) await set(switchKeys(ONE).kill, own)
    expect(await isOn(ONE)).toBe(on)
  })

  test.each<[kind: string, write: Parameters<Store['write']>[0]]>([
    ['a list', [{ op: 'listPush', key: GLOBAL, value: 'off', keep: 9 }]],
    ['a hash', [{ op: 'hashSet', key: GLOBAL, fields: { off: 'off' } }]],
  ])('%s in its place is ON, whatever it holds', async (_kind, write) => {
    await set(switchKeys(ONE).kill, 'off')
    expect([await isOn(ONE), await readGlobalSwitch(store)]).toEqual([false, false])
    await store.write(write)
    expect([await isOn(ONE), await readGlobalSwitch(store)]).toEqual([true, true])
    await expect(kill(ONE, false)).rejects.toMatchObject({ code: 'store-refused' })
  })

  test('the old mode key decides nothing: real money starts paused', async () => {
    await set('ops:trading_mode', 'trading')
    expect((await readSwitches(store, REAL, true)).paused).toBe(true)
  })

  test('turned ON it is written to every account of the store; turned off it leaves them ON', async () => {
    await kill(ONE, false)
    await kill(TWO, false)
    await writeGlobalSwitch(store, true)
    expect(await has(GLOBAL, switchKeys(ONE).kill, switchKeys(TWO).kill)).toEqual(['on', 'on', 'on'])
    await writeGlobalSwitch(store, false)
    expect(await has(GLOBAL, switchKeys(ONE).kill, switchKeys(TWO).kill)).toEqual(['off', 'on', 'on'])
    expect([await isOn(ONE), await isOn(TWO)]).toEqual([true, true])
  })

  test('one script turns it and the accounts', async () => {
    const batches: number[] = []
    const seen: Store = { ...store, write: async (batch) => void batches.push(batch.length) }
    await writeGlobalSwitch(seen, true)
    expect(batches).toEqual([2])
  })

  test.each(['on', '', 'x'])('under a global %j no account is armed, and the key is named', async (global) => {
    await kill(ONE, true)
    await set(GLOBAL, global)
    await expect(kill(ONE, false)).rejects.toThrow(`the global kill switch (${GLOBAL}) is ON`)
    expect(await has(switchKeys(ONE).kill)).toEqual(['on'])
    expect(await kill(ONE, true)).toMatch(/^\d+-\d+$/)
  })

  test('a global switch that comes between the look and the write stops the arming', async () => {
    let looks = 0
    const racing: Store = {
      ...store,
      get: async (key) => {
        const found = await store.get(key)
        if (looks++ === 0) await writeGlobalSwitch(store, true)
        return found
      },
    }
    const arming = writeControlRequest(racing, ONE, { kind: 'kill', on: false, flatten: false }, 1000)
    await expect(arming).rejects.toThrow('is ON')
    expect([await has(switchKeys(ONE).kill), await store.lastId(`sep:stream:{${ONE}}:control`)]).toEqual([[null], null])
  })
})

describe('an account', () => {
  test('is armed alone', async () => {
    await kill(ONE, false)
    await writeControlRequest(store, ONE, { kind: 'mode', paused: false }, 1)
    expect(await readSwitches(store, ONE, true)).toEqual({ killSwitch: false, paused: false })
    for (const other of [TWO, REAL])
      expect(await readSwitches(store, other, true)).toEqual({ killSwitch: true, paused: true })
    expect(await store.keys('ops:*')).toEqual([switchKeys(ONE).kill, switchKeys(ONE).mode])
  })

  test('has its switches read in one command', async () => {
    const asked: string[][] = []
    const seen: Pick<Store, 'values' | 'ttlMs'> = {
      ...store,
      values: (keys) => {
        asked.push([...keys])
        return store.values(keys)
      },
    }
    await readSwitches(seen, ONE, false)
    expect(asked).toEqual([[GLOBAL, switchKeys(ONE).kill, switchKeys(ONE).mode]])
  })

  test('whose switch is of another kind is ON', async () => {
    await store.write([{ op: 'hashSet', key: switchKeys(ONE).kill, fields: { off: 'off' } }])
    expect(await isOn(ONE)).toBe(true)
  })

  test('gets its switch at its first start, ON, and never again', async () => {
    expect(await writeFirstSwitch(store, ONE)).toBe(true)
    expect(await has(switchKeys(ONE).kill)).toEqual(['on'])
    await kill(ONE, false)
    expect(await writeFirstSwitch(store, ONE)).toBe(false)
    expect(await has(switchKeys(ONE).kill)).toEqual(['off'])
  })

  test('a flatten of everything pauses in the same script, one of a pair does not', async () => {
    await writeControlRequest(store, ONE, { kind: 'mode', paused: false }, 1)
    await writeControlRequest(store, ONE, { kind: 'flatten', pair: 'EUR_USD' }, 2)
    expect(await has(switchKeys(ONE).mode)).toEqual(['trading'])
    await writeControlRequest(store, ONE, { kind: 'flatten', pair: null }, 3)
    expect(await has(switchKeys(ONE).mode)).toEqual(['paused'])
  })

  test('a request that comes in between is no reason to give up', async () => {
    let looks = 0
    const racing: Store = {
      ...store,
      lastId: async (key) => {
        const last = await store.lastId(key)
        if (looks++ < 2) await writeControlRequest(store, ONE, { kind: 'reconcile' }, 1000)
        return last
      },
    }
    const id = await writeControlRequest(racing, ONE, { kind: 'kill', on: true, flatten: false }, 1000)
    expect([id, looks]).toEqual(['1000-2', 3])
  })

  test('a store that refuses writes is named after a few attempts', async () => {
    const full: Store = {
      ...store,
      writeIf: () => Promise.reject(new SepError('store-refused', 'store: OOM')),
    }
    await expect(writeControlRequest(full, ONE, { kind: 'reconcile' }, 1)).rejects.toThrow('OOM')
  })
})
