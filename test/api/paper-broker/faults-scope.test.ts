import { afterEach, expect, test } from 'vitest'
import { ACCOUNT, startWithPrices } from '../../support/start-broker.js'

let broker: Awaited<ReturnType<typeof startWithPrices>>
afterEach(() => broker.close())

test.each([
  ['of all accounts', { token: 'a-token-of-all', accounts: [] }, 200],
  ['of one account', { token: 'a-token-of-one', accounts: [ACCOUNT] }, 403],
  ['of one account, with the scope', { token: 'a-token-with-it', accounts: [ACCOUNT], faults: true }, 200],
])('fault rules and a token %s', async (_, token, status) => {
  broker = await startWithPrices({ tokens: [token] })
  const headers = { Authorization: `Bearer ${token.token}` }
  const summary = await fetch(`${broker.url}/v3/accounts/${ACCOUNT}/summary`, { headers })
  expect([summary.status, (await fetch(`${broker.url}/faults`, { headers })).status]).toEqual([200, status])
  expect((await fetch(`${broker.url}/faults`, { headers: { Authorization: 'Bearer nobody-knows' } })).status).toBe(401)
})
