/** Whether a slice was made knowing what had happened: a decision that does not know of an order before it could order twice. */
import { EXECUTION } from '../../model/codes.js'
import type { ExecutionValues } from './record.js'

export interface ToldKnowledge {
  /** Entry `id` of the `execution` stream was handed over at `nowMs`. */
  tell(id: string, rows: readonly ExecutionValues[], nowMs: number): void
  /**
   * Does a slice that closed at `asOfMs` and says `told` know enough to be traded? It must carry every decision that was made, however short before
   * it, and all else that was told more than the transit time before it closed.
   */
  isIn(told: string | undefined, asOfMs: number): boolean
}

/** Times in the broker's ms. */
export const toldKnowledge = (transitMs: number): ToldKnowledge => {
  let open: { readonly id: string; readonly announces: boolean; readonly atMs: number }[] = []
  return {
    tell: (id, rows, nowMs) => {
      const announces = rows.some(({ type }) => type === EXECUTION.placed || type === EXECUTION.restart)
      open.push({ id, announces, atMs: nowMs })
    },
    isIn: (told, asOfMs) => {
      open = open.filter(({ id }) => !covers(told, id))
      return !open.some(({ announces, atMs }) => announces || atMs + transitMs < asOfMs)
    },
  }
}

/** Has a slice that says `told` seen entry `id`? Null = nothing was told. */
export const covers = (told: string | undefined, id: string | null): boolean =>
  id === null || (told !== undefined && entryOf(told) >= entryOf(id))

const entryOf = (id: string): number => Number(id.split('-')[0])
