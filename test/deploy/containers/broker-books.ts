/** What the paper broker has written down about the account: the truth that the ledger is compared with. */
import { ACCOUNT, type Deployment } from './deployment.js'

export interface BrokerTransaction {
  readonly id: string
  readonly type: string
  readonly orderID?: string
  readonly clientExtensions?: { readonly id?: string; readonly tag?: string }
}

const SCRIPT = `
import { readFileSync } from 'node:fs'
const headers = { authorization: 'Bearer ' + readFileSync('/run/secrets/oanda_token', 'utf8').trim() }
const all = []
for (;;) {
  const url = 'http://127.0.0.1:8100/v3/accounts/${ACCOUNT}/transactions/sinceid?id=' + (all.at(-1)?.id ?? 1)
  const answer = await fetch(url, { headers })
  if (!answer.ok) throw new Error(url + ': ' + answer.status + ' ' + await answer.text())
  const { transactions } = await answer.json()
  if (transactions.length === 0) break
  all.push(...transactions)
}
console.log(JSON.stringify(all.map(({ id, type, orderID, clientExtensions }) => ({ id, type, orderID, clientExtensions }))))
`

export const brokerBooks = async ({ inside }: Deployment): Promise<readonly BrokerTransaction[]> =>
  JSON.parse(await inside('sep-broker', SCRIPT)) as readonly BrokerTransaction[]

/** Orders that came twice, and orders that were filled twice. */
export const doubled = (books: readonly BrokerTransaction[]): readonly string[] => {
  const orders = books.flatMap(({ type, clientExtensions }) =>
    type === 'MARKET_ORDER' && clientExtensions?.id ? [`order ${clientExtensions.id}`] : [],
  )
  const fills = books.flatMap(({ type, orderID }) => (type === 'ORDER_FILL' && orderID ? [`fill of ${orderID}`] : []))
  return [...orders, ...fills].filter((name, at, all) => all.indexOf(name) !== at)
}
