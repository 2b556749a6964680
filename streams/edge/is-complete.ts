/** Does an edge hold every slice since a start record? Only then may its readers begin with the state of that start. */
import type { Store } from '../../store/store.js'
import { msOf } from '../../store/stream-id.js'

export interface EdgeSpan {
  readonly stream: string
  /** Its newest slice before the journal's tail was written to it; NaN = it was empty. */
  readonly hadMs: number
  /** Where that tail began. */
  readonly tail: { readonly seq: number; readonly tsMs: number }
  /** Where the start record stands. */
  readonly base: { readonly seq: number; readonly tsMs: number }
  readonly end: { readonly seq: number }
}

export const isEdgeComplete = async (store: Store, { stream, hadMs, tail, base, end }: EdgeSpan): Promise<boolean> => {
  if (end.seq === base.seq) return true
  if (tail.seq > base.seq && !(hadMs >= tail.tsMs)) return false
  const [first] = await store.range(stream, '0', '+', 1)
  if (!first) return false
  // As long as an entry from before the start is left, nothing after it has been trimmed.
  return msOf(first.id) <= base.tsMs || (await store.length(stream)) === end.seq - base.seq
}
