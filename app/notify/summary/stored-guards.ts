/** Sentences about guards that decided nothing in the last 30 days, as the pipeline has counted them; null: it has not. */
import { guardTotals } from '../../../sinks/alarms/guard-days.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { unpack } from '../../../store/pack.js'
import type { Store } from '../../../store/store.js'
import { guardStatements } from '../../../studies/report/guard-statements.js'

/** `off`: guards that are switched off and so pass always. */
export const storedGuards = async (
  store: Pick<Store, 'get'>,
  account: string,
  off: readonly string[],
): Promise<readonly string[] | null> => {
  const bytes = await store.get(keyName(KEYS.guardCounts, { account }))
  return bytes === null ? null : guardStatements(guardTotals(unpack(KEYS.guardCounts, bytes).days).pairs, off)
}
