/** The trades of a run: what closes goes to scratch files and into sums; nothing that grows with the run is held. */
import type { NodeRef } from '../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import { type RecordSpool, recordSpool } from '../../lib/spool/record-spool.js'
import type { schemas } from '../../model/columns.js'
import type { World } from '../../model/world.js'
import type { CauseCost } from '../../sinks/run/cost-ledger.js'
import type { TradeRow } from '../../sinks/run/trade-row.js'
import { collectTrades } from '../../sinks/run/trades.js'
import { type Position, positionsOf } from '../../studies/report/positions.js'
import { resultSums, type RunResult } from '../../studies/report/run-result.js'
import { positionStream } from './position-stream.js'

/** All trades of a finished run. */
export interface RunTrades {
  readonly trades: number
  /** Of them, made in filled places. */
  readonly filled: number
  /** Closed trades in the order in which they closed, then the open ones; as often as they are asked for. */
  readonly rows: Iterable<TradeRow>
  /** By instrument, in order of entry. */
  readonly positions: Iterable<Position>
  result(account: Pick<RunResult, 'nav' | 'drawdownPct'>): RunResult
}
export interface TradeRecord extends FrameSink {
  /** Turnover and costs of the fills, by cause. */
  readonly causes: ReadonlyMap<string, CauseCost>
  /** Call once, after the run. */
  finish(): RunTrades
}

/** `orders`: the node whose orders go to the broker; `scratch`: folder of scratch files. */
export const recordTrades = (world: World, orders: NodeRef<typeof schemas.order>, scratch: string): TradeRecord => {
  const rows = recordSpool<TradeRow>(scratch)
  const positions = recordSpool<Position>(scratch)
  const stream = positionStream((position) => positions.push(position))
  const sums = resultSums()
  let filled = 0
  const count = (trade: TradeRow): void => {
    sums.add(trade)
    if (trade.place === 'filled') filled++
  }
  const collector = collectTrades(world, orders, (trade, isFlat) => {
    rows.push(trade)
    count(trade)
    stream.take(trade, isFlat)
  })
  return {
    causes: collector.causes,
    write: (frame) => collector.write(frame),
    finish: () => {
      const open = collector.open()
      for (const trade of open) count(trade)
      stream.finish(open)
      return {
        trades: rows.length + open.length,
        filled,
        rows: { [Symbol.iterator]: () => both(rows, open) },
        positions: { [Symbol.iterator]: () => byInstrument(positions, world) },
        result: (account) => sums.result(rows.length, account),
      }
    },
  }
}

/** Of a graph without a broker. */
export const NO_TRADES: TradeRecord = {
  causes: new Map(),
  write: () => {},
  finish: () => ({
    trades: 0,
    filled: 0,
    rows: [],
    positions: positionsOf([]),
    result: (account) => resultSums().result(0, account),
  }),
}

const both = function* <T>(first: Iterable<T>, second: Iterable<T>): Generator<T> {
  yield* first
  yield* second
}

const byInstrument = function* (positions: RecordSpool<Position>, { instruments }: World): Generator<Position> {
  for (const name of instruments.map((one) => one.name).sort()) yield* positions.where('instrument', name)
}
