/** Counts how often each guard passed, by UTC day and instrument, over the last 30 days. */
import { columnsOf } from '../../graph/engine/run/columns-of.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import { nodes } from '../../model/nodes.js'
import type { World } from '../../model/world.js'
import { COUNTED_GUARDS } from '../run/counted-guards.js'
import { DAY_MS } from '../../lib/time-units.js'

/** Minutes with metrics, and how many of them each guard passed on its own. */
export interface GuardCount {
  warm: number
  readonly passed: { [guard: string]: number }
}
export interface GuardDay {
  /** Days since 1970, UTC. */
  readonly day: number
  readonly pairs: { [instrument: string]: GuardCount }
}
export interface GuardTotals {
  /** Days from the oldest known to the newest, at most 30; 0 = none. */
  readonly days: number
  readonly pairs: { readonly [instrument: string]: GuardCount }
}
export interface GuardDays extends FrameSink {
  totals(): GuardTotals
  days(): readonly GuardDay[]
  /** Restores the counts of an earlier process; ignored once something has been counted. */
  restore(days: readonly GuardDay[]): void
}

export const GUARD_DAYS = 30

export const guardDays = ({ instruments, traded }: World): GuardDays => {
  let days: GuardDay[] = []
  const dayOf = (tsMs: number): GuardDay => {
    const day = Math.floor(tsMs / DAY_MS)
    const last = days.at(-1)
    if (last?.day === day) return last
    const made = { day, pairs: {} }
    days = [...days.filter((one) => one.day > day - GUARD_DAYS), made]
    return made
  }
  return {
    write: (frame) => {
      countFrame(frame, instruments, traded, dayOf)
    },
    totals: () => guardTotals(days),
    days: () => days,
    restore: (saved) => {
      if (days.length === 0) days = structuredClone([...saved])
    },
  }
}

const countFrame = (
  frame: Frame,
  instruments: World['instruments'],
  traded: Uint8Array,
  dayOf: (tsMs: number) => GuardDay,
): void => {
  const { present } = columnsOf(frame, nodes.candle)
  const { coherence } = columnsOf(frame, nodes.qfh)
  const { failed } = columnsOf(frame, nodes.guards)
  for (let s = 0; s < frame.slices; s++) {
    for (const [k, { name }] of instruments.entries()) {
      const i = s * frame.count + k
      if (traded[k] === 0 || present[i] !== 1 || Number.isNaN(coherence[i])) continue
      const { pairs } = dayOf(frame.time.tsMs[s] as number)
      const count = (pairs[name] ??= emptyCount())
      addMinute(count, failed[i] as number)
    }
  }
}

const emptyCount = (): GuardCount => ({
  warm: 0,
  passed: Object.fromEntries(COUNTED_GUARDS.map(({ name }) => [name, 0])),
})

const addMinute = (count: GuardCount, failed: number): void => {
  count.warm++
  for (const { name, bits } of COUNTED_GUARDS)
    if ((failed & bits) === 0) count.passed[name] = (count.passed[name] ?? 0) + 1
}

/** Of days in their order. */
export const guardTotals = (days: readonly GuardDay[]): GuardTotals => ({
  days: days.length === 0 ? 0 : (days.at(-1) as GuardDay).day - (days[0] as GuardDay).day + 1,
  pairs: totalsOf(days),
})

const totalsOf = (days: readonly GuardDay[]): { readonly [instrument: string]: GuardCount } => {
  const totals: { [instrument: string]: GuardCount } = {}
  for (const { pairs } of days)
    for (const [instrument, { warm, passed }] of Object.entries(pairs)) {
      const total = (totals[instrument] ??= emptyCount())
      total.warm += warm
      for (const [guard, times] of Object.entries(passed)) total.passed[guard] = (total.passed[guard] ?? 0) + times
    }
  return totals
}
