/** Prime and hydrate write the same to the store as a live run over the same candles. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hydrate } from '../../../app/store-jobs/hydrate.js'
import { type Primed, prime } from '../../../app/store-jobs/prime.js'
import { writeDayManifolds } from '../../../app/store-jobs/day-manifolds.js'
import { resolveSettings } from '../../../app/config/settings.js'
import { systemClock } from '../../../lib/clock.js'
import type { Store } from '../../../store/store.js'
import { KEYS } from '../../../store/keys.js'
import { memoryStore } from '../../../store/memory/store.js'
import { unpack } from '../../../store/pack.js'
import { EAGER } from '../../support/sep-run.js'
import { randomMarket } from '../../support/random-market.js'
import { QUICK, runMirrors } from '../../support/run-mirrors.js'
import { testServer, type TestServer } from '../../support/store-server.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

const signal = new AbortController().signal
const text = (bytes: Uint8Array | null) => (bytes === null ? null : new TextDecoder().decode(bytes))

/** A UTC day ends in each market. */
const MARKETS = {
  memory: randomMarket({ seed: 11, minutes: 760, missingPerMille: 40, startMs: Date.UTC(2024, 2, 5, 12) }),
  server: randomMarket({ seed: 12, minutes: 420, missingPerMille: 40, startMs: Date.UTC(2024, 2, 5, 20, 30) }),
}

describe.each(['memory', 'server'] as const)('a primed %s store', (kind) => {
  const market = MARKETS[kind]
  const [eurUsd] = market
  let server: TestServer | null = null
  let store: Store
  let primed: Primed
  /** The keys written by the live run. */
  const live = new Map<string, unknown>()
  const valueOf = async (key: string): Promise<unknown> => {
    if (key.startsWith('md:') || key.startsWith('sep:signal_index'))
      return (await store.sortedRange(key, 0, Number.POSITIVE_INFINITY)).map(([score, member]) => [score, text(member)])
    if (key.startsWith('sep:signal:') || key === 'risk:alloc_budget')
      return Object.fromEntries(Object.entries(await store.hashAll(key)).map(([name, bytes]) => [name, text(bytes)]))
    if (key.includes(':hist:')) return (await store.listRange(key)).map(text)
    if (key.startsWith('manifold:')) return unpack(KEYS.manifold, (await store.get(key))!)
    return text(await store.get(key))
  }
  beforeAll(async () => {
    server = kind === 'server' ? await testServer() : null
    store = server ? await server.store() : memoryStore({ clock: systemClock })
    const names = market.map(({ instrument }) => instrument)
    const days: Promise<unknown>[] = []
    await runMirrors(store, market, {
      onDayEnd: async (dayMs) => {
        const done = writeDayManifolds({ store, clock: systemClock, instruments: names, settings: QUICK }, dayMs)
        days.push(done)
        await done
      },
    })
    for (const key of await store.keys('*')) live.set(key, await valueOf(key))
    const gone = [...live.keys()].filter((key) => !key.startsWith('md:candles'))
    await store.write(gone.map((key) => ({ op: 'delete', key })))
    primed = await prime({ store, settings: QUICK, days: 30, signal })
  })
  afterAll(async () => {
    await (server ? server.end() : store.close())
  })

  test('equals that of a live run, except for the screens and the account', async () => {
    const wanted = [...live.keys()].filter((key) => !key.startsWith('ws:') && key !== 'risk:alloc_budget')
    expect((await store.keys('*')).toSorted()).toEqual(wanted.toSorted())
    expect(wanted.length).toBeGreaterThan(market.reduce((sum, { tMs }) => sum + tMs.length - 128, 0))
    for (const key of wanted) expect(await valueOf(key), key).toEqual(live.get(key))
    expect(primed).toMatchObject({
      instruments: ['EUR_USD', 'GBP_USD', 'USD_JPY'],
      signals: market.reduce((sum, { tMs }) => sum + tMs.length - 128, 0),
      manifolds: 3,
      skipped: 0,
    })
    expect(primed.toMs).toBe(Math.max(...market.map(({ tMs }) => tMs.at(-1)!)) + MINUTE_MS)
  })

  test('a second run changes nothing', async () => {
    const lists = (await store.keys('bt:rolling:hist:*')).concat(await store.keys('sep:signal_index:*'))
    const before = await Promise.all(lists.map(valueOf))
    await prime({ store, settings: QUICK, days: 30, signal })
    expect(await Promise.all(lists.map(valueOf))).toEqual(before)
  })

  test('fewer days write fewer signals, and the end stays the same', async () => {
    const lastMs = primed.toMs
    const cut = await prime({
      store,
      settings: resolveSettings({ set: [...EAGER], flags: { 'run.pairs': 'EUR_USD' } }),
      days: 0.125,
      signal,
    })
    expect(cut.toMs).toBeLessThanOrEqual(lastMs)
    expect(cut.signals).toBe([...eurUsd!.tMs].filter((t) => t + MINUTE_MS > cut.toMs - 3 * 3_600_000).length)
  })

  test('hydrate restores the screens', async () => {
    expect((await store.get('ws:last:manifold:EUR_USD')) ?? null).toBeNull()
    const done = await hydrate({ store, settings: QUICK })
    expect(done.map(({ instrument, written }) => [instrument, written > 200])).toEqual([
      ['EUR_USD', true],
      ['GBP_USD', true],
      ['USD_JPY', true],
    ])
    for (const { instrument } of market) {
      const plain = (one: string | null) => ({ ...(JSON.parse(one!) as object), gate: 0 })
      const history = ((await valueOf(`ws:manifold:hist:${instrument}`)) as string[]).map(plain)
      // Within the first hour the look-back of the live run starts with its first signal, as that of the hydrated one does.
      expect(history).toEqual((live.get(`ws:manifold:hist:${instrument}`) as string[]).map(plain))
      expect(plain((await valueOf(`ws:last:manifold:${instrument}`)) as string)).toEqual(history.at(-1))
      expect(await store.ttlMs(`ws:last:manifold:${instrument}`)).toBeGreaterThan(200_000)
    }
    const again = await hydrate({ store, settings: QUICK, sinceMs: primed.toMs - 86_400_000 })
    expect(again.map(({ written }) => written)).toEqual([0, 0, 0])
  })

  test('the newest manifold has the gate of the same minutes', async () => {
    const blob = unpack(KEYS.gatesBlob, (await store.get('opt:rolling:gates_blob'))!)
    for (const { instrument } of market) {
      const last = unpack(KEYS.lastManifold, (await store.get(`ws:last:manifold:${instrument}`))!)
      if (Math.abs(last.ts - blob.ts) <= 180_000) expect(last.gate).toBe(blob.gates[instrument] ?? 0)
    }
  })

  test('without candles it names the command that fetches them', async () => {
    const settings = resolveSettings({ flags: { 'run.pairs': 'EUR_USD,AUD_USD' } })
    await expect(prime({ store, settings, days: 1, signal })).rejects.toThrow(
      'the store has no candles of AUD_USD; sep fetch downloads them',
    )
  })
})
