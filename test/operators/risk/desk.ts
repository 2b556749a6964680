/** A desk for tests of the risk guards: slices given by their differences from a quiet one, orders read back by instrument. */
import type { z } from 'zod'
import { REASON, RISKS, maskNames } from '../../../model/codes.js'
import type { World } from '../../../model/world.js'
import { riskGuards } from '../../../operators/risk-guards.js'
import { type RunOptions, runOperator } from '../../../graph/engine/testing/run-operator.js'
import { worldOf } from '../../support/wall-clock.js'

export type Config = z.input<typeof riskGuards.config>
export const START = Date.UTC(2024, 2, 5, 12)
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const WORLD = worldOf(['EUR_USD', 'GBP_USD', 'USD_JPY'])

/** Prices at mid and rate of the quote currency to dollars. */
const MARKET: Record<string, readonly [mid: number, homeRate: number]> = {
  EUR_USD: [1.1, 1],
  GBP_USD: [1.25, 1],
  USD_JPY: [150, 1 / 150],
  EUR_JPY: [165, 1 / 150],
  AUD_USD: [0.65, 1],
}

/** One instrument in one slice, by default with everything in order. One basis point of sigma per minute is 0.88 % per day. */
const QUIET = {
  closeUnits: 0,
  closeAll: 0,
  closeReason: 0,
  increaseUnits: 0,
  increaseReason: 0,
  priceBound: Number.NaN,
  sigmaEff: 1e-4,
  units: 0,
  pendingUnits: 0,
  tradeCount: 0,
  entryFilled: 0,
  exitFill: 0,
  rejected: 0,
  foreignUnits: 0,
  unknown: 0,
  spreadBps: 1,
  tradeable: 1,
  lockUntilMs: 0,
  flatten: 0,
  entryOk: 1,
  weight: 0.3,
  rank: 1,
  filled: 0,
}
const BRACKETS = ['stopDistance', 'takeDistance', 'stopPrice', 'takePrice'] as const
export type Row = Partial<
  typeof QUIET &
    Record<(typeof BRACKETS)[number], number> & { bid: number; ask: number; homeRate: number; quoteTsMs: number }
>
export interface Fill {
  readonly inst: string
  readonly id: number
  readonly opens: 0 | 1
  readonly units: number
}
const CALM = {
  nav: 100_000,
  marginUsedTotal: 0,
  marginAvailable: 100_000,
  killSwitch: 0,
  paused: 0,
  fillTrades: 1,
  connected: 1,
  heartbeatAgeMs: 0,
  requestId: 0,
  tradingDay: 19_787,
}
export type Slice = Partial<typeof CALM> & {
  /** Minutes since the previous slice; default 1. */
  readonly after?: number
  /** How late the slice closed, ms. */
  readonly lateMs?: number
  readonly rows?: Readonly<Record<string, Row>>
  readonly fills?: readonly Fill[]
}

const PORT_COLUMNS = {
  signal: ['sigmaEff'],
  session: ['entryOk', 'tradingDay'],
  weight: ['weight', 'rank', 'filled'],
} as const

export const entry = (increaseUnits: number, more: Row = {}): Row => ({
  increaseUnits,
  increaseReason: REASON.entry,
  priceBound: 1.2,
  ...more,
})
export const add = (increaseUnits: number, more: Row = {}): Row => ({
  increaseUnits,
  increaseReason: REASON.add,
  ...more,
})

/** Brackets of an increase in parts of its price: a stop 0.2 % away, a take profit 0.3 %. */
const bracketOf = (column: keyof Row, row: Row | undefined, name: string): number => {
  const mid = MARKET[name]![0]
  if (!row?.increaseUnits) return Number.NaN
  if (row.increaseReason === REASON.add)
    return column === 'stopPrice' ? mid * (1 - 0.002 * Math.sign(row.increaseUnits)) : NaN
  return column === 'stopDistance' ? mid * 0.002 : column === 'takeDistance' ? mid * 0.003 : Number.NaN
}

