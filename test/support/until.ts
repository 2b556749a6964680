/** Waits for something to become true, for so long and no longer. */
import { systemClock } from '../../lib/clock.js'

const POLL_MS = 20

/** Gives the first answer that is not null, undefined or false. What was waited for is told in the error, with what `seen` says then. */
export const until = async <T>(
  what: string,
  ms: number,
  look: () => T | Promise<T>,
  seen: () => string = () => '',
): Promise<NonNullable<Exclude<T, false>>> => {
  const endMs = systemClock.monotonicMs() + ms
  for (;;) {
    const answer = await look()
    if (answer !== null && answer !== undefined && answer !== false) return answer as NonNullable<Exclude<T, false>>
    if (systemClock.monotonicMs() > endMs) throw new Error(`${what}: not within ${ms} ms\n${seen()}`)
    await systemClock.sleep(POLL_MS)
  }
}
