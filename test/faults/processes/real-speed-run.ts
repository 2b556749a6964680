/** A pipeline at the machine's own speed, with the limits that practice and live have: an order that is late shows here in real seconds. */
import type { BooksFacts } from './check-books.js'
import { checkScene } from './check-scene.js'
import { arm, finish, ordersAgain, running, WAIT_MS } from './life.js'
import { type Replayed, replayed } from './replayed.js'
import { ACCOUNT, openScene, type Scene } from './scene.js'

export interface RealSpeedFacts extends BooksFacts {
  readonly replay: Replayed
  /** Exit code of `sep flatten --all` while trades are open: 0 = all are closed within its minute. */
  readonly flattenCode: number | string | null
  /** What it printed. */
  readonly flattened: string
}

/** One minute may have just begun when a slice is waited for. */
const MINUTE_WAIT_MS = 180_000

export const realSpeedRun = async (seed: number): Promise<RealSpeedFacts> => {
  const scene = await openScene({ seed, speed: 1, leaseTtlSec: 4 })
  try {
    const live = scene.live()
    await running(live)
    await arm(scene, live)
    await loseReply(scene)
    await ordersAgain(scene, live, MINUTE_WAIT_MS)
    const flatten = scene.sep('flatten', '--all', '--env', 'paper', '--account', ACCOUNT, '--store', scene.socket)
    const flattenCode = await flatten.end(MINUTE_WAIT_MS)
    live.child.send('SIGKILL')
    await live.child.end(WAIT_MS)
    await finish(scene, MINUTE_WAIT_MS)
    return { ...(await checkScene(scene)), replay: await replayed(scene), flattenCode, flattened: flatten.text() }
  } catch (error) {
    throw new Error(`${String(error)}\n${scene.log()}`, { cause: error })
  } finally {
    await scene.close()
  }
}

/** The next order arrives, and its reply never does: its outcome is read from the transactions. */
const loseReply = (scene: Scene): Promise<void> =>
  scene.faults({ calls: [{ on: 'orders.create', fault: { kind: 'never', accept: true } }] }, MINUTE_WAIT_MS)
