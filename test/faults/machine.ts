/** A process of the simulation: it can be killed, paused and started; nothing of a dead one ever happens again. */
import type { Clock } from '../../graph/clock.js'
import type { CrashLabel, CrashPoints } from '../../sinks/broker/crash-points.js'
import type { Timeline } from './timeline.js'

export interface Machine {
  readonly name: string
  readonly clock: Clock
  readonly crash: CrashPoints
  alive(): boolean
  kill(): void
  pause(ms: number): void
  /** Something that happens in this process: later while it is paused, never once it is dead. */
  after(ms: number, act: () => void): void
}

/** `onLabel` says whether the process dies here. */
export const createMachine = (
  name: string,
  timeline: Timeline,
  onLabel: (label: CrashLabel) => boolean,
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
  return {
    name,
    alive: () => alive,
    kill,
    pause: (ms) => {
      pausedUntil = Math.max(pausedUntil, timeline.now() + ms)
    },
    after: (ms, act) => timeline.after(ms, () => run(act)),
    crash: {
      at: (label) => {
        // A dead process stops wherever it is.
        if (!alive) return never
        if (!onLabel(label)) return undefined
        kill()
        return never
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
