/** Broker and strategy in their feedback loop over a generated market, with an adapter that always orders the same units. */
import { z } from 'zod'
import { DAY_MS, MINUTE_MS } from '../../lib/time-units.js'
import { schemas } from '../../model/columns.js'
import { type Instrument, pipSize, type World } from '../../model/world.js'
import { gridScale, priceBoundOf } from '../../operators/grid.js'
import { paperBroker } from '../../operators/paper-broker.js'
import { strategy } from '../../operators/strategy.js'
import { protectionLeaves, stopDistanceOf, takeDistanceOf } from '../../operators/strategy/protection.js'
import { blankRows } from '../../graph/engine/run/blank-rows.js'
import { makeColumns } from '../../graph/engine/testing/make-columns.js'

export const T0 = Date.UTC(2024, 2, 5, 12)

/** `length` copies of a value. */
export const repeated = <T>(length: number, value: T): T[] => Array.from({ length }, () => value)

/** Random numbers in [0, 1) from a seed, so that the market is always the same. */
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

/** A restless market: missing candles, gaps at the open, wide ranges, changing signals, sessions that end every `sessionMinutes`. */
export const restlessMarket = (seed: number, slices: number, count: number, sessionMinutes = 90): Market => {
  const roll = dice(seed)
  const between = (low: number, high: number) => low + (high - low) * roll()
  const tick = (price: number) => Math.round(price * 1e5) / 1e5
  const empty = (names: string) => Object.fromEntries(names.split(' ').map((name) => [name, [] as number[]])) as Columns
  const candle = empty('present bo bh bl bc ao ah al ac')
  const quote = empty('bid ask homeRate')
  const dir = empty('direction slopeBps atr rangeMedian')
  const guard = empty('pass failed')
  const session = empty('open nearClose forceFlat tradingDay')
  const mid = repeated(count, 1.1)
  const spread = repeated(count, 1e-4)
  const slope = repeated(count, 0)
  const add = (columns: Columns, row: Record<string, number>) => {
    for (const [name, value] of Object.entries(row)) columns[name]!.push(value)
  }
  const tsMs = Array.from({ length: slices }, (_, s) => T0 + (s + 1) * MINUTE_MS)
  for (let s = 0; s < slices; s++) {
    session['tradingDay']!.push(Math.floor(tsMs[s]! / DAY_MS))
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
      const atr = s < 20 ? NaN : between(1e-4, 8e-4)
      // Seldom below the ATR by so much that it caps the stop.
      add(dir, { direction, slopeBps: present ? slope[k]! : NaN, atr, rangeMedian: atr * 0.29 })
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

/** Steps broker, strategy and adapter slice by slice; row s of `order` holds the decision of slice s - 1. */
export const runLoop = (world: World, market: Market, options: LoopOptions = {}) => {
  const count = world.instruments.length
  const slices = market.tsMs.length
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
  blankRows(paperBroker, account)(slices * count)
  blankRows(strategy, wish)(slices * count)
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
      if (wish.exit[i] && account.units[i] !== 0 && !account.closePending[i])
        orderClose(order, account, wish, i, i + count)
      if (wish.enter[i]) orderEntry(order, market, wish, world.instruments[k]!, i, i + count, options.units ?? 1)
    }
  }
  return { account, wish, order }
}

/** Row `to` closes what row `i` holds. */
const orderClose = (order: Record<string, any>, account: any, wish: any, i: number, to: number): void => {
  order['closeUnits'][to] = -account.units[i]
  order['closeAll'][to] = 1
  order['closeReason'][to] = wish.reason[i]
}

const PROTECTION = z.strictObject(protectionLeaves).parse({})

/** Row `to` enters at the quote of row `i`, protected by the default rule. */
const orderEntry = (
  order: Record<string, any>,
  { quote, dir }: Market,
  wish: any,
  instrument: Instrument,
  i: number,
  to: number,
  units: number,
): void => {
  const bid = quote['bid']![i]!
  const ask = quote['ask']![i]!
  const market = { bid, ask, pip: pipSize(instrument), atr: dir['atr']![i]!, rangeMedian: dir['rangeMedian']![i]! }
  const stop = stopDistanceOf(PROTECTION, market)
  order['approvedUnits'][to] = wish.side[i] * units
  order['increaseReason'][to] = wish.reason[i]
  order['stopDistance'][to] = stop
  order['takeDistance'][to] = takeDistanceOf(PROTECTION, stop, market)
  order['priceBound'][to] = priceBoundOf(bid, ask, wish.side[i] > 0, 3, gridScale(instrument.displayPrecision))
}
