/** Closes a trade and does not give up before the broker's own list shows it gone, or the time is over. */
import { createBackOff } from '../../../lib/back-off.js'
import { CodedError } from '../../../lib/errors.js'
import { pause } from '../../../lib/pause.js'
import { MINUTE_MS, SECOND_MS } from '../../../lib/time-units.js'
import type { OandaClient } from '../../../oanda/client/client.js'

/** So long a close is tried: a halt or an outage that lasts longer needs a person. */
export const CLOSE_TRY_MS = 3 * MINUTE_MS

export type Closing =
  | { readonly closed: true; readonly attempts: number }
  /** It is open, or nobody knows. */
  | { readonly closed: false; readonly why: string }

export interface ClosePorts {
  readonly client: OandaClient
  /** Numbers in [0, 1). */
  readonly random: () => number
  readonly tryMs: number
}

/** The whole trade may be closed again and again: a trade that is gone is refused. Nothing interrupts it. */
export const closeUntilGone = async (
  { client, random, tryMs }: ClosePorts,
  trade: { readonly tradeId: string; readonly instrument: string; readonly name: string },
): Promise<Closing> => {
  const endMs = client.clock.monotonicMs() + tryMs
  const backOff = createBackOff(SECOND_MS, 15 * SECOND_MS, random)
  for (let attempt = 1; ; attempt++) {
    const said = await closeOnce(client, trade, attempt)
    const open = await isOpen(client, trade.tradeId)
    if (open === false) return { closed: true, attempts: attempt }
    const why = typeof open === 'string' ? `${said}; ${open}` : said
    if (client.clock.monotonicMs() > endMs) return { closed: false, why }
    await pause(client.clock, backOff.next())
  }
}

/** What came of it, in words. */
const closeOnce = async (
  client: OandaClient,
  { tradeId, instrument, name }: { readonly tradeId: string; readonly instrument: string; readonly name: string },
  attempt: number,
): Promise<string> => {
  try {
    const reply = await client.send(
      { leg: 'close', decisionId: `${name}-close-${attempt}`, instrument, tradeId, units: 'ALL' },
      { mayLeave: () => null },
    )
    if (reply.kind === 'unsent') return `not sent: ${reply.message}`
    if (reply.kind === 'rejected') return `rejected: ${reply.code}`
    const cancel = reply.transactions.find(({ type }) => type === 'ORDER_CANCEL')
    return cancel ? `cancelled: ${String(cancel.raw['reason'])}` : 'accepted'
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return error.message
  }
}

/** A text where it cannot be known. */
const isOpen = async (client: OandaClient, tradeId: string): Promise<boolean | string> => {
  try {
    const { trades, unreadable } = await client.account()
    return (
      trades.some((trade) => trade.tradeId === tradeId) || unreadable.some(({ id }) => id === tradeId || id === null)
    )
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return error.message
  }
}
