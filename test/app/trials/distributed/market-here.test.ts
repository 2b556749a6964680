/** A worker comes to the market of the sweep, or refuses. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { marketHere } from '../../../../app/trials/distributed/market-here.js'
import { QUEUE_TIMING } from '../../../../app/trials/distributed/queue-options.js'
import { sendData } from '../../../../app/trials/distributed/sweep-data.js'
import { sweepFiles } from '../../../../app/trials/distributed/sweep-files.js'
import { loadSweepMarket } from '../../../../app/trials/load-sweep-market.js'
import { programsOf } from '../../../../app/trials/open-plan.js'
import type { SweepPlan } from '../../../../app/trials/sweep-plan.js'
import { systemClock as clock } from '../../../../lib/clock.js'
import { writeSeries } from '../../../../sources/files/write-folder.js'
import { memoryStore } from '../../../../store/memory/store.js'
import { randomMarket } from '../../../support/random-market.js'
import { scriptedPlan } from './scripted-compute.js'

const names = ['EUR_USD', 'USD_JPY']
const root = mkdtempSync(join(tmpdir(), 'sep-market-'))
const folders = ['a', 'b'].map((name) => join(root, name))
let plan: SweepPlan
beforeAll(async () => {
  for (const [k, seed] of [3, 4].entries()) {
    mkdirSync(folders[k]!)
    for (const series of randomMarket({ seed, minutes: 300, names })) writeSeries(folders[k]!, series)
  }
  const open = { ...scriptedPlan({}, [folders[0]!]), base: {} }
  const { settings } = (await programsOf(open))({})
  plan = { ...open, market: (await loadSweepMarket(open, settings, { cache: null })).hash }
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const here = async (change: Partial<SweepPlan>, sent: Partial<SweepPlan> | null) => {
  const store = memoryStore({ clock })
  const asked = { ...plan, ...change }
  if (sent) await sendData(store, asked.market, sweepFiles({ ...plan, ...sent }, undefined))
  const folder = mkdtempSync(join(root, 'cache-'))
  const fetching = {
    store,
    folder,
    clock,
    timing: { ...QUEUE_TIMING, dataMs: 20 },
    signal: new AbortController().signal,
  }
  return (await marketHere(asked, { cache: null }, fetching)).hash
}

test('the path of the sweep is read', async () => expect(await here({}, null)).toBe(plan.market))
test('without that path the files come through the store', async () =>
  expect(await here({ data: ['/nowhere'] }, {})).toBe(plan.market))
test('other candles at that path: the files come through the store', async () =>
  expect(await here({ data: [folders[1]!] }, {})).toBe(plan.market))
test('what comes through the store is checked as well', async () => {
  await expect(here({ data: ['/nowhere'] }, { data: [folders[1]!] })).rejects.toThrow(
    'the candles on this worker are not those that it was made for',
  )
})
test('nobody sends them', async () => {
  await expect(here({ data: ['/nowhere'] }, null)).rejects.toThrow(
    '/nowhere: the candles of the sweep are not on this worker',
  )
})
