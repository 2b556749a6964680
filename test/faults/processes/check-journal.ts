/** C4, C11 and C12 for a journal written by real processes: no gaps, chained, every candle once and in order, every number finite. */
import { journalSegment } from '../../../streams/journal/segment.js'
import type { Settings } from '../../../app/config/settings.js'
import { SepError } from '../../../model/error-codes.js'
import type { SliceRecord } from '../../../streams/journal/records.js'
import type { Store } from '../../../store/store.js'
import { sep } from '../../../graph/sep.js'
import type { SliceColumn } from '../../../graph/engine/run/slice-layout.js'
import { isSlice, isStart, readJournal } from '../../../streams/journal/reader.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

export const checkJournal = async (store: Store, account: string): Promise<readonly string[]> => {
  let columns: readonly SliceColumn[] = []
  const slices: SliceRecord[] = []
  try {
    for await (const entry of readJournal(store, account, '0')) {
      if (isStart(entry) && columns.length === 0)
        columns = journalSegment(account, (_name, config) => sep(config as Settings), entry.record, null).layout.columns
      if (isSlice(entry)) slices.push(entry.record)
    }
  } catch (error) {
    if (!(error instanceof SepError)) throw error
    return [`C4: ${error.message}`]
  }
  return sliceFaults(columns, slices)
}

/** Faults in slices whose arrays are in the order of `columns`. */
export const sliceFaults = (columns: readonly SliceColumn[], slices: readonly SliceRecord[]): readonly string[] => {
  const faults: string[] = []
  const at = new Map(columns.map(({ node, column }, n) => [`${node}.${column}`, n]))
  const minuteMs = new Map<number, number>()
  let before: SliceRecord | null = null
  for (const slice of slices) {
    const where = `slice ${slice.seq} at ${slice.tsMs}`
    if (before && (slice.seq !== before.seq + 1 || !(slice.tsMs > before.tsMs)))
      faults.push(`C4: ${where} follows ${before.seq} at ${before.tsMs}`)
    before = slice
    columns.forEach(({ node, column }, n) => {
      // Without a heartbeat its age is infinite.
      if (column !== 'heartbeatAgeMs' && [...slice.columns[n]!].some((x) => Math.abs(x) === Number.POSITIVE_INFINITY))
        faults.push(`C12: ${where}: ${node}.${column} is infinite`)
    })
    const values = (name: string) => slice.columns[at.get(name) ?? -1] ?? []
    for (const name of ['execution.transactionId', 'execution.tradeId'])
      if (values(name).some(Number.isNaN)) faults.push(`C12: ${where}: ${name} is not a number`)
    values('candle.present').forEach((present, k) => {
      if (present === 0) return
      if (slice.tsMs % MINUTE_MS !== 0)
        faults.push(`C11: ${where}: a candle of row ${k} in a slice that closes no minute`)
      if (!(slice.tsMs > (minuteMs.get(k) ?? 0))) faults.push(`C11: ${where}: a candle of row ${k} again`)
      minuteMs.set(k, slice.tsMs)
      const prices = ['o', 'h', 'l', 'c', 'bo', 'bh', 'bl', 'bc', 'ao', 'ah', 'al', 'ac'].map(
        (column) => values(`candle.${column}`)[k] ?? Number.NaN,
      )
      if (!prices.every((price) => Number.isFinite(price) && price > 0))
        faults.push(`C12: ${where}: a candle of row ${k} without all of its prices`)
    })
  }
  return faults
}
