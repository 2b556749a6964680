/** Is the filled order where it should be: trade with its stop and names, position, and afterwards nothing of it? */
import type { BrokerTransaction, EntryRequest } from '../../../model/broker-client.js'
import type { OandaClient } from '../../../oanda/client/client.js'
import { OWN_TAG } from '../../../sinks/execution/broker-view.js'
import { asked, failed, fine, type Finding } from '../finding.js'
import type { TransactionListener } from './listen.js'

/** A stream is a moment behind the answer. */
const STREAM_MS = 10_000

export const verifyOpen = (client: OandaClient, entry: EntryRequest, tradeId: string): Promise<readonly Finding[]> =>
  asked('trade', async () => {
    const { trades } = await client.account()
    const trade = trades.find((one) => one.tradeId === tradeId)
    if (!trade) return [failed('trade', `${tradeId} is not in the account's list`)]
    const wrong = [
      ...(Number(trade.units) === Number(entry.units) ? [] : [`units ${trade.units}, not ${entry.units}`]),
      ...(trade.clientId === entry.decisionId ? [] : ['without the name of its order']),
      ...(trade.tag === OWN_TAG ? [] : ["without SEP's tag"]),
      ...(trade.stopPrice === null ? ['without its stop'] : []),
    ]
    const positions = await client.openPositions()
    const position = positions.find(({ instrument }) => instrument === entry.instrument)
    return [
      wrong.length === 0
        ? fine(
            'trade',
            `${tradeId}: ${trade.units} at ${trade.price}, stop ${trade.stopPrice}, named ${trade.clientId}`,
          )
        : failed('trade', `${tradeId}: ${wrong.join(', ')}`),
      position?.long.tradeIDs?.includes(tradeId)
        ? fine('position', `${entry.instrument} long ${position.long.units}`)
        : failed('position', `trade ${tradeId} is not in the position of ${entry.instrument}`),
    ]
  })

/** `lastId`: the last transaction before the order. */
export const verifyClosed = (
  client: OandaClient,
  entry: EntryRequest,
  tradeId: string,
  lastId: number,
  stream: TransactionListener,
): Promise<readonly Finding[]> =>
  asked('flat', async () => {
    const { trades, pendingOrders } = await client.account()
    const left = [...trades, ...pendingOrders].filter(({ instrument }) => instrument === entry.instrument)
    const all = await client.transactionsSince(lastId)
    const complete = await stream.has(
      all.map(({ id }) => id),
      STREAM_MS,
    )
    const missing = all.filter(({ id }) => !stream.ids().has(id)).map(({ id, type }) => `${id} ${type}`)
    const ended = stream.ended()
    return [
      left.length === 0
        ? fine('flat', `no trade and no order of ${entry.instrument} is left`)
        : failed('flat', `${left.length} trades or orders of ${entry.instrument} are there that the test did not make`),
      resultOf(all, tradeId),
      complete
        ? fine('stream', `sent every transaction: ${all.map(({ id, type }) => `${id} ${type}`).join(', ')}`)
        : failed('stream', `did not send ${missing.join(', ')}${ended === null ? '' : `: ${ended}`}`),
    ]
  })

const resultOf = (all: readonly BrokerTransaction[], tradeId: string): Finding => {
  const closing = all.find(({ raw }) =>
    (raw['tradesClosed'] as readonly { readonly tradeID?: unknown }[] | undefined)?.some(
      (one) => one.tradeID === tradeId,
    ),
  )
  if (!closing) return failed('closed', `no transaction closes trade ${tradeId}`)
  const { price, pl, commission, financing, accountBalance, reason } = closing.raw
  const parts = { price, pl, commission, financing, balance: accountBalance }
  const text = Object.entries(parts).flatMap(([name, value]) => (typeof value === 'string' ? [`${name} ${value}`] : []))
  return fine('closed', `${String(reason)}: ${text.join(', ')}`)
}
