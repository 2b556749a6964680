/** A broker that refuses the candles of one instrument while all else answers: shown on `/ready`, tried again, gone on from. */
import { afterEach, expect, test } from 'vitest'
import { until } from '../../support/until.js'
import { type EditingProxy, editingProxy } from './editing-proxy.js'
import { type Life, type Lives, openLives, running, WAIT_MS } from '../../support/live/live-lives.js'

let lives: Lives
let proxy: EditingProxy
afterEach(async () => {
  await lives.endLives()
  await proxy.close()
  await lives.close()
})
const reasonOf = async (life: Life) => (await life.ready()).reasons.find(({ code }) => code === 'broker')?.text ?? ''

test.each([400, 401, 403, 404])('HTTP %d', async (status) => {
  const front = async (restUrl: string) => {
    proxy = await editingProxy(restUrl)
    return proxy.url
  }
  lives = await openLives({ hedging: false, front })
  const life = await lives.start()
  await running(life)
  proxy.edit = (_, path) =>
    path.includes('EUR_USD/candles') ? { status, document: { errorMessage: 'not now' } } : null
  await until('the refusal', WAIT_MS, async () => (await reasonOf(life)).includes(`HTTP ${status}: not now`), life.text)
  proxy.edit = () => null
  await until('its end', WAIT_MS, async () => (await reasonOf(life)) === '', life.text)
  expect(life.text().match(/broker: refused/g)).toHaveLength(1)
  await life.end()
})
