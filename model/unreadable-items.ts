/** What follows from items of the account that could not be understood: what they freeze, what may be closed, and how they are named. */
import type { BrokerAccount, HiddenSums, UnreadableItem } from './broker-client.js'

export type UnreadableParts = Pick<BrokerAccount, 'unreadable' | 'hidden' | 'unreadableSums'>

export const NOTHING_HIDDEN: HiddenSums = Object.freeze({ margin: 0, unrealized: 0 })
export const ALL_READABLE: UnreadableParts = Object.freeze({
  unreadable: [],
  hidden: NOTHING_HIDDEN,
  unreadableSums: [],
})
export const unreadableParts = ({ unreadable, hidden, unreadableSums }: UnreadableParts): UnreadableParts => ({
  unreadable,
  hidden,
  unreadableSums,
})

const HISTORY = 'history: '

/** A history other than the one that ours continues, as a sum that cannot be read: nothing that was known of the account holds. */
export const historySum = (difference: string): string => `${HISTORY}${difference} (history-differs)`

/** The parts without it, and how it differs; null = it is ours. */
export const withoutHistory = (
  parts: UnreadableParts,
): { readonly rest: UnreadableParts; readonly history: string | null } => {
  const isOfHistory = (sum: string): boolean => sum.startsWith(HISTORY)
  return {
    rest: { ...parts, unreadableSums: parts.unreadableSums.filter((sum) => !isOfHistory(sum)) },
    history: parts.unreadableSums.find(isOfHistory)?.slice(HISTORY.length) ?? null,
  }
}

/** Why no increase may leave at all; null = some may. */
export const stopsIncreases = ({ unreadable, unreadableSums }: UnreadableParts): string | null => {
  const lost = unreadable.filter(({ instrument }) => instrument === null)
  if (unreadableSums.length + lost.length === 0) return null
  const parts = [...unreadableSums.map((name) => `the account's ${name}`), ...lost.map(itemText)]
  return `cannot be read: ${parts.join(', ')}`
}

/** Instruments that take no new risk, sorted. */
export const frozenInstruments = ({ unreadable }: Pick<UnreadableParts, 'unreadable'>): readonly string[] =>
  [...new Set(unreadable.flatMap(({ instrument }) => instrument ?? []))].sort()

/** True where a position may be left that nobody sees, so that nothing is flat: the item belongs to the instrument, or may. */
export const mayHold = (item: UnreadableItem, instrument: string): boolean =>
  item.instrument === null || item.instrument === instrument

/** `order 27 (EUR_USD): price: not a price above 0`. */
export const itemText = ({ kind, id, instrument, why }: UnreadableItem): string =>
  `${kind} ${id ?? 'without a readable id'} (${instrument ?? 'instrument unreadable'}): ${why}`