/** Input ports of riskGuards for the slices. */
export const inputOf = (slices: readonly Slice[], world: World, tsMs: readonly number[]) => {
  const names = world.instruments.map(({ name }) => name)
  const row = (column: keyof Row, otherwise: (name: string, s: number) => number) =>
    slices.flatMap(({ rows }, s) => names.map((name) => rows?.[name]?.[column] ?? otherwise(name, s)))
  const value = (column: string): number[] =>
    column in CALM
      ? slices.map((slice) => slice[column as keyof typeof CALM] ?? CALM[column as keyof typeof CALM])
      : row(column as keyof Row, () => QUIET[column as keyof typeof QUIET])
  const take = (...columns: readonly string[]) => Object.fromEntries(columns.map((column) => [column, value(column)]))
  const fills = slices.map((slice) => slice.fills ?? [])
  const at = [0]
  for (const list of fills) at.push(at[at.length - 1]! + list.length)
  const events = fills.flat()
  return {
    intent: {
      ...take(...Object.keys(riskGuards.in.intent)),
      ...Object.fromEntries(
        BRACKETS.map((column) => [column, row(column, (name, s) => bracketOf(column, slices[s]!.rows?.[name], name))]),
      ),
    },
    signal: take(...PORT_COLUMNS.signal),
    account: {
      ...take('units', 'pendingUnits', 'tradeCount', 'entryFilled', 'exitFill', 'rejected', 'foreignUnits', 'unknown'),
      ...take('nav', 'marginUsedTotal', 'marginAvailable'),
      at,
      fillInstrument: events.map(({ inst }) => names.indexOf(inst)),
      fillTradeId: events.map(({ id }) => id),
      fillOpens: events.map(({ opens }) => opens),
      fillUnits: events.map(({ units }) => units),
    },
    quote: {
      ...take('spreadBps', 'tradeable'),
      bid: row('bid', (name) => MARKET[name]![0] * (1 - 5e-5)),
      ask: row('ask', (name) => MARKET[name]![0] * (1 + 5e-5)),
      homeRate: row('homeRate', (name) => MARKET[name]![1]),
      quoteTsMs: row('quoteTsMs', (_, s) => tsMs[s]!),
    },
    control: take(...Object.keys(riskGuards.in.control)),
    session: take(...PORT_COLUMNS.session),
    weight: take(...PORT_COLUMNS.weight),
  }
}

/** Runs the guards over the slices; `order(s, inst)` reads a row of the approved orders. */
export const desk = (slices: readonly Slice[], config: Config = {}, world = WORLD, options: RunOptions = {}) => {
  const tsMs: number[] = []
  for (const { after } of slices) tsMs.push((tsMs[tsMs.length - 1] ?? START) + (after ?? 1) * MINUTE)
  const { columns, saved } = runOperator(
    riskGuards,
    config,
    world,
    { tsMs, asOfMs: tsMs.map((ts, s) => ts + (slices[s]!.lateMs ?? 0)), columns: inputOf(slices, world, tsMs) },
    options,
  )
  const cell = (column: string, s: number, inst: string) =>
    columns[column]![s * world.instruments.length + world.instruments.findIndex(({ name }) => name === inst)]!
  const names = (column: string, s: number, inst: string) => maskNames(RISKS, cell(column, s, inst)).join(' ')
  return {
    columns,
    saved,
    cell,
    approved: (s: number, inst = 'EUR_USD') => cell('approvedUnits', s, inst),
    refused: (s: number, inst = 'EUR_USD') => names('refused', s, inst),
    trimmed: (s: number, inst = 'EUR_USD') => names('trimmed', s, inst),
    killed: (s: number) => columns['killed']![s]!,
    drawdownPct: (s: number) => columns['drawdownPct']![s]!,
  }
}
