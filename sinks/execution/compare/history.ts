/** Is the broker's history of the account the one that ours continues? A broker may have lost its memory, or show another account. */
import { isoTime } from '../../../lib/iso-time.js'
import { DAY_MS, MINUTE_MS } from '../../../lib/time-units.js'
import type { BrokerAccount, BrokerClient, BrokerTransaction } from '../../../model/broker-client.js'
import { SepError } from '../../../model/error-codes.js'
import type { LedgerRecord } from '../protocol-types.js'

export interface OwnHistory {
  /** The newest transaction that the ledger or the graph knows; 0 = none. */
  readonly lastId: number
  /** The newest one in the ledger, as it came; null = the ledger has none. */
  readonly last: BrokerTransaction | null
}

export const ownHistory = (ledger: readonly LedgerRecord[], knownTransactionId: number): OwnHistory => {
  const last = ledger.findLast((record) => record.kind === 'transaction')?.transaction ?? null
  const viewed = ledger.map((record) => (record.kind === 'snapshot' ? record.view.lastTransactionId : 0))
  return { lastId: Math.max(knownTransactionId, last?.id ?? 0, ...viewed.slice(-1)), last }
}

/** Why the two disagree, naming both sides; null = they do not. `theirs`: the broker's of `last`'s id; undefined = not asked. */
export const historyDifference = (
  { lastId, last }: OwnHistory,
  account: Pick<BrokerAccount, 'lastTransactionId'>,
  theirs: BrokerTransaction | null | undefined,
): string | null => {
  if (account.lastTransactionId < lastId) {
    const of = last?.id === lastId ? ` of ${isoTime(last.tsMs)}` : ''
    return `the broker's transactions end at ${account.lastTransactionId}, ours at ${lastId}${of}`
  }
  if (!last || theirs === undefined) return null
  if (theirs === null) return `the broker no longer has transaction ${last.id} (${shown(last)} here)`
  return theirs.type === last.type && theirs.tsMs === last.tsMs
    ? null
    : `transaction ${last.id} is ${shown(theirs)} at the broker, ${shown(last)} here`
}

/** Asks the broker for our newest transaction only where it may have it. */
export const differenceTo = async (
  broker: Pick<BrokerClient, 'transactionAt'>,
  own: OwnHistory,
  account: Pick<BrokerAccount, 'lastTransactionId'>,
): Promise<string | null> => {
  const behind = historyDifference(own, account, undefined)
  if (behind !== null || !own.last || !broker.transactionAt) return behind
  return historyDifference(own, account, await broker.transactionAt(own.last.id))
}

const shown = ({ type, tsMs }: BrokerTransaction): string => `${type} of ${isoTime(tsMs)}`

/** A clock that is this much behind our newest slice is another one; less is waited for. */
const BACK_MAX_MS = 10 * MINUTE_MS
/** Slices are not caught up with over more than this. */
const AHEAD_MAX_MS = 370 * DAY_MS

/** `lastMs`: our newest slice; NaN = none. */
export const clockDifference = (lastMs: number, brokerMs: number): string | null => {
  if (lastMs - brokerMs > BACK_MAX_MS)
    return `the broker's clock is at ${isoTime(brokerMs)}, our newest slice is of ${isoTime(lastMs)}`
  return brokerMs - lastMs > AHEAD_MAX_MS
    ? `the broker's clock is at ${isoTime(brokerMs)}, more than a year after our newest slice of ${isoTime(lastMs)}`
    : null
}

export const historyDiffers = (account: string, difference: string): SepError =>
  new SepError(
    'history-differs',
    `account ${account}: ${difference}: another history; ` +
      `sep store new-history --account ${account} goes on with what the broker holds and keeps the old records`,
  )
