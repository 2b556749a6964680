/** A progress bar on the terminal; silent where there is none, or where it is not wanted. */
import cliProgress from 'cli-progress'
import { progressTerminal } from '../../lib/stderr.js'

export const progressBar = (quiet: boolean): { update(share: number): void; stop(): void } => {
  const stream = progressTerminal()
  if (quiet || !stream) return { update: () => {}, stop: () => {} }
  const bar = new cliProgress.SingleBar({ format: '{bar} {percentage} %', clearOnComplete: true, stream })
  bar.start(1000, 0)
  return { update: (share) => bar.update(Math.round(share * 1000)), stop: () => bar.stop() }
}
