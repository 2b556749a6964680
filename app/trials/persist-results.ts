/** Results in the store as runs, with their trades and spans. */
import { type TrialTrade, trialWrites } from '../../sinks/trials/trial-writes.js'
import type { Store } from '../../store/store.js'
import type { TrialResult } from './job-queue.js'

/** Where runs are stored. */
export interface PersistInto {
  readonly family: string
  readonly dataHash: string
}

/** Every result, also a poor one; each run whole or not at all. `ts`: when, ms. */
export const persistResult = (
  store: Store,
  { lines, trades }: TrialResult,
  into: PersistInto,
  ts: number,
): Promise<void> =>
  store.write(
    lines.flatMap((line) => {
      const own = (trades as readonly (TrialTrade & { readonly instrument: string })[]).filter(
        ({ instrument }) => instrument === line.instrument,
      )
      return trialWrites(line, own, { ...into, ts })
    }),
  )
