/** Reads candles from the store as a series. */
import type { Store } from '../store/store.js'
import type { CandleSeries } from '../model/candle-series.js'
import { SERIES_COLUMNS } from '../model/candle-series.js'
import { keyName } from '../store/key.js'
import { KEYS } from '../store/keys.js'
import { candleRows, seriesOf } from './files/candle-rows.js'
import { rowsWhere } from './plausibility/judge-series.js'

/** Candles per answer: server and process must not be blocked for long. */
const PAGE = 5000
const BARS = ['o', 'h', 'l', 'c'] as const
const utf8 = new TextDecoder()

export interface StoredCandles {
  /** Without the refused ones; empty where the store has none. */
  readonly series: CandleSeries
  /** With them. */
  readonly all: CandleSeries
  /** Labels of candles that were not believed when they came: readers obey, and do not judge again. */
  readonly refusedMs: ReadonlySet<number>
  /** Members skipped because they are not candles; reasons of the first few. */
  readonly skipped: number
  readonly reasons: readonly string[]
}

/** Candles with labels in [fromMs, toMs), without those marked as refused. Other programs write them too: every row is checked. */
export const storedCandles = async (
  store: Pick<Store, 'sortedRange'>,
  instrument: string,
  fromMs: number,
  toMs: number,
  granularity = 'M1',
): Promise<StoredCandles> => {
  const key = keyName(KEYS.candles, { inst: instrument, gran: granularity })
  const rows = candleRows({ instrument, file: key, lenient: true })
  const refusedMs = new Set<number>()
  let members = 0
  for (let askMs = fromMs; askMs < toMs; ) {
    const page = await store.sortedRange(key, askMs, toMs - 1, PAGE)
    for (const [score, member] of page) {
      const verdict = fillRow(rows.row, member)
      if (verdict === null) rows.reject(score, 'not a candle')
      else if (rows.row[0] !== score) rows.reject(score, `its label is ${rows.row[0]}`)
      else {
        rows.accept(score)
        if (verdict === 'refused') refusedMs.add(score)
      }
    }
    members += page.length
    if (page.length < PAGE) break
    // A second member with the same label, which our writers never leave, would be refused here too.
    askMs = page.at(-1)![0] + 1
  }
  const all = rows.good() > 0 ? rows.finish().series : nothing(instrument)
  const series = rowsWhere(all, (i) => !refusedMs.has(all.tMs[i]!))
  return { series, all, refusedMs, skipped: members - rows.good(), reasons: rows.reasons }
}

const nothing = (instrument: string): CandleSeries =>
  seriesOf(
    instrument,
    SERIES_COLUMNS.map(() => new Float64Array(0)),
  )

/** Null where the bytes are not an object; a missing number is NaN, which the row check refuses. */
const fillRow = (row: Float64Array, bytes: Uint8Array): 'taken' | 'refused' | null => {
  let value: unknown
  try {
    value = JSON.parse(utf8.decode(bytes))
  } catch {
    return null
  }
  if (value === null || typeof value !== 'object') return null
  const { t, v, bid, ask, refused } = value as Record<string, unknown>
  row[0] = numberOf(t)
  fillBar(row, 1, value)
  row[5] = numberOf(v)
  fillBar(row, 6, bid)
  fillBar(row, 10, ask)
  return refused === true ? 'refused' : 'taken'
}

const fillBar = (row: Float64Array, at: number, bar: unknown): void => {
  for (let n = 0; n < 4; n++) {
    row[at + n] =
      bar !== null && typeof bar === 'object' ? numberOf((bar as Record<string, unknown>)[BARS[n]!]) : Number.NaN
  }
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN)
