/** Compares the candles of a journal with downloaded history and counts the minutes that differ. */
import type { Graph } from '../../graph/engine/define/define.js'
import { assert } from '../../lib/errors.js'
import type { AnyArray } from '../../graph/engine/run/frame.js'
import type { SliceRecord } from '../../streams/journal/records.js'
import type { CandleSeries } from '../../model/candle-series.js'
import { sliceLayout } from '../../graph/engine/run/slice-layout.js'
import type { World } from '../../model/world.js'
import { MINUTE_MS } from '../../lib/time-units.js'

export interface HistoryDifference {
  /** Close of the candle. */
  readonly tsMs: number
  readonly instrument: string
  /** The first column that differs; `present`: one of the two has no candle. */
  readonly column: string
  readonly journal: number
  readonly history: number
}
export interface HistoryComparison {
  /** Minutes with a candle in the journal or in history. */
  readonly minutes: number
  readonly differing: number
  readonly first: readonly HistoryDifference[]
}
export interface HistoryComparer {
  look(record: SliceRecord): void
  result(): HistoryComparison
}

const LISTED = 10
const PRICES = ['o', 'h', 'l', 'c', 'v', 'bo', 'bh', 'bl', 'bc', 'ao', 'ah', 'al', 'ac'] as const

/** `series`: the instruments of the world, with both sides; `graph` and `world`: those of the journal. */
export const compareHistory = (graph: Graph, world: World, series: readonly CandleSeries[]): HistoryComparer => {
  const { columns } = sliceLayout(
    graph,
    graph.nodes.filter(({ role }) => role === 'source').map(({ id }) => id),
  )
  const indexOf = (column: string) => {
    const n = columns.findIndex((candidate) => candidate.node === 'candle' && candidate.column === column)
    assert(n >= 0, `the journal has no column candle.${column}`)
    return n
  }
  const present = indexOf('present')
  const prices = PRICES.map((name) => [name, indexOf(name)] as const)
  const history = world.instruments.map(({ name }) => {
    const one = series.find(({ instrument }) => instrument === name)
    return { name, one, rows: new Map([...(one?.tMs ?? [])].map((openMs, i) => [openMs + MINUTE_MS, i])) }
  })
  let minutes = 0
  let differing = 0
  const first: HistoryDifference[] = []

  const compare = (record: SliceRecord, k: number): HistoryDifference | null => {
    const { name, one, rows } = history[k] as (typeof history)[number]
    const row = rows.get(record.tsMs)
    const has = (record.columns[present] as AnyArray)[k] === 1
    const differs = (column: string, journal: number, ofHistory: number) => ({
      tsMs: record.tsMs,
      instrument: name,
      column,
      journal,
      history: ofHistory,
    })
    if (row === undefined || !one) return has ? differs('present', 1, 0) : null
    if (!has) return differs('present', 0, 1)
    for (const [column, n] of prices) {
      const journal = (record.columns[n] as AnyArray)[k] as number
      const ofHistory = one[column][row] as number
      if (journal !== ofHistory && !(Number.isNaN(journal) && Number.isNaN(ofHistory)))
        return differs(column, journal, ofHistory)
    }
    return null
  }

  return {
    look: (record) => {
      const found = world.instruments.flatMap((_, k) => compare(record, k) ?? [])
      const candles = history.some(
        ({ rows }, k) => rows.has(record.tsMs) || (record.columns[present] as AnyArray)[k] === 1,
      )
      if (!candles) return
      minutes++
      if (found.length > 0) differing++
      first.push(...found.slice(0, LISTED - first.length))
    },
    result: () => ({ minutes, differing, first }),
  }
}
