/** Stream ids in order, and the entries between two of them. */
import type { StreamEntry } from '../../../store/store.js'

const PER_MS = 4096

/** The greatest id of a millisecond, which has no number of its own, stays in that millisecond. */
export const entryRank = (id: string): number => {
  if (id === '+') return Number.POSITIVE_INFINITY
  const [ms, n] = id.split('-')
  return Number(ms) * PER_MS + Math.min(Number(n ?? 0), PER_MS - 1)
}

/** Entries with ids in (after, to]. */
export const rangeOf = (entries: readonly StreamEntry[], after: string, to = '+', count?: number): StreamEntry[] => {
  const [from, until] = [after === '0' ? Number.NEGATIVE_INFINITY : entryRank(after), entryRank(to)]
  return entries.filter(({ id }) => entryRank(id) > from && entryRank(id) <= until).slice(0, count)
}
