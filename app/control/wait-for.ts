/** Waits, bounded, until the pipeline has recorded what became of a request. */
import type { Clock } from '../../lib/clock.js'
import type { Store } from '../../store/store.js'
import { readTaken, type TakenRequest } from '../../streams/control/taken.js'
import { isStoreFault } from '../../store/store-fault.js'

/** `unheard`: no one has taken it in time. */
export type Outcome = Pick<TakenRequest, 'why'> & { readonly state: TakenRequest['state'] | 'unheard' }

const LOOK_MS = 100

/** A store that is away for a moment is asked again. */
export const waitFor = async (
  store: Store,
  account: string,
  id: string,
  { clock, timeoutMs, signal }: { readonly clock: Clock; readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<Outcome> => {
  const endMs = clock.monotonicMs() + timeoutMs
  let newest: Outcome = { state: 'unheard', why: '' }
  for (;;) {
    newest = (await recordOf(store, account, id)) ?? newest
    if (newest.state === 'done' || newest.state === 'refused') return newest
    if (clock.monotonicMs() >= endMs || signal?.aborted === true) return newest
    await clock.sleep(LOOK_MS, signal).catch(() => undefined)
  }
}

const recordOf = (store: Store, account: string, id: string): Promise<TakenRequest | undefined> =>
  readTaken(store, account).then(
    (records) => records.get(id),
    (error: unknown) => {
      if (isStoreFault(error)) return undefined
      throw error
    },
  )
