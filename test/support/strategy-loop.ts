/** Broker and strategy in their loop over a made-up market, with an adapter that orders exactly one unit. */
import { z } from 'zod'
import { schemas } from '../../model/columns.js'
import { pipSize, type World } from '../../model/world.js'
import { gridScale, priceBoundOf } from '../../operators/grid.js'
import { paperBroker } from '../../operators/paper-broker.js'
import { strategy } from '../../operators/strategy.js'
import { protectionLeaves, stopDistanceOf, takeDistanceOf } from '../../operators/strategy/protection.js'
import { makeColumns } from '../../graph/engine/testing/make-columns.js'

const MINUTE = 60_000
export const T0 = Date.UTC(2024, 2, 5, 12)

/** The same value so many times. */
export const repeated = <T>(length: number, value: T): T[] => Array.from({ length }, () => value)

/** Numbers in [0, 1) from a seed: the same market every time. */
export const dice = (seed: number) => {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

type Columns = Record<string, number[]>
export interface Market {
  readonly tsMs: number[]
  readonly candle: Columns
  readonly quote: Columns
  readonly dir: Columns
  readonly guard: Columns
  readonly session: Columns
}

/** A restless market: missing candles, jumps at the open, wide minutes, signals that come and go, sessions that end every `sessionMinutes`. */
export const restlessMarket = (seed: number, slices: number, count: number, sessionMinutes = 90): Market => {
  const roll = dice(seed)
  const between = (low: number, high: number) => low + (high - low) * roll()
  const tick = (price: number) => Math.round(price * 1e5) / 1e5
  const empty = (names: string) => Object.fromEntries(names.split(' ').map((name) => [name, [] as number[]])) as Columns
  const candle = empty('present bo bh bl bc ao ah al ac')
  const quote = empty('bid ask homeRate')
  const dir = empty('direction slopeBps atr')
  const guard = empty('pass failed')
  const session = empty('open nearClose forceFlat tradingDay')
  const mid = repeated(count, 1.1)
  const spread = repeated(count, 1e-4)
  const slope = repeated(count, 0)
  const add = (columns: Columns, row: Record<string, number>) => {
    for (const [name, value] of Object.entries(row)) columns[name]!.push(value)
  }
  const tsMs = Array.from({ length: slices }, (_, s) => T0 + (s + 1) * MINUTE)
  for (let s = 0; s < slices; s++) {
    session['tradingDay']!.push(Math.floor(tsMs[s]! / 86_400_000))
    for (let k = 0; k < count; k++) {
      const present = s === 0 || roll() < 0.85 ? 1 : 0
      if (present) {
        const o = tick(mid[k]! + (roll() < 0.1 ? between(-1e-3, 1e-3) : 0))
        const c = tick(o + between(-4e-4, 4e-4))
        const h = tick(Math.max(o, c) + between(0, 3e-4))
        const l = tick(Math.min(o, c) - between(0, 3e-4))
        const half = between(1e-5, 1e-4)
        mid[k] = c
        spread[k] = 2 * half
        add(candle, { present, bo: o - half, bh: h - half, bl: l - half, bc: c - half })
        add(candle, { ao: o + half, ah: h + half, al: l + half, ac: c + half })
      } else add(candle, { present, bo: NaN, bh: NaN, bl: NaN, bc: NaN, ao: NaN, ah: NaN, al: NaN, ac: NaN })
      add(quote, { bid: mid[k]! - spread[k]! / 2, ask: mid[k]! + spread[k]! / 2, homeRate: 1 })
      if (roll() < 0.2) slope[k] = between(-4, 4)
      const direction = present && Math.abs(slope[k]!) >= 2 && roll() < 0.8 ? Math.sign(slope[k]!) : 0
      add(dir, { direction, slopeBps: present ? slope[k]! : NaN, atr: s < 20 ? NaN : between(1e-4, 8e-4) })
      const at = (s + k) % sessionMinutes
      const open = at < sessionMinutes - 3 ? 1 : 0
      const nearClose = open && at >= sessionMinutes - 8 ? 1 : 0
      add(session, { open, nearClose, forceFlat: 0 })
      const pass = present && open && !nearClose && roll() < 0.8 ? 1 : 0
      add(guard, { pass, failed: pass ? 0 : 1 })
    }
  }
  return { tsMs, candle, quote, dir, guard, session }
}

type BrokerConfig = z.input<typeof paperBroker.config>
type StrategyConfig = z.input<typeof strategy.config>
export interface LoopOptions {
  readonly strategy?: StrategyConfig
  readonly broker?: BrokerConfig
  /** Row columns of weights; default weight 1, rank by name. */
  readonly weight?: Columns
  readonly units?: number
}

/** Steps broker, strategy, adapter slice by slice; row s of `order` is what slice s - 1 decided. */
export const runLoop = (world: World, market: Market, options: LoopOptions = {}) => {
  const count = world.instruments.length
  const slices = market.tsMs.length
  const units = options.units ?? 1
  const rule = z.strictObject(protectionLeaves).parse({})
  const all = (value: number) => repeated(slices * count, value)
  const weight = options.weight ?? {
    weight: all(1),
    score: all(1),
    filled: all(0),
    rank: all(0).map((_, i) => (i % count) + 1),
  }
  const order: Record<string, any> = makeColumns(schemas.order, slices + 1, count)
  for (const name of ['closeUnits', 'approvedUnits']) order[name].fill(0)
  const candle: Record<string, any> = makeColumns(paperBroker.in.candle, slices, count, market.candle)
  const quote = makeColumns(paperBroker.in.quote, slices, count, market.quote)
  const account: any = makeColumns(schemas.account, slices, count)
  account.reserve = (events: number) => {
    for (const [name, col] of Object.entries(schemas.account)) {
      if (col.shape !== 'event' || account[name].length >= events) continue
      const grown = new account[name].constructor(events * 2)
      grown.set(account[name])
      account[name] = grown
    }
  }
  const wish: any = makeColumns(schemas.wish, slices, count)
  const time = { tsMs: Float64Array.from(market.tsMs), asOfMs: Float64Array.from(market.tsMs) }
  const ports = {
    dir: makeColumns(strategy.in.dir, slices, count, market.dir),
    guard: makeColumns(strategy.in.guard, slices, count, market.guard),
    weight: makeColumns(strategy.in.weight, slices, count, weight),
    session: makeColumns(strategy.in.session, slices, count, market.session),
    control: makeColumns(strategy.in.control, slices, count),
    account,
    candle,
    quote,
  } as never
  const broker = paperBroker.init(paperBroker.config.parse(options.broker ?? {}), world)
  const state = strategy.init(strategy.config.parse({ topK: count, ...options.strategy }), world)
  const execution = { at: new Uint32Array(slices + 1) } as never
  for (let s = 0; s < slices; s++) {
    paperBroker.step(broker, time, { order, candle, quote, execution } as never, account, s, s + 1)
    strategy.step(state, time, ports, wish, s, s + 1)
    for (let k = 0; k < count; k++) {
      const i = s * count + k
      const to = i + count
      if (wish.exit[i] && account.units[i] !== 0 && !account.closePending[i]) {
        order['closeUnits'][to] = -account.units[i]
        order['closeAll'][to] = 1
        order['closeReason'][to] = wish.reason[i]
      }
      if (wish.enter[i]) {
        const instrument = world.instruments[k]!
        const bid = market.quote['bid']![i]!
        const ask = market.quote['ask']![i]!
        const stop = stopDistanceOf(rule, market.dir['atr']![i]!, pipSize(instrument), ask - bid)
        order['approvedUnits'][to] = wish.side[i] * units
        order['increaseReason'][to] = wish.reason[i]
        order['stopDistance'][to] = stop
        order['takeDistance'][to] = takeDistanceOf(rule, stop, pipSize(instrument))
        order['priceBound'][to] = priceBoundOf(bid, ask, wish.side[i] > 0, 3, gridScale(instrument.displayPrecision))
      }
    }
  }
  return { account, wish, order }
}
