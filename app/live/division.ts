/** The division whose rules bind a live account, in words. */
import type { BrokerAccount } from '../../model/broker-client.js'
import type { Settings } from '../config/settings.js'

/** The division taken, and why. The setting wins over the account's id, whose second part is a division too. */
export const divisionText = (settings: Settings, { hedging, id }: Pick<BrokerAccount, 'hedging' | 'id'>): string => {
  if (hedging) return 'other, because the account allows hedging'
  const named = /^\d+-(\d+)-/.exec(id)?.[1] ?? ''
  const idText = named === '001' ? '' : `; the account's id names division ${named}, which does not decide`
  return settings.broker.division === 'us'
    ? `us: FIFO rules bind openings and closes, by SEP_DIVISION (default us)${idText}`
    : `other, by SEP_DIVISION${idText}`
}
