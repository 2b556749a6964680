/** Trades of others on the account, for an alarm that stands as long as they are open. */
import type { OrderRunner } from '../execution/runner.js'

/** Null = there are none. */
export const foreignTrades = (runner: Pick<OrderRunner, 'state'>): string | null => {
  const names = [...runner.state().view.trades.values()].flatMap(({ own, id, instrument }) =>
    own ? [] : [`${id} (${instrument})`],
  )
  return names.length === 0
    ? null
    : `trades that are not SEP's freeze new risk in their instruments: ${names.join(', ')}`
}
