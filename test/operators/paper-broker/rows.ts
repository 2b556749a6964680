/** Runs the paper broker over rows of bars and orders. */
import type { z } from 'zod'
import { REASON } from '../../../model/codes.js'
import { paperBroker } from '../../../operators/paper-broker.js'
import { toyWorld } from '../../support/toy.js'
import { type RunOptions, runOperator } from '../../../graph/engine/testing/run-operator.js'

export const T0 = Date.UTC(2024, 2, 5, 12)
export const FREE = { fillDelayMs: 0, slippageBps: 0 }
export interface Row {
  /** Mid prices; null = no candle. */
  readonly bar: readonly [o: number, h: number, l: number, c: number] | null
  readonly order?: Readonly<Record<string, number>>
  /** Default: the next minute. */
  readonly tsMs?: number
  readonly homeRate?: number
}
const ZERO = [
  'closeUnits',
  'closeAll',
  'closeReason',
  'approvedUnits',
  'increaseReason',
  'refused',
  'trimmed',
  'filledPlace',
]
const NONE = ['stopDistance', 'takeDistance', 'stopPrice', 'takePrice', 'priceBound']
type Settings = z.input<typeof paperBroker.config>

/** `order` of a row is the previous slice's order. Spread 2 pips. One list of rows per instrument. */
export const runAll = (
  lists: readonly (readonly Row[])[],
  names: readonly string[],
  config: Settings,
  options: RunOptions = {},
) => {
  const count = lists.length
  const slices = lists[0]!.length
  const cells = Array.from({ length: slices * count }, (_, i) => lists[i % count]![Math.floor(i / count)] as Row)
  const side = (n: number, half: number) => cells.map(({ bar }) => (bar ? (bar[n] as number) + half : Number.NaN))
  const mids = cells.map((_, i) => {
    for (let j = i; j >= 0; j -= count) if (cells[j]!.bar) return cells[j]!.bar![3]
    return Number.NaN
  })
  const order = (name: string, none: number) => cells.map((row) => row.order?.[name] ?? none)
  return runOperator(
    paperBroker,
    config,
    toyWorld(names),
    {
      tsMs: lists[0]!.map(({ tsMs }, i) => tsMs ?? T0 + (i + 1) * 60_000),
      columns: {
        candle: {
          present: cells.map(({ bar }) => (bar ? 1 : 0)),
          bo: side(0, -1e-4),
          bh: side(1, -1e-4),
          bl: side(2, -1e-4),
          bc: side(3, -1e-4),
          ao: side(0, 1e-4),
          ah: side(1, 1e-4),
          al: side(2, 1e-4),
          ac: side(3, 1e-4),
        },
        quote: {
          bid: mids.map((m) => m - 1e-4),
          ask: mids.map((m) => m + 1e-4),
          homeRate: cells.map(({ homeRate = 1 }) => homeRate),
        },
        order: Object.fromEntries([
          ...ZERO.map((name) => [name, order(name, 0)]),
          ...NONE.map((name) => [name, order(name, Number.NaN)]),
        ]) as Record<string, number[]>,
      },
    },
    options,
  )
}
export const run = (rows: readonly Row[], config: Settings = FREE, options: RunOptions = {}, name = 'EUR_USD') =>
  runAll([rows], [name], config, options)
export const flat: Row = { bar: [1.1, 1.1, 1.1, 1.1] }
export const buy = (units: number, more = {}): Row => ({
  ...flat,
  order: { approvedUnits: units, increaseReason: REASON.entry, ...more },
})
export const column = (output: ReturnType<typeof run>, name: string) => Array.from(output.columns[name] ?? [])
