/** `sep live --nodes`: one account in one, then two, then three processes, each killed and stopped; finally one closes everything. */
import { systemClock } from '../../../lib/clock.js'
import { type BooksFacts, checkBooks } from './check-books.js'
import { until } from '../../support/until.js'
import { arm, cleanStop, finish, isRecorded, recordLastSlice, running, trades, WAIT_MS } from './life.js'
import { type Replayed, replayed } from './replayed.js'
import { openScene, type Pipeline, type Scene } from './scene.js'

/** Shorter than a lease, ms of the machine. */
const PAUSE_MS = 600

export interface PartsRunOptions {
  /** Cuts of the graph, in sequence: the first part makes the slices, the last one trades; `all` = one process without a cut. */
  readonly cuts: readonly (readonly string[])[]
  readonly seed: number
  readonly speed?: number
  readonly cli?: string
  readonly onDeath?: (text: string) => void
}
export interface PartsRunFacts extends BooksFacts {
  /** Parts that were killed, in order. */
  readonly killed: readonly string[]
  readonly replay: Replayed
  readonly log: string
}

export const partsRun = async ({ cuts, seed, speed = 120, cli, onDeath }: PartsRunOptions): Promise<PartsRunFacts> => {
  const scene = await openScene({ seed, speed, ...(cli ? { cli } : {}) })
  const killed: string[] = []
  try {
    for (const parts of cuts) {
      await oneCut(scene, parts, (part) => {
        killed.push(part)
        onDeath?.(part)
      })
    }
    await finish(scene)
    await recordLastSlice(scene, 'all', () => scene.live())
    const books = await checkBooks(scene)
    return { ...books, killed, replay: await replayed(scene), log: scene.log() }
  } catch (error) {
    throw new Error(`${String(error)}\n${scene.log()}`, { cause: error })
  } finally {
    await scene.close()
  }
}

const oneCut = async (scene: Scene, parts: readonly string[], onDeath: (part: string) => void): Promise<void> => {
  const start = (nodes: string): Pipeline => scene.live(undefined, nodes === 'all' ? {} : { flags: ['--nodes', nodes] })
  const living = parts.map(start)
  const trader = () => living.at(-1) as Pipeline
  for (const part of living) await running(part)
  await arm(scene, trader())
  await trades(scene, trader())
  for (const [k, part] of parts.entries()) {
    living[k]?.child.send('SIGKILL')
    await living[k]?.child.end(WAIT_MS)
    living[k] = start(part)
    await running(living[k] as Pipeline)
    await trades(scene, trader())
    onDeath(part)
  }
  // While a part is stopped, slices pile up: later ones may trade only if they know the orders of earlier ones.
  for (const { child } of living) {
    child.send('SIGSTOP')
    await systemClock.sleep(PAUSE_MS)
    child.send('SIGCONT')
    await trades(scene, trader())
  }
  // The store is killed under all of them and restarted.
  scene.store().send('SIGKILL')
  await scene.store().end(WAIT_MS)
  await scene.startStore()
  await trades(scene, trader())
  await stopInOrder(scene, parts, living, start)
}

/** In the order of the data, each part after the last slice: another cut begins after it, and no part of it would step it again. */
const stopInOrder = async (
  scene: Scene,
  parts: readonly string[],
  living: readonly Pipeline[],
  start: (nodes: string) => Pipeline,
): Promise<void> => {
  for (const [k, part] of parts.entries()) {
    const live = living[k] as Pipeline
    if (k > 0) await until(`the last slice of ${part}`, WAIT_MS, () => isRecorded(scene, part), live.child.text)
    await cleanStop(live)
    if (k === 0) await recordLastSlice(scene, part, () => start(part))
  }
}
