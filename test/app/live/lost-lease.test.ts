/** A pipeline that loses the lease of its orders ends with an alarm, and the next one has the account at once. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { orderKeys } from '../../../sinks/execution/order-records.js'
import { ACCOUNT, type Lives, openLives, running } from '../../support/live/live-lives.js'

let lives: Lives
beforeAll(async () => {
  lives = await openLives({ hedging: false })
})
afterAll(async () => {
  await lives.endLives().catch(() => undefined)
  await lives.close()
})

test('it does not live on with the lease of its slices, where it would keep the next one out', async () => {
  const key = orderKeys(ACCOUNT).lease
  const life = await lives.start()
  await running(life)
  await lives.store.write([{ op: 'hashSet', key, fields: { owner: 'another', epoch: '99', untilMs: '0' } }])
  await expect(life.ended).rejects.toMatchObject({ code: 'lease-lost' })
  expect(life.text()).toMatch(/ALARM lease .* a newer process holds the lease.*; this process gives up all of its/)
  await running(await lives.start())
})
