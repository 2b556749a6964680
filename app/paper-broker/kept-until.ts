/** How far the stored accounts of a paper broker have got. */
import { accountStore } from '../../api/paper-broker/account/account-store.js'
import type { Store } from '../../store/store.js'

/** Broker time of the newest stored event of these accounts; -Infinity without a store. */
export const keptUntil = async (store: Store | null, accounts: readonly string[]): Promise<number> => {
  if (!store) return Number.NEGATIVE_INFINITY
  const times = await Promise.all(accounts.map((id) => accountStore(store).keptUntilMs(id)))
  return Math.max(...times)
}
