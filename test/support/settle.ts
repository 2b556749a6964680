import type { testClock } from './test-clock.js'

/** Lets the test's clock run beside real sockets until the work is done: `stepMs` for every few turns of the event loop. */
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
