/** Store, broker and network fail around a running pipeline, and in the end another instance takes over. One history, one account. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../../lib/clock.js'
import type { BooksFacts } from './check-books.js'
import { checkScene } from './check-scene.js'
import { arm, finish, running, trades, WAIT_MS } from './life.js'
import { type Replayed, replayed } from './replayed.js'
import { openScene, type Pipeline, type Scene } from './scene.js'
import { until } from '../../support/until.js'

export interface FaultRunOptions {
  readonly seed: number
  readonly speed?: number
  readonly cli?: string
  readonly onFault?: (text: string) => void
}
export interface FaultRunFacts extends BooksFacts {
  readonly faults: readonly string[]
  readonly replay: Replayed
  /** From the death of one instance until the other is ready, ms of the machine. */
  readonly takeOverMs: number
  readonly log: string
}

const LEASE_SEC = 2

export const faultRun = async (options: FaultRunOptions): Promise<FaultRunFacts> => {
  const { seed, speed = 300, cli } = options
  const scene = await openScene({ seed, speed, leaseTtlSec: LEASE_SEC, ...(cli ? { cli } : {}) })
  const faults: string[] = []
  try {
    const live = scene.live()
    await running(live)
    await arm(scene, live)
    await trades(scene, live)
    for (const [name, fault] of Object.entries(FAULTS)) {
      const sinceMs = systemClock.monotonicMs()
      await fault(scene, live)
      await trades(scene, live).catch((error: unknown) => {
        throw new Error(`after ${name}: ${String(error)}`)
      })
      faults.push(name)
      options.onFault?.(`${name}: trades again ${Math.round(systemClock.monotonicMs() - sinceMs)} ms after its start`)
    }
    const takeOverMs = await takeOver(scene, live)
    options.onFault?.(`another instance took over within ${Math.round(takeOverMs)} ms`)
    const books = await checkScene(scene)
    return { ...books, faults, takeOverMs, replay: await replayed(scene), log: scene.log() }
  } catch (error) {
    throw new Error(`${String(error)}\n${scene.log()}`, { cause: error })
  } finally {
    await scene.close()
  }
}

const FAULTS: Readonly<Record<string, (scene: Scene, live: Pipeline) => Promise<void>>> = {
  'SIGKILL of the store': async (scene) => {
    scene.store().send('SIGKILL')
    await scene.store().end(WAIT_MS)
    await scene.startStore()
  },
  'a store stopped for 3 s': async (scene) => {
    scene.store().send('SIGSTOP')
    await systemClock.sleep(3000)
    scene.store().send('SIGCONT')
  },
  'a store out of memory': async (scene, live) => {
    await scene.redis('CONFIG', 'SET', 'maxmemory', '1')
    const refused = /OOM|maxmemory/
    await until('the journal to wait', WAIT_MS, () => refused.test(live.child.text()), live.child.text)
    await scene.redis('CONFIG', 'SET', 'maxmemory', '0')
  },
  'a store with a full disk': async (scene, live) => {
    // A folder in place of its file makes saving fail as on a full disk: from then on every write is refused.
    const inTheWay = join(scene.folder, 'dump.rdb')
    mkdirSync(join(inTheWay, 'full'), { recursive: true })
    await scene.redis('CONFIG', 'SET', 'save', '3600 1')
    await scene.redis('BGSAVE')
    await until('the journal to wait', WAIT_MS, () => /MISCONF/.test(live.child.text()), live.child.text)
    rmSync(inTheWay, { recursive: true })
    await scene.redis('CONFIG', 'SET', 'save', '')
    await scene.redis('BGSAVE')
  },
  'a storm of 429': (scene) => {
    const storm = (on: string, times: number) => ({ on, times, fault: { kind: 'status', status: 429 } })
    return scene.faults({ calls: [storm('orders.create', 3), storm('candles', 12)] })
  },
  'streams that stall': (scene) => {
    // Two seconds of the machine, in broker time.
    const stall = (on: string) => ({ on, fault: { kind: 'stall', ms: 2000 * scene.speed } })
    return scene.faults({ lines: [stall('line.pricing.price'), stall('line.transactions.transaction')] })
  },
  'replies that never come, for orders that arrived': (scene) =>
    scene.faults({ calls: [{ on: 'orders.create', times: 2, fault: { kind: 'never', accept: true } }] }),
  'replies that never come, for orders that did not arrive': (scene) =>
    scene.faults({ calls: [{ on: 'orders.create', fault: { kind: 'never', accept: false } }] }),
  'orders executed after their connection is gone': (scene) =>
    scene.faults({ calls: [{ on: 'orders.create', times: 2, fault: { kind: 'defer', ms: 200 } }] }),
}

/** A second instance stands by, reports why it waits, and continues where the first one died. */
const takeOver = async (scene: Scene, first: Pipeline): Promise<number> => {
  const second = scene.live()
  await until('a waiting instance', WAIT_MS, async () =>
    (await second.ready())?.reasons.some(({ text }) => text.includes('another instance holds the lease')),
  )
  await trades(scene, first)
  first.child.send('SIGKILL')
  await first.child.end(WAIT_MS)
  const diedMs = systemClock.monotonicMs()
  await running(second)
  const tookMs = systemClock.monotonicMs() - diedMs
  await trades(scene, second)
  second.child.send('SIGTERM')
  await second.child.end(WAIT_MS)
  await finish(scene)
  return tookMs
}
