import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { candleSchema } from '../../../api/contract/market.js'
import { orderSchema, tradeSchema } from '../../../api/contract/ledger.js'
import { latchSchema, nextEventSchema, positionSchema, whySchema } from '../../../api/contract/status.js'
import { gateSchema, guardSchema, pairSchema } from '../../../api/contract/trading.js'
import { frameReads } from '../../../api/model/frames/frame-reads.js'
import { columnsOf } from '../../../graph/engine/run/columns-of.js'
import { sep } from '../../../graph/sep.js'
import { REASON } from '../../../model/codes.js'
import { nodes } from '../../../model/nodes.js'
import { createWorld } from '../../../model/world.js'
import { loadInstruments } from '../../../sources/instruments.js'
import { REPLAY_CONTROL } from '../../../sources/slicer.js'
import { tradingDay } from '../../../operators/calendar/new-york.js'
import { randomMarket } from '../../support/random-market.js'
import { eager, runSep } from '../../support/sep-run.js'

const NAMES = ['EUR_USD', 'GBP_USD', 'USD_JPY']
const settings = eager('gates.warmDays=1', 'gates.minTrades=1', 'gates.pnlMinBps=-100000', 'gates.calmarMin=-10')
const world = createWorld(loadInstruments(NAMES), 'USD')

/** A market of three days, and what a slow look at each slice finds. */
const played = (() => {
  const reads = frameReads({ graph: sep(settings), world })
  const seen = {
    orders: 0,
    trades: 0,
    navs: [] as [number, number][],
    dayBase: Number.NaN,
    day: Number.NaN,
    units: [] as number[],
  }
  runSep(randomMarket({ seed: 3, minutes: 4000, names: NAMES }), {
    settings,
    look: (frame) => {
      void reads.write(frame)
      const risk = columnsOf(frame, nodes.risk)
      const broker = columnsOf(frame, nodes.broker)
      const { at } = columnsOf(frame, nodes.performance)
      seen.trades += at[frame.slices]!
      for (let s = 0; s < frame.slices; s++) {
        const tsMs = frame.time.tsMs[s]!
        if (tradingDay(tsMs) !== seen.day) {
          if (!Number.isNaN(seen.day)) seen.dayBase = broker.nav[s]!
          seen.day = tradingDay(tsMs)
        }
        seen.navs.push([tsMs, broker.nav[s]!])
        for (let i = s * frame.count; i < (s + 1) * frame.count; i++) {
          if (risk.approvedUnits[i] !== 0) seen.orders++
          if (risk.closeUnits[i] !== 0 || risk.closeAll[i] === 1) seen.orders++
        }
        seen.units = [...broker.units.subarray(s * frame.count, (s + 1) * frame.count)]
      }
    },
  })
  return { reads, seen }
})()

