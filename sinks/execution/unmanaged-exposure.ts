/** What is on the account and is not ours to manage, in sentences for an alarm. */
import type { BrokerAccount } from '../../model/broker-client.js'
import type { ProtocolState } from './protocol-types.js'

export const strangers = (account: BrokerAccount, { view, settings }: ProtocolState): string[] => {
  const known = new Set(settings.instruments.map(({ name }) => name))
  const trades = [...view.trades.values()]
  const named = (text: string, list: readonly { readonly id: number | string; readonly instrument: string }[]) =>
    list.length === 0 ? [] : [`${text}: ${list.map(({ id, instrument }) => `${id} (${instrument})`).join(', ')}`]
  return [
    ...named(
      "orders that are not SEP's wait at the broker",
      account.pendingOrders.map(({ orderId, instrument }) => ({ id: orderId, instrument })),
    ),
    ...named(
      "trades that are not SEP's freeze new risk in their instruments",
      trades.filter(({ own }) => !own),
    ),
    ...named(
      'trades of SEP in instruments that this run does not have: nobody manages them',
      trades.filter(({ own, instrument }) => own && !known.has(instrument)),
    ),
  ]
}
