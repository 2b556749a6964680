/** History of each gate, one point an hour; and the funnel from candles to orders, by New York trading day. */
import { columnsOf, hasNode } from '../../../../graph/engine/run/columns-of.js'
import type { Frame } from '../../../../graph/engine/run/frame.js'
import type { FrameSink } from '../../../../graph/engine/run/rx.js'
import { HOUR_MS } from '../../../../lib/time-units.js'
import { GATE_STATES, maskNames, RISKS } from '../../../../model/codes.js'
import { nodes } from '../../../../model/nodes.js'
import { tradingDay } from '../../../../operators/calendar/new-york.js'
import { dateOfDay } from '../../../../operators/calendar/open-days.js'
import type { FrameReads } from '../../frame-reads.js'
import type { FrameContext } from '../frame-context.js'
import { inBps, ratio } from '../rounded.js'
import { firstAfter } from './order-book.js'

type GatePoint = ReturnType<FrameReads['gateHistory']>['points'][number]
type FunnelDay = ReturnType<FrameReads['funnel']>['days'][number]

export interface GateLog extends FrameSink {
  /** Oldest first. */
  points(k: number): readonly GatePoint[]
  /** Newest day first. */
  days(): readonly FunnelDay[]
}

const DAYS = 90
const HOURS = DAYS * 24
const STAGES = ['candle', 'metrics', 'direction', 'guards', 'place', 'order'] as const
const NEEDED = [
  nodes.candle,
  nodes.qfh,
  nodes.direction,
  nodes.guards,
  nodes.gates,
  nodes.allocate,
  nodes.risk,
] as const

interface DayCount {
  readonly day: number
  slices: number
  readonly counts: Float64Array
  readonly refused: Record<string, number>
}

/** Stays empty in a graph that lacks a node of the way. Slices up to `fromMs` are history: points of gates, but nothing in the funnel. */
export const gateLog = ({ traded }: FrameContext, fromMs: number): GateLog => {
  const points = new Map(traded.map(({ k }) => [k, [] as GatePoint[]]))
  const days: DayCount[] = []
  const dayOf = (day: number) => {
    const last = days.at(-1)
    if (last?.day === day) return last
    const next: DayCount = { day, slices: 0, counts: new Float64Array(STAGES.length), refused: {} }
    days.push(next)
    if (days.length > DAYS) days.shift()
    return next
  }
  const takePoint = (frame: Frame, s: number, tsMs: number): void => {
    const gates = columnsOf(frame, nodes.gates)
    const { weight } = columnsOf(frame, nodes.allocate)
    for (const [k, kept] of points) {
      const last = kept.at(-1)
      if (last && Math.floor(last.tsMs / HOUR_MS) === Math.floor(tsMs / HOUR_MS)) continue
      const i = s * frame.count + k
      kept.push({
        tsMs,
        state: GATE_STATES[gates.state[i]!] ?? 'warming',
        trades: gates.trades[i]!,
        pnlBps: inBps(gates.pnlBps[i]!),
        calmar: ratio(gates.calmar[i]!),
        weight: ratio(weight[i]!) ?? 0,
      })
      if (kept.length > HOURS) kept.shift()
    }
  }
  return {
    points: (k) => points.get(k) ?? [],
    days: () =>
      days.toReversed().map(({ day, slices, counts, refused }) => ({
        day: dateOfDay(day),
        slices,
        stages: STAGES.map((stage, n) => ({ stage, rows: counts[n]! })),
        refused: { ...refused },
      })),
    write: (frame) => {
      if (!NEEDED.every((node) => hasNode(frame, node))) return
      const from = firstAfter(frame, fromMs)
      for (let s = 0; s < frame.slices; s++) {
        const tsMs = frame.time.tsMs[s]!
        takePoint(frame, s, tsMs)
        if (s < from) continue
        const day = dayOf(tradingDay(tsMs))
        day.slices++
        for (const { k } of traded) countRow(frame, s * frame.count + k, day)
      }
    },
  }
}

/** Each stage counts the rows that passed it and all before. */
const countRow = (frame: Frame, i: number, day: DayCount): void => {
  const { approvedUnits, refused } = columnsOf(frame, nodes.risk)
  if (refused[i]! > 0)
    for (const name of maskNames(RISKS, refused[i]!)) day.refused[name] = (day.refused[name] ?? 0) + 1
  const passes = [
    columnsOf(frame, nodes.candle).present[i] === 1,
    !Number.isNaN(columnsOf(frame, nodes.qfh).coherence[i]!),
    columnsOf(frame, nodes.direction).direction[i] !== 0,
    columnsOf(frame, nodes.guards).failed[i] === 0,
    columnsOf(frame, nodes.allocate).weight[i]! > 0,
    approvedUnits[i] !== 0,
  ]
  const first = passes.indexOf(false)
  for (let n = 0; n < (first < 0 ? passes.length : first); n++) day.counts[n]!++
}
