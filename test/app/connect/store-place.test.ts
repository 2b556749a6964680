/** Where commands find the store of an account; real stores in folders of their own. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { moveStore } from '../../../app/connect/move-store.js'
import { storeOf, type StoreAccess } from '../../../app/connect/store-of.js'
import { knownStores, type PlaceInputs, storePlace } from '../../../app/connect/store-place.js'
import { systemClock } from '../../../lib/clock.js'

const [ONE, TWO] = ['101-001-1000001-001', '101-001-1000002-001'] as const

let home: string
let before: string
let working: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sep-home-'))
  working = mkdtempSync(join(tmpdir(), 'sep-work-'))
  before = process.cwd()
  process.chdir(working)
})
afterEach(() => {
  process.chdir(before)
  for (const folder of [home, working]) rmSync(folder, { recursive: true, force: true })
})
/** As a server leaves it. */
const make = (...path: readonly string[]): string => {
  const folder = join(...path)
  mkdirSync(join(folder, 'appendonlydir'), { recursive: true })
  return folder
}
const inputs = (more: Partial<PlaceInputs> = {}): PlaceInputs => ({
  ...{ dataDir: undefined, environment: undefined, account: undefined, home },
  ...more,
})
const refusal = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`
  }
  throw new Error('it was taken')
}

describe('the place of a store', () => {
  test('is of environment and account, whether there is one or not', () => {
    expect(storePlace(inputs({ environment: 'practice', account: ONE }))).toBe(join(home, 'practice', ONE))
  })

  test('is the folder that the user names', () => {
    make(home, 'paper', ONE)
    make('.cache', 'store')
    expect(storePlace(inputs({ dataDir: 'here', environment: 'paper', account: ONE }))).toBe('here')
  })

  test('is found by the account alone', () => {
    make(home, 'paper', TWO)
    const folder = make(home, 'live', ONE)
    expect(storePlace(inputs({ account: ONE }))).toBe(folder)
  })

  test('is found without an account where there is only one', () => {
    const folder = make(home, 'paper', TWO)
    expect(storePlace(inputs())).toBe(folder)
    make(home, 'paper', ONE)
    expect(refusal(() => storePlace(inputs()))).toBe(
      `bad-argument: which store? --env and --account name one of ${knownStores(home).join(', ')}`,
    )
  })

  test.each([
    [[], 'no store has been made yet'],
    [[['paper', TWO]], `stores there are: `],
  ])('of an account that has none in %j is an error with those there are', (stores, there) => {
    for (const path of stores) make(home, ...path)
    mkdirSync(join(home, 'paper', 'empty'), { recursive: true })
    expect(refusal(() => storePlace(inputs({ account: ONE })))).toContain(
      `missing-data: no store of account ${ONE} below ${home}; ${there}`,
    )
  })

  test('an old one is named and refused until it is moved', async () => {
    const old = make('.cache', 'store')
    const place = inputs({ environment: 'paper', account: ONE })
    for (const one of [place, inputs({ account: ONE }), inputs()])
      expect(refusal(() => storePlace(one))).toContain(`a store is in the old place ${join(process.cwd(), old)}`)
    await moveStore(systemClock, old, join(home, 'paper', ONE))
    expect([existsSync(old), storePlace(place)]).toEqual([false, join(home, 'paper', ONE)])
  })

  test('an old one is left where it is once the account has its own', () => {
    make('.cache', 'store')
    const folder = make(home, 'paper', ONE)
    expect(storePlace(inputs({ environment: 'paper', account: ONE }))).toBe(folder)
  })
})

describe('opening it', () => {
  const open = (more: Partial<PlaceInputs>, access?: StoreAccess) =>
    storeOf({ ...inputs(more), storeUrl: undefined, storeBinary: undefined }, access)

  test('makes no store unless the command fills one', async () => {
    const place = { environment: 'paper', account: ONE } as const
    await expect(open(place)).rejects.toThrow(`no store at ${join(home, 'paper', ONE)}; no store has been made yet`)
    expect(existsSync(join(home, 'paper'))).toBe(false)
    const { store } = await open(place, { creates: true })
    await store.write([{ op: 'set', key: 'k', value: 'v' }])
    await store.close()
    const again = await open({ account: ONE })
    expect(await again.store.keys('*')).toEqual(['k'])
    await again.store.close()
  })

  test('a store that is in use is not moved; one that is moved holds what it held', async () => {
    const from = join(working, 'old')
    const to = join(home, 'paper', ONE)
    const { store } = await open({ dataDir: from }, { creates: true })
    await store.write([{ op: 'set', key: 'k', value: 'v' }])
    await expect(moveStore(systemClock, from, to)).rejects.toThrow('is in use')
    await store.close()
    await moveStore(systemClock, from, to)
    const moved = await open({ account: ONE })
    expect(await moved.store.keys('*')).toEqual(['k'])
    await moved.store.close()
    await expect(moveStore(systemClock, from, to)).rejects.toThrow(`no store at ${from}`)
    make(from)
    await expect(moveStore(systemClock, from, to)).rejects.toThrow('has a store already')
  })
})
