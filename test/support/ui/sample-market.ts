/** Pairs, candles, trades and orders that fit the sample status. */
import type { z } from 'zod'
import type { candleSchema } from '../../../api/contract/market.js'
import type { fillSchema, orderSchema, tradeSchema } from '../../../api/contract/ledger.js'
import type { PairView } from '../../../api/contract/trading.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

type Out<Z extends z.ZodType> = z.output<Z>

/** A walk that is the same each time. */
const walk = (seed: number): (() => number) => {
  const state = { s: seed }
  return () => {
    state.s = (state.s * 48271) % 2147483647
    return state.s / 2147483647
  }
}
const startOf = (instrument: string): number => (instrument.endsWith('JPY') ? 143.1 : 0.8368)

export const samplePair = (instrument: string, tsMs: number): PairView => {
  const precision = instrument.endsWith('JPY') ? 3 : 5
  const bid = startOf(instrument)
  const held = instrument === 'USD_CHF'
  return {
    instrument,
    traded: true,
    open: true,
    displayPrecision: precision,
    bid,
    ask: bid * 1.0001,
    spreadBps: 1,
    priceMs: tsMs,
    coherence: 0.612,
    stability: 0.55,
    rupture: 0.12,
    entropy: 0.7,
    hazard: 0.3,
    repetition: 2,
    direction: held ? 1 : 0,
    slopeBps: 7.8,
    failed: held ? [] : ['spread'],
    gate: held ? 'on' : 'off',
    shadowTrades: 783,
    shadowBps: -1069,
    weight: held ? 0.33 : 0,
    filled: false,
    score: 0.4,
    rank: held ? 1 : null,
    units: held ? 249_534 : 0,
    pendingUnits: 0,
    unrealized: held ? -39.71 : null,
    side: held ? 1 : 0,
    reason: held ? 'hold' : 'flat',
    lockUntilMs: null,
  }
}

/** Minutes up to and with the one that opens at `tsMs`. */
export const sampleCandles = (instrument: string, tsMs: number, count: number): Out<typeof candleSchema>[] => {
  const next = walk(7)
  const unit = startOf(instrument) * 0.0001
  const price = { c: startOf(instrument) }
  return Array.from({ length: count }, (_, n) => {
    const o = price.c
    const c = o + (next() - 0.49) * unit
    price.c = c
    const h = Math.max(o, c) + next() * unit * 0.5
    const l = Math.min(o, c) - next() * unit * 0.5
    const metric = (phase: number) => 0.5 + 0.35 * Math.sin(n / 20 + phase)
    const metrics = { coherence: metric(0), stability: metric(1), rupture: metric(2), entropy: metric(3) }
    return { tMs: tsMs - (count - 1 - n) * MINUTE_MS, o, h, l, c, v: 10 + Math.round(next() * 100), ...metrics }
  })
}

export const sampleTrades = (instrument: string, tsMs: number, count: number): Out<typeof tradeSchema>[] =>
  Array.from({ length: count }, (_, n) => {
    const net = n % 3 === 0 ? 79.02 : -47.2
    const exitMs = tsMs - (12 + 40 * n) * MINUTE_MS
    const price = startOf(instrument)
    return {
      instrument,
      side: n % 2 === 0 ? 'long' : 'short',
      units: 98_310,
      entryMs: exitMs - 14 * MINUTE_MS,
      exitMs,
      entryPrice: price,
      exitPrice: price * 1.0002,
      net,
      netBps: net / 10,
      reason: n % 3 === 0 ? 'take_profit' : 'slope',
    }
  })

export const sampleOrders = (instruments: readonly string[], tsMs: number, count: number): Out<typeof orderSchema>[] =>
  Array.from({ length: count }, (_, n) => {
    const instrument = instruments[n % instruments.length] as string
    const close = n % 4 === 0
    const bid = startOf(instrument)
    return {
      id: `d${n}`,
      tsMs: tsMs - n * MINUTE_MS,
      instrument,
      units: close ? -50_000 : 50_000,
      leg: close ? 'close' : 'entry',
      reason: close ? 'slope' : 'entry',
      bid,
      ask: bid * 1.0001,
      stopPrice: close ? null : bid * 0.999,
      takePrice: null,
      trimmedBy: [],
      place: 'gated',
      state: 'filled',
    }
  })

/** Adds and parts of the sample trades. */
export const sampleFills = (instrument: string, tsMs: number, count: number): Out<typeof fillSchema>[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `f${n}`,
    tsMs: tsMs - (3 + 9 * n) * MINUTE_MS,
    instrument,
    units: n % 3 === 0 ? -20_000 : 20_000,
    price: startOf(instrument),
    reason: n % 3 === 0 ? 'slope' : 'entry',
    pnl: n % 3 === 0 ? -4.2 : null,
    costs: 1.1,
    tradeId: null,
  }))
