/** Waits until a service answers /health with 200; never for /ready, which shows whether it may trade. */
import { readFileSync } from 'node:fs'
import type { Clock } from '../../lib/clock.js'
import { SepError } from '../../model/error-codes.js'
import type { KeptProcess } from './keep-process.js'

const HEALTHY_MS = 120_000
const ANSWER_MS = 4000
const POLL_MS = 100

/** A service that ends before it is healthy has a fault of its own: the error shows the last line of its log. */
export const waitHealthy = async (
  process: KeptProcess,
  port: number,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> => {
  const endMs = clock.monotonicMs() + HEALTHY_MS
  while (!signal.aborted && !(await isHealthy(port))) {
    const how = process.ends() > 0 ? 'ended' : clock.monotonicMs() > endMs ? `does not answer on port ${port}` : null
    if (how !== null)
      throw new SepError('bad-config', `${process.name} ${how}: ${lastLine(process.logFile)} (${process.logFile})`)
    await clock.sleep(POLL_MS, signal).catch(() => undefined)
  }
}

const isHealthy = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(ANSWER_MS) }).then(
    async (answer) => {
      await answer.body?.cancel()
      return answer.status === 200
    },
    () => false,
  )

const lastLine = (file: string): string => readFileSync(file, 'utf8').trim().split('\n').at(-1) || 'no line'
