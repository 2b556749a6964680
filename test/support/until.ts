/** Waits for a condition, up to a limit. */
import { systemClock } from '../../lib/clock.js'

const POLL_MS = 20

/** Returns the first answer that is not null, undefined or false. The error names the condition `what` and adds `seen()`. */
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
