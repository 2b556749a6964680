/** The view that a page receives, compared with the frames themselves. */
import { expect, test } from 'vitest'
import { columnsOf } from '../../../graph/engine/run/columns-of.js'
import { nodes } from '../../../model/nodes.js'
import { createWorld } from '../../../model/world.js'
import { collectLive } from '../../../sinks/page-view/page-view.js'
import { loadInstruments } from '../../../sources/instruments.js'
import { REPLAY_CONTROL } from '../../../sources/slicer.js'
import { MARKET_START_MS, randomMarket } from '../../support/random-market.js'
import { runSep } from '../../support/sep-run.js'

const NAMES = ['EUR_USD', 'GBP_USD', 'USD_JPY']
const world = createWorld(loadInstruments(NAMES), 'USD')

test('shows the newest slice, the orders newest first, and counts trades and refusals', () => {
  const live = collectLive(world)
  expect(live.view()).toBeNull()
  const orders: string[] = []
  let [closed, won, refused] = [0, 0, 0]
  const seen: { nav: number; units: number[]; tsMs: number }[] = []
  runSep(randomMarket({ seed: 3, minutes: 900, missingPerMille: 30 }), {
    control: (tsMs) => ({ ...REPLAY_CONTROL, killSwitch: tsMs > MARKET_START_MS + 800 * 60_000 ? 1 : 0 }),
    look: (frame) => {
      void live.write(frame)
      const risk = columnsOf(frame, nodes.risk)
      const performance = columnsOf(frame, nodes.performance)
      const broker = columnsOf(frame, nodes.broker)
      for (let i = 0; i < frame.slices * frame.count; i++) {
        const at = `${frame.time.tsMs[Math.floor(i / frame.count)]} ${NAMES[i % frame.count]}`
        if (risk.closeUnits[i] || risk.closeAll[i]) orders.push(`${at} close`)
        if (risk.approvedUnits[i]) orders.push(`${at} entry`)
        if (risk.refused[i]) refused++
      }
      const trades = performance.at[frame.slices] as number
      closed += trades
      won += [...performance.net.subarray(0, trades)].filter((net) => net > 0).length
      const s = frame.slices - 1
      seen.push({
        tsMs: frame.time.tsMs[s] as number,
        nav: broker.nav[s] as number,
        units: [...broker.units.subarray(s * frame.count, (s + 1) * frame.count)],
      })
    },
  })
  const view = live.view()
  expect(view?.tsMs).toBe(seen.at(-1)?.tsMs)
  expect(view?.nav).toBeCloseTo(seen.at(-1)?.nav as number, 4)
  const long = /\.\d{5}/
  expect([view?.nav, view?.balance, view?.marginUsed, view?.costs].filter((money) => long.test(String(money)))).toEqual(
    [],
  )
  // One decimal more than the instrument's prices.
  const places = (instrument: string) => (instrument === 'USD_JPY' ? /^\d+(\.\d{1,4})?$/ : /^\d+(\.\d{1,6})?$/)
  const distances = view?.orders.filter(({ stopDistance }) => stopDistance !== undefined) ?? []
  expect(distances.length).toBeGreaterThan(5)
  for (const line of distances) expect(String(line.stopDistance)).toMatch(places(line.instrument))
  for (const row of view?.instruments ?? []) expect(String(row.ask)).toMatch(places(row.instrument))
  expect(view?.navHistory.at(-1)).toEqual([view?.tsMs, view?.nav])
  expect(view?.instruments.map(({ instrument }) => instrument)).toEqual(NAMES)
  expect(view?.instruments.map(({ units }) => units)).toEqual(seen.at(-1)?.units)
  expect(orders.length).toBeGreaterThan(60)
  expect(view?.orders.map((line) => `${line.tsMs} ${line.instrument} ${line.leg}`)).toEqual(orders.slice(-50).reverse())
  expect([view?.trades, view?.wins]).toEqual([closed, won])
  expect(closed).toBeGreaterThan(won)
  expect(view?.killed).toBe(true)
  expect(view?.refused).toEqual({ kill: refused })
  expect(refused).toBeGreaterThan(0)
})

test('candles: the newest 240 of each instrument without the missing ones, with metrics and prices', () => {
  const live = collectLive(world)
  const series = randomMarket({ seed: 5, minutes: 300, missingPerMille: 100 })
  runSep(series, { look: (frame) => void live.write(frame) })
  for (const one of series) {
    const candles = live.candles(one.instrument) ?? []
    expect(candles).toHaveLength(240)
    const at = one.tMs.length - 240
    expect(candles.map(({ tsMs }) => tsMs)).toEqual([...one.tMs.subarray(at)].map((t) => t + 60_000))
    expect(candles.map(({ c }) => c)).toEqual([...one.c.subarray(at)])
    expect(Number.isNaN(candles[0]?.coherence)).toBe(true)
    expect(candles.at(-1)?.coherence).toBeGreaterThan(0)
  }
  expect(live.candles('EUR_CHF')).toBeUndefined()
})

test('history counts only for the candles; a pair used only for conversion is not shown', () => {
  const untraded = createWorld(loadInstruments(NAMES), 'USD', { untraded: ['USD_JPY'] })
  const fromMs = MARKET_START_MS + 400 * 60_000
  const live = collectLive(untraded, fromMs)
  runSep(randomMarket({ seed: 3, minutes: 600 }), { cuts: [50], look: (frame) => void live.write(frame) })
  const view = live.view()
  expect(view?.navHistory[0]?.[0]).toBe(fromMs + 60_000)
  expect(view?.orders.every(({ tsMs }) => tsMs > fromMs)).toBe(true)
  expect(view?.instruments.map(({ instrument }) => instrument)).toEqual(['EUR_USD', 'GBP_USD'])
  expect(live.candles('USD_JPY')).toBeUndefined()
  expect(live.candles('EUR_USD')?.length).toBe(240)
})
