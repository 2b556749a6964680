/** The slices of a journal next to a time. */
import { DAY_MS, MINUTE_MS } from '../../../lib/time-units.js'
import type { Store } from '../../../store/store.js'
import { idBeforeMs } from '../../../store/stream-id.js'
import { isSlice, readJournal } from '../reader.js'

/** Where the nearest slice before is looked for: two minutes, a weekend, everything. */
const LOOK_BACK_MS = [2 * MINUTE_MS, 3 * DAY_MS, Number.POSITIVE_INFINITY]

/** The newest slice before `tsMs`; null = there is none. */
export const sliceBefore = async (store: Store, account: string, tsMs: number): Promise<number | null> => {
  for (const backMs of LOOK_BACK_MS) {
    const fromMs = Math.max(0, tsMs - backMs)
    let last: number | null = null
    for await (const entry of readJournal(store, account, fromMs > 0 ? `${fromMs}-0` : '0', idBeforeMs(tsMs)))
      if (isSlice(entry)) last = entry.record.tsMs
    if (last !== null) return last
  }
  return null
}

/** The oldest slice after `tsMs`; null = there is none. */
export const sliceAfter = async (store: Store, account: string, tsMs: number): Promise<number | null> => {
  for await (const entry of readJournal(store, account, `${tsMs}-0`)) if (isSlice(entry)) return entry.record.tsMs
  return null
}

/** The slice that `tsMs` lies in: of that very time, or of the minute before it; null = there is none. */
export const sliceAround = async (store: Store, account: string, tsMs: number): Promise<number | null> => {
  let last: number | null = null
  const from = idBeforeMs(Math.max(0, tsMs - MINUTE_MS + 1))
  for await (const entry of readJournal(store, account, from, `${tsMs}-0`)) if (isSlice(entry)) last = entry.record.tsMs
  return last
}
