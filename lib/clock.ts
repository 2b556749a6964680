/** Clocks. Only this file and rx.ts ask the machine for the time. */

export interface Clock {
  /** Wall clock, milliseconds UTC. */
  nowMs(): number
  /** Never goes backwards; for durations only. */
  monotonicMs(): number
  /** Resolves after `ms`, soon where that moment has passed; rejects when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Lets timers and sockets run. */
  yield(): Promise<void>
}

/** A longer timer of Node's would fire at once. */
const TIMER_MAX_MS = 2 ** 31 - 1

/** The machine's clock. */
export const systemClock: Clock = Object.freeze({
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error)
      const done = () => {
        signal?.removeEventListener('abort', stop)
        resolve()
      }
      const timerFor = (leftMs: number): NodeJS.Timeout =>
        leftMs > TIMER_MAX_MS
          ? setTimeout(() => {
              timer = timerFor(leftMs - TIMER_MAX_MS)
            }, TIMER_MAX_MS)
          : setTimeout(done, Math.max(0, leftMs))
      const stop = () => {
        clearTimeout(timer)
        reject(signal?.reason as Error)
      }
      let timer = timerFor(ms)
      signal?.addEventListener('abort', stop, { once: true })
    }),
  yield: () => new Promise<void>((resolve) => setImmediate(resolve)),
})

/** A clock that starts at `startMs` and runs `speed` times as fast as `base`. Durations and sleeps are in its own milliseconds. */
export const scaledClock = (base: Clock, { startMs, speed }: { startMs: number; speed: number }): Clock => {
  const originMs = base.monotonicMs()
  const monotonicMs = () => (base.monotonicMs() - originMs) * speed
  return Object.freeze({
    nowMs: () => startMs + monotonicMs(),
    monotonicMs,
    sleep: (ms: number, signal?: AbortSignal) => base.sleep(ms / speed, signal),
    yield: () => base.yield(),
  })
}

/** Calls `late` after `ms` of the machine's time, and after what has arrived by then; the answer cancels it. Cheap: one timer. */
export const unlessCancelled = (ms: number, late: () => void): (() => void) => {
  const wait: { turn?: NodeJS.Immediate } = {}
  const timer = setTimeout(() => {
    wait.turn = setImmediate(late)
  }, ms)
  return () => {
    clearTimeout(timer)
    clearImmediate(wait.turn)
  }
}

/** Calls `then` after `ms` of the machine's time, if something else keeps the process alive that long. */
export const afterIfAlive = (ms: number, then: () => void): void => {
  setTimeout(then, ms).unref()
}
