/** A process of the simulation: it can be killed, paused and started; nothing of a dead one ever happens again. */
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
  /** Something that happens in this process: later while it stands still, never once it is dead. */
  after(ms: number, act: () => void): void
}

/** What becomes of a process at a label: it goes on, it dies, or it stands still for so many ms. */
export type AtLabel = 'goes on' | 'dies' | number

export const createMachine = (
  name: string,
  timeline: Timeline,
  onLabel: (label: CrashLabel) => AtLabel,
  onDeath: () => void,
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
        if (what !== 'goes on') pause(what)
        // Whatever else of this process comes to a label while it stands still waits as well.
        const waitMs = pausedUntil - timeline.now()
        if (!(waitMs > 0)) return undefined
        return new Promise((resolve) => timeline.after(waitMs, () => run(resolve)))
      },
    },
    clock: {
      nowMs: () => timeline.wall(),
      monotonicMs: () => timeline.now(),
      sleep: (ms) => new Promise((resolve) => timeline.after(ms, () => run(resolve))),
      yield: () => Promise.resolve(),
    },
  }
}