describe('frame reads', () => {
  const { reads, seen } = played

  test('rows of a node are those of the newest 256 slices, also when asked between them', () => {
    const live = frameReads({ graph: sep(settings), world })
    const passed: number[] = []
    runSep(randomMarket({ seed: 4, minutes: 700, names: NAMES }), {
      settings,
      look: (frame) => {
        void live.write(frame)
        const { pass } = columnsOf(frame, nodes.guards)
        for (let s = 0; s < frame.slices; s++)
          passed.push(pass.subarray(s * frame.count, (s + 1) * frame.count).filter((one) => one === 1).length)
        const slow = passed.slice(-256).reduce((sum, rows) => sum + rows, 0)
        expect(live.nodeRows()['guards']?.rowsOut).toBe(slow)
      },
    })
    expect(passed.length).toBeGreaterThan(500)
    expect(live.nodeRows()['candle']).toEqual({ rowsIn: null, rowsOut: null })
  })

  test.each([
    ['latches', z.array(latchSchema), () => reads.latches()],
    ['positions', z.array(positionSchema), () => reads.positions()],
    ['why', z.array(whySchema), () => reads.why()],
    ['next event', nextEventSchema.nullable(), () => reads.nextEvent()],
    ['pairs', z.array(pairSchema), () => reads.pairs()],
    ['gates', z.array(gateSchema), () => reads.gates()],
    ['guards', z.array(guardSchema), () => reads.guards('EUR_USD')],
    ['candles', z.array(candleSchema), () => reads.candles('EUR_USD')],
    ['orders', z.array(orderSchema), () => reads.orders()],
    ['trades', z.array(tradeSchema), () => reads.trades()],
  ])('%s fit the contract and are not empty', (_, schema, ask) => {
    const found = ask()
    expect(schema.safeParse(found).error).toBeUndefined()
    expect(JSON.stringify(found).length).toBeGreaterThan(10)
  })

  test('counts, NAV and positions are those of the frames', () => {
    const account = reads.account()
    const [lastMs, lastNav] = seen.navs.at(-1)!
    expect(reads.tsMs()).toBe(lastMs)
    expect(account.nav).toBeCloseTo(lastNav, 3)
    expect(account.dayPnl).toBeCloseTo(lastNav - seen.dayBase, 3)
    expect(account.trades).toBe(seen.trades)
    expect(reads.orders()).toHaveLength(Math.min(1000, seen.orders))
    expect(seen.orders).toBeGreaterThan(10)
    expect(reads.positions().map(({ instrument, units }) => [instrument, units])).toEqual(
      seen.units.flatMap((units, k) => (units === 0 ? [] : [[world.instruments[k]!.name, units]])),
    )
  })

  test('the fills add up to the positions, and each has a name of its own', () => {
    const fresh = frameReads({ graph: sep(settings), world })
    const market = randomMarket({ seed: 5, minutes: 700, names: NAMES })
    runSep(market, { settings, cuts: [7], look: (frame) => void fresh.write(frame) })
    const fills = fresh.fills()
    expect(fills.length).toBeGreaterThan(10)
    expect(fills.length).toBeLessThan(1000)
    expect(new Set(fills.map(({ id }) => id)).size).toBe(fills.length)
    const sums = new Map<string, number>()
    for (const { instrument, units } of fills) sums.set(instrument, (sums.get(instrument) ?? 0) + units)
    const open = Object.fromEntries([...sums].filter(([, units]) => units !== 0))
    expect(open).toEqual(Object.fromEntries(fresh.positions().map(({ instrument, units }) => [instrument, units])))
    expect(fills.map(({ tsMs }) => tsMs)).toEqual(fills.map(({ tsMs }) => tsMs).toSorted((a, b) => b - a))
  })

  test('the thinned NAV keeps its first, lowest, highest and last point', () => {
    const points = reads.equity()
    const values = seen.navs.map(([, nav]) => Number(nav.toFixed(4)))
    expect(points.length).toBeLessThanOrEqual(2000)
    expect(points.map(([tsMs]) => tsMs)).toEqual(points.map(([tsMs]) => tsMs).toSorted((a, b) => a - b))
    expect(Math.min(...points.map(([, nav]) => nav))).toBe(Math.min(...values))
    expect(Math.max(...points.map(([, nav]) => nav))).toBe(Math.max(...values))
    expect(points.at(-1)![1]).toBe(values.at(-1))
  })

  test('the first guard that refuses is the answer of a flat instrument', () => {
    for (const { instrument, code, text } of reads.why()) {
      if (['order', 'pending', 'holds', 'waits'].includes(code)) continue
      const first = reads.guards(instrument).find(({ passes }) => !passes)
      expect([code, text]).toEqual([first?.code, first?.text])
    }
  })

  test('a slice in which risk approves an entry has no guard that refuses, filled places included', () => {
    const fresh = frameReads({ graph: sep(settings), world })
    const found = { entries: 0, filled: 0 }
    runSep(randomMarket({ seed: 3, minutes: 2000, names: NAMES }), {
      settings,
      cuts: [1],
      look: (frame) => {
        void fresh.write(frame)
        const risk = columnsOf(frame, nodes.risk)
        for (const [k, name] of NAMES.entries()) {
          if (risk.approvedUnits[k] === 0 || risk.increaseReason[k] !== REASON.entry) continue
          found.entries++
          found.filled += risk.filledPlace[k]!
          const refusing = fresh.guards(name).filter(({ passes, code }) => !passes && code !== 'cooldown')
          expect(refusing.map(({ text }) => text)).toEqual([])
        }
      },
    })
    expect(found.entries).toBeGreaterThan(10)
    expect(found.filled).toBeGreaterThan(0)
  })

  test('every guard that refuses names what would have to change', () => {
    for (const name of NAMES) for (const { passes, change } of reads.guards(name)) expect(change === '').toBe(passes)
  })

  test('slices and rows of a tap are those that are kept, newest first', () => {
    const { rows, columns } = reads.tap('qfh', 7)
    expect(columns.map(({ name }) => name)).toContain('coherence')
    expect(rows).toHaveLength(7)
    expect(rows[0]!.tsMs).toBe(reads.tsMs())
    expect(reads.tap('qfh', 4, 'GBP_USD').rows.map(({ instrument }) => instrument)).toEqual(Array(4).fill('GBP_USD'))
    expect(() => reads.tap('nothing', 1)).toThrow('node nothing: the graph has candle, quote')
  })

  test('an order of the list can be explained after its slice is no longer among the newest', () => {
    const [oldest] = reads.orders().slice(0, 60).slice(-1)
    const { verdict, sliceMs } = reads.explain(oldest!.instrument, oldest!.tsMs)
    expect(sliceMs).toBe(oldest!.tsMs)
    expect(verdict).toMatch(/^order: /)
    expect(() => reads.explain('EUR_USD', 60_000)).toThrow('is no longer in memory')
    expect(() => reads.explain('XAU_USD')).toThrow('XAU_USD is not traded here: EUR_USD, GBP_USD, USD_JPY')
  })

  test('from slice to slice, each with the guards of its own time', () => {
    const newest = reads.explain('EUR_USD')
    expect([newest.sliceMs, newest.nextMs]).toEqual([reads.tsMs(), null])
    expect(newest.guards).toEqual(reads.guards('EUR_USD'))
    expect(z.array(guardSchema).safeParse(newest.guards).error).toBeUndefined()
    const before = reads.explain('EUR_USD', newest.previousMs as number)
    expect([before.sliceMs, before.nextMs]).toEqual([newest.previousMs, newest.sliceMs])
    const times: number[] = []
    for (let at = reads.tsMs(); at !== null; at = reads.explain('EUR_USD', at).previousMs) times.push(at)
    expect(times).toEqual([...new Set(times)].sort((a, b) => b - a))
    expect(times.length, 'the newest 256, and older ones with an order').toBeGreaterThan(256)
    const refusals = new Set(times.map((at) => JSON.stringify(reads.explain('EUR_USD', at).guards)))
    expect(refusals.size, 'guards change over time').toBeGreaterThan(10)
  })

  test('a time within the minute finds the slice before it, not an older one, none ahead', () => {
    const newestMs = reads.tsMs() as number
    expect(reads.explain('EUR_USD', newestMs + 59_999).sliceMs).toBe(newestMs)
    expect(() => reads.explain('EUR_USD', newestMs + 60_000)).toThrow('there is no slice at')
  })

  test('the topology is that of the graph, with wires, settings and the loop', () => {
    const { nodes: drawn, edges, sinks } = reads.topology()
    expect(drawn.filter(({ loop }) => loop).map(({ id }) => id)).toEqual([
      'broker',
      'strategy',
      'size',
      'orders',
      'risk',
    ])
    expect(edges.filter(({ delay }) => delay === 1).map(({ from, to }) => [from, to])).toEqual([['risk', 'broker']])
    expect(drawn.find(({ id }) => id === 'direction')?.config).toMatchObject({ look: 12 })
    expect(sinks.map(({ id }) => id)).toContain('order')
  })

  test('a lock beyond any date is shown, and ends nothing', () => {
    const fresh = frameReads({ graph: sep(settings), world })
    const lockUntilMs = new Float64Array(NAMES.length).fill(1e300)
    runSep(randomMarket({ seed: 3, minutes: 10, names: NAMES }), {
      settings,
      control: () => ({ ...REPLAY_CONTROL, lockUntilMs }),
      look: (frame) => void fresh.write(frame),
    })
    expect(fresh.why()[0]).toMatchObject({ code: 'lock', text: 'locked until +275760-09-13T00:00:00.000Z' })
  })

  test('before the first slice everything is empty or null, and nothing fails', () => {
    const fresh = frameReads({ graph: sep(settings), world })
    expect(fresh.tsMs()).toBeNull()
    expect(fresh.account()).toMatchObject({ nav: null, dayPnl: null, trades: 0 })
    expect(fresh.why().map(({ code }) => code)).toEqual(['starting', 'starting', 'starting'])
    expect([fresh.positions(), fresh.orders(), fresh.candles('EUR_USD'), fresh.guards('EUR_USD')]).toEqual([
      [],
      [],
      [],
      [],
    ])
    expect(fresh.nextEvent()).toBeNull()
    expect(z.array(pairSchema).safeParse(fresh.pairs()).error).toBeUndefined()
    expect(() => fresh.explain('EUR_USD')).toThrow('there is no slice yet')
  })
})
