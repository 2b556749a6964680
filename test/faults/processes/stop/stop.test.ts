/** A stop in order waits for orders that have left, names what it could not find out, and leaves at once at a second ^C. */
import { expect, test } from 'vitest'
import { orderKeys, readOrder } from '../../../../sinks/execution/order-records.js'
import { until } from '../../../support/until.js'
import { checkScene } from '../check-scene.js'
import { arm, finish, running, trades, WAIT_MS } from '../life.js'
import { ACCOUNT, openScene, type Pipeline, type Scene } from '../scene.js'

/** Decisions whose outcome is not recorded. */
const open = (scene: Scene): Promise<number> =>
  scene.read(async (store) => {
    const left = new Set<string>()
    for (const entry of await store.range(orderKeys(ACCOUNT).orders, '0')) {
      const record = readOrder(entry)
      if (record.kind === 'sent') left.add(record.id)
      else left.delete(record.id)
    }
    return left.size
  })

/** Orders get no answer, and the broker's transactions cannot be read. */
const LOST = {
  calls: [
    ...['orders.create', 'trades.close'].map((on) => ({ on, times: 0, fault: { kind: 'never', accept: false } })),
    { on: 'transactions.since', times: 0, fault: { kind: 'status', status: 503 } },
  ],
}
const LEFT = /^sep: stopped with \d orders? \[.*\] of unknown outcome: the next start finds them in the broker's/m

const stopping = ({ child }: Pipeline) =>
  until('the wait at the stop', WAIT_MS, () => child.text().includes('to be answered'), child.text)

test('answered orders are recorded, others are named, a second ^C waits for nothing', async () => {
  const scene = await openScene({ seed: 1, speed: 300 })
  try {
    const first = scene.live()
    await running(first)
    await arm(scene, first)
    await trades(scene, first)
    await scene.faults({ calls: [{ on: 'orders.create', fault: { kind: 'late', ms: 150_000 } }] })
    first.child.send('SIGTERM')
    expect([await first.child.end(WAIT_MS), await open(scene)], first.child.text()).toEqual([0, 0])

    const inDoubt = async (): Promise<Pipeline> => {
      const live = scene.live()
      await running(live)
      // Both streams are open: a stream that opens reads the transactions, too.
      await until('a pipeline that is ready', WAIT_MS, async () => (await live.ready())?.ready, live.child.text)
      await scene.plan(LOST)
      await until('an order in doubt', WAIT_MS, () => live.child.text().includes('outcome unknown'), live.child.text)
      live.child.send('SIGTERM')
      await stopping(live)
      return live
    }
    const second = await inDoubt()
    expect(await second.child.end(WAIT_MS), second.child.text()).toBe(3)
    expect(second.child.text()).toMatch(LEFT)
    expect(await open(scene)).toBeGreaterThan(0)
    await scene.plan(null)

    const third = await inDoubt()
    // The same keystroke may come twice: until it is one of its own.
    await until('the end at a second ^C', WAIT_MS, () => third.child.send('SIGINT') ?? third.child.ended() !== null)
    expect(third.child.ended(), third.child.text()).toBe(130)
    expect(third.child.text()).not.toMatch(LEFT)
    await scene.plan(null)

    await finish(scene)
    expect((await checkScene(scene)).broken).toEqual([])
    expect(await open(scene)).toBe(0)
  } finally {
    await scene.close()
  }
}, 300_000)
