/** One waiter for requests that want a slice of their own. */
export interface PendingRequest {
  set(): void
  /** Resolves once a request is pending, which takes it, or when the signal aborts. */
  wait(signal: AbortSignal): Promise<void>
}

export const pendingRequest = (): PendingRequest => {
  let isPending = false
  let wake: () => void = () => {}
  return {
    set: () => {
      isPending = true
      wake()
    },
    wait: (signal) =>
      new Promise((resolve) => {
        const end = () => {
          wake = () => {}
          resolve()
        }
        const take = () => {
          isPending = false
          end()
        }
        if (isPending) return take()
        wake = take
        // The waiter was aborted; a request stays pending for the next one.
        signal.addEventListener('abort', end, { once: true })
      }),
  }
}
