/** Takes the rows of a file that is clean from the first to the last straight into its cache file, without holding them. */
import { SERIES_COLUMNS } from '../../../model/candle-series.js'
import { agree, createJudge, type JudgedCandle } from '../../plausibility/judge-candles.js'
import { largest } from '../../plausibility/judge-series.js'
import { type RowTaker, TIME_START_MS } from '../candle-rows.js'
import type { ColumnFileWriter } from '../column-file/write-column-file.js'
import { isGoodRow } from '../row-faults.js'

/** Positions in a row; four prices begin at each of O, BID and ASK. */
const [T, O, BID, ASK] = [0, 1, 6, 10] as const

export interface CleanRows extends RowTaker {
  /** False if nothing was taken, or if the whole would be refused. */
  isClean(): boolean
}

/**
 * Throws at the first row that is not as it should be: unreadable, out of order, implausible. Such a file is read into memory, see
 * candle-rows.ts, which knows what to do with it. `trust`: without plausibility.
 */
export const cleanRows = (instrument: string, trust: boolean, writer: ColumnFileWriter): CleanRows => {
  const row = new Float64Array(SERIES_COLUMNS.length)
  const judge = trust ? null : createJudge(instrument)
  const seen = { lastMs: Number.NEGATIVE_INFINITY, sided: 0, crossed: 0, doubtedClose: Number.NaN }
  const fail = (): never => {
    throw new Error(`${instrument}: not a clean file`)
  }
  return {
    row,
    reject: fail,
    accept: () => {
      if (!isGoodRow(row, seen.lastMs, TIME_START_MS)) return fail()
      seen.lastMs = row[T]!
      const spread = row[ASK + 3]! - row[BID + 3]!
      if (spread === spread) seen.sided++
      if (spread < 0) seen.crossed++
      if (judge?.judge(judgedOf(row))) {
        if (writer.rows() > 0) return fail()
        // The first row of a file in points is far from the usual price, and so is the second.
        seen.doubtedClose = row[O + 3]!
      } else if (
        writer.rows() === 1 &&
        seen.doubtedClose === seen.doubtedClose &&
        !agree(seen.doubtedClose, row[O + 3]!)
      )
        return fail()
      writer.push(row)
    },
    isClean: () =>
      writer.rows() > 0 &&
      seen.crossed * 2 <= seen.sided &&
      !(writer.rows() === 1 && seen.doubtedClose === seen.doubtedClose),
  }
}

const judgedOf = (row: Float64Array): JudgedCandle => ({
  tMs: row[T]!,
  high: largest(row[O + 1]!, row[BID + 1]!, row[ASK + 1]!),
  low: -largest(-row[O + 2]!, -row[BID + 2]!, -row[ASK + 2]!),
  close: row[O + 3]!,
})
