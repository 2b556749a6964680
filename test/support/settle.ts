import type { testClock } from './test-clock.js'

/** Advances the test's clock until `work` is done: `stepMs` whenever all has `arrived`, by default after a few turns of the event loop. */
export const settle = async <T>(
  clock: ReturnType<typeof testClock>,
  work: Promise<T>,
  stepMs = 20,
  arrived: () => Promise<void> = async () => {
    for (let turn = 0; turn < 4; turn++) await clock.yield()
  },
): Promise<T> => {
  let done = false
  const ends = () => {
    done = true
  }
  work.then(ends, ends)
  while (!done) {
    await arrived()
    if (!done) await clock.advance(stepMs)
  }
  return work
}
