/** Was a slice made with knowledge of all orders before it? A decision that has not seen an earlier order could order twice. */
import { EXECUTION } from '../../model/codes.js'
import { msOf } from '../../store/stream-id.js'
import type { ExecutionRow } from './record.js'

export interface ExecutionWatermark {
  /** Entry `id` was handed to the execution writer at `nowMs`. */
  appended(id: string, rows: readonly ExecutionRow[], nowMs: number): void
  /**
   * True where a slice that closed at `asOfMs` with this offset may be traded: it must have seen every order placed so far, however
   * recent, and every other entry that was appended more than the transit time before it closed.
   */
  isCurrent(executionOffset: string | undefined, asOfMs: number): boolean
}

/** Times in the broker's ms. */
export const executionWatermark = (transitMs: number): ExecutionWatermark => {
  let unseen: { readonly id: string; readonly placesOrder: boolean; readonly atMs: number }[] = []
  return {
    appended: (id, rows, nowMs) => {
      const placesOrder = rows.some(({ type }) => type === EXECUTION.placed || type === EXECUTION.restart)
      unseen.push({ id, placesOrder, atMs: nowMs })
    },
    isCurrent: (executionOffset, asOfMs) => {
      unseen = unseen.filter(({ id }) => !hasSeen(executionOffset, id))
      return !unseen.some(({ placesOrder, atMs }) => placesOrder || atMs + transitMs < asOfMs)
    },
  }
}

/** Has a slice with this execution offset seen entry `id`? Null = there is no entry. */
export const hasSeen = (executionOffset: string | undefined, id: string | null): boolean =>
  id === null || (executionOffset !== undefined && msOf(executionOffset) >= msOf(id))
