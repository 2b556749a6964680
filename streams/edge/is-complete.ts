/** Does an edge hold every slice since a start record? Only then may those who read it begin from the state of that start. */
import type { Store } from '../../store/store.js'

export interface EdgeSpan {
  readonly stream: string
  /** Its newest slice before the tail of the journal was written to it; NaN = it was empty. */
  readonly hadMs: number
  /** Where that tail began. */
  readonly tail: { readonly seq: number; readonly tsMs: number }
  readonly base: { readonly seq: number; readonly tsMs: number }
  readonly end: { readonly seq: number }
}

export const isEdgeComplete = async (store: Store, { stream, hadMs, tail, base, end }: EdgeSpan): Promise<boolean> => {
  if (end.seq === base.seq) return true
  if (tail.seq > base.seq && !(hadMs >= tail.tsMs)) return false
  const [first] = await store.range(stream, '0', '+', 1)
  if (!first) return false
  // Nothing after the start was trimmed where something from before it is still there.
  return Number(first.id.split('-')[0]) <= base.tsMs || (await store.length(stream)) === end.seq - base.seq
}
