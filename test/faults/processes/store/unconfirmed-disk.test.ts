/** A store whose disk no longer confirms writes: shown on /ready, trades are closed all the same, each decision has one outcome. */
import { expect, test } from 'vitest'
import { orderKeys, readOrder } from '../../../../sinks/execution/order-records.js'
import { until } from '../../../support/until.js'
import { transactionsSince } from '../broker-transactions.js'
import { checkScene } from '../check-scene.js'
import { arm, cleanStop, running, trades, WAIT_MS } from '../life.js'
import { ACCOUNT, openScene, type Scene } from '../scene.js'

const outcomes = (scene: Scene): Promise<readonly string[]> =>
  scene.read(async (store) =>
    (await store.range(orderKeys(ACCOUNT).orders, '0'))
      .map(readOrder)
      .flatMap(({ kind, id }) => (kind === 'sent' ? [] : id)),
  )
const openTrades = async (scene: Scene): Promise<number> =>
  ((await scene.broker('/openTrades'))['trades'] as readonly unknown[]).length

test('exits leave, increases do not, and nothing is written twice', async () => {
  const scene = await openScene({ seed: 1, speed: 300 })
  try {
    const live = scene.live()
    await running(live)
    await arm(scene, live)
    await trades(scene, live)
    await until('an open trade', WAIT_MS, async () => (await openTrades(scene)) > 0, live.child.text)
    await scene.redis('CONFIG', 'SET', 'appendonly', 'no')
    await until(
      'the reason on /ready',
      WAIT_MS,
      async () => (await live.ready())?.reasons.some(({ code }) => code === 'store'),
      live.child.text,
    )
    const since = Number((await scene.broker('/summary'))['lastTransactionID'])
    // The pipeline takes it, although the command cannot confirm that it is on disk.
    await expect(scene.ask({ kind: 'flatten', pair: null })).rejects.toThrow('has not confirmed that it is on disk')
    await until('a flat account', WAIT_MS, async () => (await openTrades(scene)) === 0, live.child.text)
    // A stop at the broker would have closed them as well, in time.
    const closes = (await transactionsSince(scene, since)).filter(({ reason }) => reason === 'MARKET_ORDER_TRADE_CLOSE')
    expect(closes.length).toBeGreaterThan(0)
    const before = await outcomes(scene)
    expect(new Set(before).size).toBe(before.length)
    await scene.redis('CONFIG', 'SET', 'appendonly', 'yes')
    const isOver = async () => !(await live.ready())?.reasons.some(({ code }) => code === 'store')
    await until('the end of the reason', WAIT_MS, isOver, live.child.text)
    await cleanStop(live)
    const { broken } = await checkScene(scene)
    expect(broken).toEqual([])
  } finally {
    await scene.close()
  }
}, 900_000)
