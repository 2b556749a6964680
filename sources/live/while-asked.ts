/** Waits for something, and yields what requests ask for meanwhile. */

export interface Asked<S> {
  /** Resolves when a request waits. */
  readonly requested: (signal: AbortSignal) => Promise<void>
  readonly signal: AbortSignal
  /** What a request gets at once. */
  readonly slice: () => Generator<S>
}

/** Returns what comes of `work`, however long that takes. */
export const whileAsked = async function* <T, S>(
  work: Promise<T>,
  { requested, signal, slice }: Asked<S>,
): AsyncGenerator<S, T> {
  const ended = new AbortController()
  const over = work.finally(() => ended.abort()).then(() => false)
  // The consumer may leave before it is over.
  over.catch(() => undefined)
  const either = AbortSignal.any([signal, ended.signal])
  while (await Promise.race([over, requested(either).then(() => true)])) {
    if (either.aborted) break
    yield* slice()
  }
  return work
}
