/** The closed trades of the shadow alone: what a sweep asks for, without the rows of slices in which nothing happens. */
import type { Time } from '../../graph/engine/define/operator.js'
import { f64, i32, u8 } from '../../graph/engine/define/schema.js'
import { REASON } from '../../model/codes.js'
import { instrumentOperator } from '../../model/instrument-operator.js'
import type { ClosedTrade } from '../strategy/closed-columns.js'
import { shadowConfig } from '../strategy/shadow-config.js'
import { createUnitRun, saveUnitRun, stepUnit, takeQuotes, type UnitRun, unitPorts } from '../strategy/unit-run.js'
import { blockPorts, nextEntry, nextExit } from './next-act.js'

/** Columns as those of the shadow; instrument: its place in the world. */
export const shadowTradesSchema = Object.freeze({
  instrument: i32.event,
  exitReason: u8.event,
  closedSide: i32.event,
  closedEntryTsMs: f64.event,
  tradeBps: f64.event,
  grossBps: f64.event,
  spreadBps: f64.event,
  slippageBps: f64.event,
  commissionBps: f64.event,
  depthBps: f64.event,
})

interface TradesState {
  readonly run: UnitRun
  /** Trades of the current call, instrument by instrument: their rows, reasons and accounts. */
  readonly found: Found
}
interface Found {
  count: number
  /** Row and reason of each. */
  row: Int32Array
  reason: Uint8Array
  /** Their accounts, NUMBERS of each. */
  numbers: Float64Array
  /** Their places in the order of rows. */
  order: Int32Array
}
/** Side, entryTsMs, tradeBps, grossBps, spreadBps, slippageBps, commissionBps, depthBps. */
const NUMBERS = 8
const LEAST_ROOM = 64

const roomFor = (trades: number): Omit<Found, 'count'> => ({
  row: new Int32Array(trades),
  reason: new Uint8Array(trades),
  numbers: new Float64Array(trades * NUMBERS),
  order: new Int32Array(trades),
})

/** Gives the trades that `shadow` gives over the same input, by slice, then instrument. */
export const shadowTrades = instrumentOperator({
  kind: 'shadow-trades@3',
  doc: 'The closed trades of the shadow.',
  in: { ...unitPorts, ...blockPorts },
  out: shadowTradesSchema,
  config: shadowConfig,
  init: (c, world, saved): TradesState => ({
    run: createUnitRun(c, world, saved),
    found: { count: 0, ...roomFor(LEAST_ROOM) },
  }),
  save: ({ run }) => saveUnitRun(run),
  step: ({ run, found }, time, input, out, from, to) => {
    const { count, traded } = run
    found.count = 0
    takeQuotes(run, input)
    for (let k = 0; k < count; k++) if (traded[k] !== 0) stepInstrument(run, found, time, input, k, from, to)
    sortByRow(found)
    let at = out.at[from]!
    let n = 0
    out.reserve(at + found.count)
    for (let s = from; s < to; s++) {
      for (; n < found.count && found.row[found.order[n]!]! < (s + 1) * count; n++)
        writeTrade(found, n, count, out, at++)
      out.at[s + 1] = at
    }
  },
})

type In = Parameters<typeof shadowTrades.step>[2]
type Out = Parameters<typeof shadowTrades.step>[3]

/** The machine has seen the position as it is: what it decides next depends on nothing but the slices to come. */
const stepInstrument = (
  run: UnitRun,
  found: Found,
  time: Time,
  input: In,
  k: number,
  from: number,
  to: number,
): void => {
  const { count, machine, positions: p, seen } = run
  for (let s = from; s < to; s++) {
    if (p.side[k] === 0 && p.orderSide[k] === 0) s = nextEntry(run, time.tsMs, input, k, s, to)
    else if (p.side[k] !== 0 && machine.side[k] === p.side[k] && Number.isNaN(p.exitTsMs[k]!))
      s = nextExit(run, time.tsMs, input, k, s, to)
    if (s >= to) return
    const i = s * count + k
    stepUnit(run, time, input, s, i, k)
    if (seen.exitFill !== REASON.none) keep(found, i, seen.exitFill, p.closed)
  }
}

const keep = (found: Found, i: number, reason: number, closed: ClosedTrade): void => {
  if (found.count === found.row.length) grow(found)
  const n = found.count++
  found.row[n] = i
  found.reason[n] = reason
  const { numbers } = found
  const at = n * NUMBERS
  numbers[at] = closed.side
  numbers[at + 1] = closed.entryTsMs
  numbers[at + 2] = closed.tradeBps
  numbers[at + 3] = closed.grossBps
  numbers[at + 4] = closed.spreadBps
  numbers[at + 5] = closed.slippageBps
  numbers[at + 6] = closed.commissionBps
  numbers[at + 7] = closed.depthBps
}

const grow = (found: Found): void => {
  const { row, reason, numbers } = found
  Object.assign(found, roomFor(row.length * 2))
  found.row.set(row)
  found.reason.set(reason)
  found.numbers.set(numbers)
}

/** Few, and in order for each instrument. */
const sortByRow = ({ count, row, order }: Found): void => {
  for (let n = 0; n < count; n++) {
    let at = n
    for (; at > 0 && row[order[at - 1]!]! > row[n]!; at--) order[at] = order[at - 1]!
    order[at] = n
  }
}

const writeTrade = ({ order, row, reason, numbers }: Found, n: number, count: number, out: Out, at: number): void => {
  const from = order[n]!
  const first = from * NUMBERS
  out.instrument[at] = row[from]! % count
  out.exitReason[at] = reason[from]!
  out.closedSide[at] = numbers[first]!
  out.closedEntryTsMs[at] = numbers[first + 1]!
  out.tradeBps[at] = numbers[first + 2]!
  out.grossBps[at] = numbers[first + 3]!
  out.spreadBps[at] = numbers[first + 4]!
  out.slippageBps[at] = numbers[first + 5]!
  out.commissionBps[at] = numbers[first + 6]!
  out.depthBps[at] = numbers[first + 7]!
}
