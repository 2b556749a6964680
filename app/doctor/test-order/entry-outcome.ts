/** What became of the test order: from its answer, or, where that is lost, from the account's transactions. */
import { createBackOff } from '../../../lib/back-off.js'
import { CodedError } from '../../../lib/errors.js'
import { pause } from '../../../lib/pause.js'
import { MINUTE_MS, SECOND_MS } from '../../../lib/time-units.js'
import type { BrokerTransaction, EntryRequest, OrderReply } from '../../../model/broker-client.js'
import type { OandaClient } from '../../../oanda/client/client.js'

export type EntryOutcome =
  | { readonly kind: 'filled'; readonly tradeId: string; readonly fill: BrokerTransaction }
  /** Certainly not in the market. `code`: the broker's reason, where it gave one. */
  | { readonly kind: 'none'; readonly why: string; readonly code: string | null }
  /** Not seen for so long that it will hardly come. */
  | { readonly kind: 'unknown'; readonly why: string }

/** A request that has left arrives within this time, or never. */
export const ARRIVES_MS = MINUTE_MS

export interface EntryPorts {
  readonly client: OandaClient
  /** Numbers in [0, 1). */
  readonly random: () => number
  readonly arrivesMs: number
}

/** `lastId`: the last transaction before the order. */
export const sendEntry = async (ports: EntryPorts, entry: EntryRequest, lastId: number): Promise<EntryOutcome> => {
  const { client } = ports
  const reply = await client.send(entry, { mayLeave: () => null }).catch(textOfCoded)
  if (typeof reply === 'string') return lookUp(ports, entry, lastId, { kind: 'unknown', why: reply })
  const outcome = outcomeOf(reply)
  if (outcome === null)
    return lookUp(ports, entry, lastId, { kind: 'unknown', why: 'an answer without fill and cancel' })
  // A refusal without a transaction may be a proxy's: one look costs nothing.
  const isBare = reply.kind === 'rejected' && reply.transactions.length === 0
  return isBare && outcome.kind === 'none' ? lookUp(ports, entry, lastId, outcome) : outcome
}

/** Everything that is not certainly nothing must be looked up; a bug is none of that. */
const textOfCoded = (error: unknown): string => {
  if (error instanceof CodedError) return error.message
  throw error
}

const outcomeOf = (reply: OrderReply): EntryOutcome | null => {
  if (reply.kind === 'unsent') return { kind: 'none', why: `not sent: ${reply.message}`, code: null }
  if (reply.kind === 'rejected')
    return { kind: 'none', why: `rejected: ${reply.code}: ${reply.message}`, code: reply.code }
  return ofTransactions(reply.transactions)
}

/** Null: they do not tell. */
const ofTransactions = (transactions: readonly BrokerTransaction[]): EntryOutcome | null => {
  const fill = transactions.find(({ type }) => type === 'ORDER_FILL')
  const opened = fill?.raw['tradeOpened'] as { readonly tradeID?: unknown } | undefined
  if (fill && typeof opened?.tradeID === 'string') return { kind: 'filled', tradeId: opened.tradeID, fill }
  const end = transactions.find(({ type }) => type === 'ORDER_CANCEL' || type.endsWith('_REJECT'))
  const code = end?.raw['rejectReason'] ?? end?.raw['reason']
  if (!end || fill) return null
  return {
    kind: 'none',
    why: `${end.type === 'ORDER_CANCEL' ? 'cancelled' : 'rejected'}: ${String(code)}`,
    code: String(code),
  }
}

/** What the transactions show. Without a trace of the order `otherwise` holds: at once, or, if that is `unknown`, after a while. */
const lookUp = async (
  { client, random, arrivesMs }: EntryPorts,
  { decisionId }: EntryRequest,
  lastId: number,
  otherwise: Exclude<EntryOutcome, { kind: 'filled' }>,
): Promise<EntryOutcome> => {
  const endMs = client.clock.monotonicMs() + arrivesMs
  const backOff = createBackOff(SECOND_MS, 10 * SECOND_MS, random)
  for (;;) {
    const seen = await client.transactionsSince(lastId).catch((error: unknown) => {
      textOfCoded(error)
      return null
    })
    const outcome = seen && ofTransactions(ofOrder(seen, decisionId))
    if (outcome) return outcome
    if (seen && otherwise.kind === 'none') return otherwise
    if (client.clock.monotonicMs() > endMs) return { kind: 'unknown', why: otherwise.why }
    await pause(client.clock, backOff.next())
  }
}

/** Those of the order with this name: its creation, and what names it. */
const ofOrder = (transactions: readonly BrokerTransaction[], name: string): readonly BrokerTransaction[] => {
  const create = transactions.find(
    ({ raw }) => (raw['clientExtensions'] as { readonly id?: unknown } | undefined)?.id === name,
  )
  if (!create) return []
  const id = String(create.id)
  return transactions.filter((one) => one === create || (one.raw['orderID'] === id && one.id > create.id))
}
