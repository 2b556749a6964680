import type { Clock } from '../../lib/clock.js'

/** Time that stands still until `advance` moves it; sleepers wake in order of (time, arrival). */
export const testClock = (startMs = 0): Clock & { advance(ms: number): Promise<void> } => {
  let now = startMs
  let sleepers: { at: number; wake: () => void }[] = []
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
  return {
    nowMs: () => now,
    monotonicMs: () => now - startMs,
    sleep: (ms) => new Promise<void>((wake) => sleepers.push({ at: now + ms, wake })),
    yield: turn,
    advance: async (ms) => {
      const end = now + ms
      for (;;) {
        const due = sleepers.filter((sleeper) => sleeper.at <= end).sort((a, b) => a.at - b.at)[0]
        if (!due) break
        sleepers = sleepers.filter((sleeper) => sleeper !== due)
        now = Math.max(now, due.at)
        due.wake()
        await turn()
      }
      now = end
    },
  }
}
