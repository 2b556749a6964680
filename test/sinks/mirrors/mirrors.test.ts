import { beforeAll, describe, expect, test } from 'vitest'
import { columnsOf } from '../../../graph/engine/run/columns-of.js'
import { systemClock } from '../../../lib/clock.js'
import { nodes } from '../../../model/nodes.js'
import type { Store } from '../../../store/store.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { memoryStore } from '../../../store/memory/store.js'
import { unpack, unpackFields } from '../../../store/pack.js'
import { paramKey } from '../../../store/param-key.js'
import { randomMarket } from '../../support/random-market.js'
import { QUICK, runMirrors } from '../../support/run-mirrors.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

/** 1,500 minutes from 07:00, across the end of a UTC day. */
const market = randomMarket({ seed: 5, minutes: 1500, missingPerMille: 30 })
const [eurUsd] = market
const { direction, strategy } = QUICK
const PARAMS = {
  c_min: 0,
  look: direction.look,
  thr_bps: direction.thrBps,
  entry_cd: strategy.entryCdSec,
  exit_cd: strategy.exitCdSec,
}

describe('mirrors of a run', () => {
  let store: Store
  let lastMs = 0
  const news: string[] = []
  /** Columns of every slice, of EUR_USD where they are rows. */
  const seen: { readonly [name: string]: number }[] = []
  const days: number[] = []
  beforeAll(async () => {
    store = memoryStore({ clock: systemClock })
    await store.subscribe('ws:manifold', (message) => news.push(message), new AbortController().signal)
    const run = await runMirrors(store, market, {
      onDayEnd: async (dayMs) => void days.push(dayMs),
      look: (frame) => {
        for (let s = 0; s < frame.slices; s++) {
          const i = s * frame.count
          const { coherence, repetition } = columnsOf(frame, nodes.qfh)
          seen.push({
            tsMs: frame.time.tsMs[s]!,
            present: columnsOf(frame, nodes.candle).present[i]!,
            coherence: coherence[i]!,
            repetition: repetition[i]!,
            trades: columnsOf(frame, nodes.gates).trades[i]!,
            weight: columnsOf(frame, nodes.allocate).weight[i]!,
            budget: columnsOf(frame, nodes.size).budget[s]!,
            balance: columnsOf(frame, nodes.broker).balance[s]!,
          })
        }
      },
    })
    lastMs = run.lastMs
    expect(run.sink.counts()).toEqual({ written: seen.length, dropped: 0, waiting: 0 })
  })
  const read = async (name: string) => (await store.get(name))!
  const last = () => seen.at(-1)!

  test('every candle is stored once, under its open label, with both sides', async () => {
    const members = await store.sortedRange('md:candles:EUR_USD:M1', 0, Number.POSITIVE_INFINITY)
    expect(members.map(([score]) => score)).toEqual([...eurUsd!.tMs])
    const candle = unpack(KEYS.candles, members[7]![1])
    expect(candle).toEqual({
      t: eurUsd!.tMs[7],
      o: eurUsd!.o[7],
      h: eurUsd!.h[7],
      l: eurUsd!.l[7],
      c: eurUsd!.c[7],
      v: eurUsd!.v[7],
      bid: {
        o: eurUsd!.bo[7],
        h: eurUsd!.bh[7],
        l: eurUsd!.bl[7],
        c: eurUsd!.bc[7],
      },
      ask: {
        o: eurUsd!.ao[7],
        h: eurUsd!.ah[7],
        l: eurUsd!.al[7],
        c: eurUsd!.ac[7],
      },
    })
  })

  test('every candle from the 129th on has a signal, indexed by its time', async () => {
    const wanted = seen.filter(({ coherence }) => !Number.isNaN(coherence!))
    const index = await store.sortedRange('sep:signal_index:EUR_USD', 0, Number.POSITIVE_INFINITY)
    expect(index.map(([score]) => score)).toEqual(wanted.map(({ tsMs }) => tsMs))
    expect(wanted.length).toBe(eurUsd!.tMs.length - 128)
    const name = new TextDecoder().decode(index[40]![1])
    expect(name).toBe(`sep:signal:EUR_USD:${index[40]![0]}000000`)
    const signal = unpackFields(KEYS.signal, await store.hashAll(name))
    expect(signal).toMatchObject({ ts_ms: wanted[40]!['tsMs'], coherence: wanted[40]!['coherence'] })
    expect(signal.signature).toMatch(/^c[01]\.\d\d_s[01]\.\d\d_e[01]\.\d\d$/)
    expect(await store.ttlMs(name)).toBeGreaterThan(34.9 * 86_400_000)
  })

  test('the newest manifold is published, kept for five minutes and ends the history', async () => {
    const text = new TextDecoder().decode(await read('ws:last:manifold:EUR_USD'))
    const newest = unpack(KEYS.lastManifold, await read('ws:last:manifold:EUR_USD'))
    const candles = seen.filter(({ present }) => present === 1)
    expect(newest).toMatchObject({
      instrument: 'EUR_USD',
      ts: candles.at(-1)!['tsMs'],
      repetition: { count_1h: candles.at(-1)!['repetition'] },
    })
    expect(await store.ttlMs('ws:last:manifold:EUR_USD')).toBeLessThanOrEqual(300_000)
    const history = await store.listRange('ws:manifold:hist:EUR_USD')
    expect(history.length).toBe(eurUsd!.tMs.length - 128)
    expect(new TextDecoder().decode(history.at(-1))).toBe(text)
    expect(news.filter((one) => one.includes('EUR_USD')).at(-1)).toBe(text)
    expect(news.length).toBe(market.reduce((sum, { tMs }) => sum + tMs.length - 128, 0))
  })

  test('gates of all instruments together, and each on its own', async () => {
    const blob = unpack(KEYS.gatesBlob, await read('opt:rolling:gates_blob'))
    expect(blob.ts).toBe(lastMs)
    expect(Object.keys(blob.gates)).toEqual(market.map(({ instrument }) => instrument))
    expect(Object.values(blob.states)).toContain('on')
    for (const { instrument: inst } of market) {
      const eligible = unpack(KEYS.gateEligible, await read(`opt:rolling:eligible:${inst}`))
      expect(eligible).toBe(blob.gates[inst])
      expect(blob.states[inst] === 'on').toBe(eligible === 1)
      for (const name of ['passes', 'fails', 'misses', 'cooldown'])
        expect(unpack(KEYS.gatePasses, await read(`opt:rolling:${name}:${inst}`))).toBeGreaterThanOrEqual(0)
      const summary = unpack(KEYS.rollingSummary, await read(`bt:rolling:summary:${inst}`))
      expect(summary).toMatchObject({ ts: lastMs, params: PARAMS, eligible: eligible === 1 })
    }
    const first = unpack(KEYS.rollingSummary, await read('bt:rolling:summary:EUR_USD'))
    expect(first.summary.trades).toBe(last()['trades'])
  })

  test('one rolling point per hour after the warm-up', async () => {
    const name = keyName(KEYS.rollingHistory, { inst: 'EUR_USD', paramKey: paramKey(PARAMS) })
    const points = (await store.listRange(name)).map((bytes) => unpack(KEYS.rollingHistory, bytes))
    expect(points.length).toBeGreaterThan(10)
    expect(points.map(({ ts }) => ts % (60 * MINUTE_MS))).toEqual(points.map(() => 0))
    expect(new Set(points.map(({ ts }) => ts)).size).toBe(points.length)
  })

  test('weights, allocator and budget', async () => {
    const weights = unpack(KEYS.weights, await read('risk:allocation_weights'))
    expect(Object.values(weights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9)
    expect(weights['EUR_USD'] ?? 0).toBe(last()['weight'])
    const status = unpack(KEYS.allocatorStatus, await read('opt:allocator:status'))
    expect(status).toMatchObject({ ts: lastMs, top_k: 3, interval_sec: 60, weights })
    expect(Object.keys(status.filled)).toEqual(Object.keys(weights))
    const budget = unpackFields(KEYS.budget, await store.hashAll('risk:alloc_budget'))
    expect(budget).toMatchObject({
      ts: lastMs,
      currency: 'USD',
      budget: last()['budget'],
      balance: last()['balance'],
      target_pct: 0.3,
    })
    expect(budget.budget).toBeCloseTo(
      0.3 * Math.min(budget.balance, budget.margin_available + budget.margin_used_own),
      6,
    )
    expect(budget.per_position_cap).toBeCloseTo(budget.budget / 3, 6)
  })

  test('a completed day is announced once', () => {
    expect(days.map((ms) => new Date(ms).toISOString())).toEqual(['2024-03-05T00:00:00.000Z'])
  })
})
