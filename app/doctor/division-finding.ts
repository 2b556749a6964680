/** Which rules bind the account: what the settings take, and whether the id of the account speaks against it. */
import type { BrokerAccount } from '../../model/broker-client.js'
import type { Settings } from '../config/settings.js'
import { divisionText } from '../live/division.js'
import { type Finding, fine, warning } from './finding.js'

/** Where accounts with this second part of the id were seen. OANDA publishes no list: shown, never decided by. */
const SEEN: Readonly<Record<string, string>> = Object.freeze({
  '001': 'US',
  '002': 'Canada',
  '003': 'Singapore',
  '004': 'UK',
  '009': 'Japan',
  '011': 'Australia',
})

export const divisionFinding = (settings: Settings, account: Pick<BrokerAccount, 'hedging' | 'id'>): Finding => {
  const number = /^\d+-(\d+)-/.exec(account.id)?.[1] ?? ''
  const place = SEEN[number]
  const named = divisionText(settings, account)
  const text = place === undefined ? named : `${named}; division ${number} was seen with accounts of ${place}`
  if (number === '001' && !account.hedging && settings.broker.division !== 'us')
    return warning('division', `${text}, where FIFO rules bind: SEP_DIVISION=us unless yours is another`)
  return fine('division', text)
}
