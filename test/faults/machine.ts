/** A simulated process that can be killed, paused and started; nothing scheduled by a dead one ever runs. */
import type { Clock } from '../../lib/clock.js'
import type { CrashLabel, CrashPoints } from '../../lib/crash-points.js'
import type { Timeline } from './timeline.js'

export interface Machine {
  readonly name: string
  readonly clock: Clock
  readonly crash: CrashPoints
  alive(): boolean
  kill(): void
  pause(ms: number): void
  /** Schedules work in this process: delayed while it is paused, dropped once it is dead. */
  after(ms: number, act: () => void): void
}

/** What a process does at a label: it continues, it dies, or it is paused for that many ms. */
export type AtLabel = 'continues' | 'dies' | number

export const createMachine = (
  name: string,
  timeline: Timeline,
  onLabel: (label: CrashLabel) => AtLabel,
  onDeath: () => void,
  /** How far the wall clock of its host is off, ms. */
  skewMs: () => number,
): Machine => {
  let alive = true
  let pausedUntil = 0
  const never = new Promise<never>(() => undefined)
  const run = (act: () => void): void => {
    if (!alive) return
    const wait = pausedUntil - timeline.now()
    if (wait > 0) timeline.after(wait, () => run(act))
    else act()
  }
  const kill = (): void => {
    if (!alive) return
    alive = false
    onDeath()
  }
  const pause = (ms: number): void => {
    pausedUntil = Math.max(pausedUntil, timeline.now() + ms)
  }
  return {
    name,
    alive: () => alive,
    kill,
    pause,
    after: (ms, act) => timeline.after(ms, () => run(act)),
    crash: {
      at: (label) => {
        // A dead process stops wherever it is.
        if (!alive) return never
        const what = onLabel(label)
        if (what === 'dies') {
          kill()
          return never
        }
        if (what !== 'continues') pause(what)
        // Everything else in this process that reaches a label during the pause waits as well.
        const waitMs = pausedUntil - timeline.now()
        if (!(waitMs > 0)) return undefined
        return new Promise((resolve) => timeline.after(waitMs, () => run(resolve)))
      },
    },
    clock: {
      nowMs: () => timeline.wall() + skewMs(),
      monotonicMs: () => timeline.now(),
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          if (signal?.aborted) return reject(signal.reason as Error)
          const stop = () => {
            cancel()
            reject(signal?.reason as Error)
          }
          const done = () => {
            signal?.removeEventListener('abort', stop)
            resolve()
          }
          const cancel = timeline.afterUnless(ms, () => run(done))
          signal?.addEventListener('abort', stop, { once: true })
        }),
      yield: () => Promise.resolve(),
    },
  }
}
