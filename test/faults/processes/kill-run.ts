/** `sep live` is killed by SIGKILL again and again within one history: one account, one store, one broker that never stops. */
import { CRASH_LABELS, type CrashLabel } from '../../../lib/crash-points.js'
import { systemClock } from '../../../lib/clock.js'
import { createRandom } from '../random.js'
import type { BooksFacts } from './check-books.js'
import { checkScene } from './check-scene.js'
import { agree } from './positions.js'
import { arm, finish, running, WAIT_MS } from './life.js'
import { type Replayed, replayed } from './replayed.js'
import { openScene, type Pipeline, type Scene } from './scene.js'
import { until } from '../../support/until.js'

export interface KillRunOptions {
  readonly kills: number
  readonly seed: number
  readonly speed?: number
  readonly cli?: string
  readonly onKill?: (text: string) => void
}
export interface KillRunFacts extends BooksFacts {
  readonly kills: ReadonlyMap<CrashLabel, number>
  /** From the first start to the last kill. */
  readonly elapsedSec: number
  readonly killsPerSec: number
  /** Result of `sep replay --journal ..`. */
  readonly replay: Replayed
  /** Output of the processes. */
  readonly log: string
}

/** Labels passed once per process. */
const ONCE = ['boot.', 'kill.', 'snapshot.', 'checkpoint.']
/** Maximum number of stops for one snapshot: on a busy machine a step takes long, and many stops fall into one. */
const STOPS_MAX = 20

export const killRun = async (options: KillRunOptions): Promise<KillRunFacts> => {
  const random = createRandom(options.seed)
  const scene = await openScene({
    seed: options.seed,
    speed: options.speed ?? 300,
    ...(options.cli ? { cli: options.cli } : {}),
  })
  const beganMs = systemClock.monotonicMs()
  const kills = new Map<CrashLabel, number>()
  try {
    await placeOldTrade(scene)
    const rest = CRASH_LABELS.filter((label) => label !== 'boot.adopted')
    for (let n = 0; n < options.kills; n++) {
      // Only a store without history adopts, so its label comes first.
      const label = n === 0 ? 'boot.adopted' : rest[(n - 1) % rest.length]!
      const nth = ONCE.some((kind) => label.startsWith(kind)) ? 1 : random.int(1, 4)
      const sinceMs = systemClock.monotonicMs()
      await killAt(scene, label, nth)
      kills.set(label, (kills.get(label) ?? 0) + 1)
      options.onKill?.(`${n + 1} ${label}:${nth} after ${Math.round(systemClock.monotonicMs() - sinceMs)} ms`)
    }
    const elapsedSec = (systemClock.monotonicMs() - beganMs) / 1000
    await finish(scene)
    const books = await checkScene(scene)
    const killsPerSec = options.kills / elapsedSec
    return { ...books, kills, elapsedSec, killsPerSec, replay: await replayed(scene), log: scene.log() }
  } catch (error) {
    throw new Error(`${String(error)}\n${scene.log()}`, { cause: error })
  } finally {
    await scene.close()
  }
}

/** Places a trade of SEP that predates its store. */
const placeOldTrade = async (scene: Scene): Promise<void> => {
  const extensions = { id: 'of-an-older-store', tag: 'sep' }
  const order = { type: 'MARKET', instrument: 'EUR_USD', units: '1000', timeInForce: 'FOK' }
  await scene.broker('/orders', 'POST', {
    order: { ...order, clientExtensions: extensions, tradeClientExtensions: extensions },
  })
}

/** Starts processes until one dies at the label: a stop between a slice's journal entry and its step leaves no snapshot. */
const killAt = async (scene: Scene, label: CrashLabel, nth: number): Promise<void> => {
  for (let lives = 1; ; lives++) {
    const live = scene.live(`${label}:${nth}`)
    if (!label.startsWith('boot.')) await provoke(scene, live, label)
    const end = await live.child.end(WAIT_MS)
    if (end === 'SIGKILL') return
    if (!(end === 0 && atStop(label) && lives < STOPS_MAX))
      throw new Error(`${label}:${nth}: it ended with ${end}\n${live.child.text().slice(-3000)}`)
  }
}

/** Labels passed by the snapshot that a stop writes. */
const atStop = (label: CrashLabel): boolean => label.startsWith('snapshot.') || label === 'checkpoint.moved'

/** The process may die at any point of this. */
const provoke = async (scene: Scene, live: Pipeline, label: CrashLabel): Promise<void> => {
  const { child } = live
  const steps = [
    () => running(live, () => child.ended() !== null),
    () => agree(scene, live),
    () => arm(scene, live),
    ...(label.startsWith('kill.') ? [() => scene.ask({ kind: 'kill', on: true, flatten: false })] : []),
    ...(atStop(label) ? [() => stop(live)] : []),
  ]
  try {
    for (const step of steps) if (child.ended() === null) await step()
  } catch (error) {
    if (child.ended() !== 'SIGKILL') throw error
  }
}

const stop = async ({ child, status }: Pipeline): Promise<void> => {
  await until('a slice', WAIT_MS, async () => child.ended() !== null || ((await status())?.tsMs ?? null) !== null)
  child.send('SIGTERM')
}
