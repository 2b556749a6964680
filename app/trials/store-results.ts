/** The hooks of a sweep that keep its results and its ledger in the store as well. */
import type { Clock } from '../../lib/clock.js'
import type { Store } from '../../store/store.js'
import { whileAway } from './distributed/while-away.js'
import { storeLedger } from './ledger/stored-ledger.js'
import { persistResult } from './persist-results.js'
import type { OpenSweep } from './sweep/open-sweep.js'
import type { SweepRun } from './sweep/run-sweep.js'

export interface StoreResults {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** False where the results have no trades: the workers that made them have stored the runs. */
  readonly trades: boolean
}

/** Waits for a store that is away. */
export const storeResults = (
  store: Store,
  { family, market }: OpenSweep,
  { clock, signal, trades }: StoreResults,
): Pick<SweepRun, 'onResults' | 'onEntries'> => {
  const into = { family, dataHash: market.market.dataHash }
  return {
    onEntries: (entries) => whileAway(clock, signal, () => storeLedger(store, entries)),
    ...(trades && {
      onResults: async (results) => {
        for (const result of results)
          await whileAway(clock, signal, () => persistResult(store, result, into, clock.nowMs()))
      },
    }),
  }
}
