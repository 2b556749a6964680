import type { testClock } from './test-clock.js'

/** Advances the test's clock while real sockets work, until `work` is done: `stepMs` per few turns of the event loop. */
export const settle = async <T>(clock: ReturnType<typeof testClock>, work: Promise<T>, stepMs = 20): Promise<T> => {
  let done = false
  const ends = () => {
    done = true
  }
  work.then(ends, ends)
  while (!done) {
    for (let turn = 0; turn < 4; turn++) await clock.yield()
    if (!done) await clock.advance(stepMs)
  }
  return work
}
